# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What has moved against a baseline, in a few German lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from egovplan.markup import count, day, number, working_days
from egovplan.plan.drift import Change, Drift, MeasureShift, Shift

_MOST = 12


def drift_summary(drift: Drift) -> str:
    """Return what has moved as German text of a screen's width: in all, then measure by measure, the furthest first."""
    return "\n".join(drift_lines(drift))


def drift_lines(drift: Drift) -> list[str]:
    """Return the lines of :func:`drift_summary`."""
    if not len(drift):
        return ["Gegen den Basisplan hat sich nichts verschoben."]
    measures = sorted(drift.measures, key=lambda m: (-abs(m.finish_days), -abs(m.days)))
    lines = ["Gegen den Basisplan", *(f"  {part}" for part in _totals(drift))]
    lines += [f"  {line}" for measure in measures[:_MOST] for line in _measure(drift, measure)]
    rest = len(measures) - _MOST
    return lines + ([f"  und {count(rest, 'weitere Maßnahme', 'weitere Maßnahmen')}"] if rest > 0 else [])


def signed_days(days: int) -> str:
    """Return a number of working days with its sign, ``+12 Arbeitstage``, ``−1 Arbeitstag``."""
    return f"{'+' if days > 0 else ''}{working_days(days)}" if days else "wie bisher"


def _totals(drift: Drift) -> Iterator[str]:
    total = f"{count(drift.moves, 'Vorgang', 'Vorgänge')} verschoben"
    yield f"{total}, zusammen um {working_days(drift.days)}" if drift.moves else "kein Vorgang verschoben"
    facts = sum(s.change is Change.MOVED and not s.is_move for s in drift)
    if facts:
        yield f"{number(facts)} durch den Stand oder die Dauer anders"
    new, dropped = (sum(s.change is kind for s in drift) for kind in (Change.NEW, Change.DROPPED))
    if new or dropped:
        yield ", ".join([*([f"{new} neu"] if new else []), *([f"{dropped} entfallen"] if dropped else [])])
    yield f"alles fertig: {day(_last(drift))} ({signed_days(drift.finish_days)})"


def _last(drift: Drift) -> dt.date:
    return drift.plan.timeline.last_day(drift.plan.start, drift.plan.finish)


def _measure(drift: Drift, measure: MeasureShift) -> Iterator[str]:
    if measure.before is None or measure.after is None:
        yield f"{measure.title}: {'neu' if measure.before is None else 'entfallen'}"
        return
    ends = f"Ende {day(measure.after[1])}"
    if measure.finish_days:
        ends += f" statt {day(measure.before[1])}"
    yield f"{measure.title}: {ends} ({signed_days(measure.finish_days)})"
    first = _first(drift, measure)
    if first is not None:
        yield f"  {first.title}: {first.text}"


def _first(drift: Drift, measure: MeasureShift) -> Shift | None:
    """Return the first activity of a measure that is elsewhere: what the others of it mostly follow."""
    own = [shift for shift in drift if shift.measure == measure.id and shift.text and shift.after]
    return min(own, key=lambda shift: shift.after[0] if shift.after else dt.date.max, default=None)
