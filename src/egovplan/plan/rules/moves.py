# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Rules about a baseline: how much may lie elsewhere than there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.plan.rules.violation import Rule, Violation

if TYPE_CHECKING:
    from egovplan.plan.model import Plan
    from egovplan.plan.rules.reading import Reading


def moved(reading: Reading, baseline: Plan) -> list[str]:
    """Return the activities that have not begun and start on another day than in the baseline, or are done in another mode."""
    before = {row.id: row for row in baseline.activities if row.id in reading.rows and not reading.is_given(row.id)}
    return [name for name in before if _is_elsewhere(reading, baseline, name)]


def _is_elsewhere(reading: Reading, baseline: Plan, name: str) -> bool:
    row, was = reading.rows[name], baseline[name]
    if row.start != reading.axis.first(baseline.catalogue.timeline.days[was.start]):
        return True
    now = reading.activities[name].modes
    then = baseline.catalogue.activity_by_id[name].modes
    return len(now) > 1 and reading.has_mode(row) and now[row.mode].id != then[was.mode].id


def moves_kept(reading: Reading, baseline: Plan, most: int) -> Iterator[Violation]:
    """Check that no more activities have moved than may."""
    names = moved(reading, baseline)
    if len(names) > most:
        shown = ", ".join(reading.name(name) for name in names[:8]) + (" …" if len(names) > 8 else "")
        amount = "1 Vorgang" if len(names) == 1 else f"{len(names)} Vorgänge"
        text = f"Gegen den Basisplan verschoben: {amount}; erlaubt sind höchstens {most}: {shown}."
        yield Violation(Rule.MOVES, text, need=len(names), have=most)
