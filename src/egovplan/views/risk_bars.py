# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What drives the finish, and how often what is critical: bars, on axes and as text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from egovplan.errors import OutOfRangeError
from egovplan.markup import number, percent
from egovplan.network.cpm import critical_path
from egovplan.plan.metrics import free_floats
from egovplan.terms import TERMS, label_of
from egovplan.views.bars import WIDTH, BarGroup, BarRow, BarSheet, layout
from egovplan.views.risk_words import OFTEN, brief, days_of, expect_risk, is_noise, office_name, simulated
from egovplan.views.text import one_line
from egovplan.whatif.risk.result import ActivityRisk, EventRisk, OfficeRisk, RiskResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARGIN = 22.0
_NAMES = (label_of("activity"), label_of("measure"), label_of("office"))
_LEGEND = (("critical", "in der Hälfte der Läufe oder öfter kritisch"), ("runs", "seltener"))
_OFFICES = 12
"""So many offices, roles and limits are shown at most."""
MEASURES_OF_DRIVE = ("cruciality", "sensitivity", "events")


def plot_tornado(
    result: RiskResult, ax: Axes | None = None, *, top: int = 12, by: str = "cruciality", title: str | None = None
) -> Axes:
    """Draw what drives the finish, the strongest first.

    Parameters
    ----------
    result
        What :func:`egovplan.simulate` gave.
    ax
        Axes to draw into, filled completely; with None, axes on a figure of their own.
    top
        At most so many bars.
    by
        ``cruciality`` (how the finish varies with the duration of an activity), ``sensitivity`` (how much of the spread of
        the finish it carries) or ``events`` (how much later it is when a risk comes true, in working days).
    title
        Above the picture.

    Returns
    -------
    matplotlib.axes.Axes
        In a notebook it shows itself. Bars of activities that are critical in half of the runs or more are hatched.

    Raises
    ------
    OutOfRangeError
        If ``by`` is none of these.
    """
    expect_risk(result, "plot_tornado")
    return _drawn(tornado_sheet(result, top=top, by=by, title=title), ax)


def plot_criticality(result: RiskResult, ax: Axes | None = None, *, top: int = 20, title: str | None = None) -> Axes:
    """Draw in how many runs each activity is critical, the most frequent first; below, whose people are waited for.

    Parameters
    ----------
    result
        What :func:`egovplan.simulate` gave.
    ax
        Axes to draw into, filled completely; with None, axes on a figure of their own.
    top
        At most so many activities.
    title
        Above the picture.

    Returns
    -------
    matplotlib.axes.Axes
        In a notebook it shows itself. Bars from one half on are hatched. Beside each activity stands the float that it has
        without deviations: free float in the plan, or total float in the network.
    """
    expect_risk(result, "plot_criticality")
    return _drawn(criticality_sheet(result, top=top, title=title), ax)


def _drawn(sheet: BarSheet, ax: Axes | None) -> Axes:
    from egovplan.views import painter

    if ax is None:
        size = (WIDTH + _MARGIN, sheet.natural_height + _MARGIN)
        ax = painter.page(*size, _MARGIN / 2, alt=bars_text(sheet))
    draw_bars(sheet, ax)
    return ax


def draw_bars(sheet: BarSheet, ax: Axes) -> None:
    """Draw a picture of bars into axes, filling them."""
    from egovplan.views import painter

    width, height = painter.room(ax)
    made = layout(sheet, width=width, height=height, measure=painter.measure_on(ax))
    ax.set_axis_off()
    ax.set_xlim(0.0, made.width)
    ax.set_ylim(made.height, 0.0)
    painter.paint(ax, made.canvas.surfaces, made.canvas.lines, made.canvas.texts)


def bars_text(sheet: BarSheet) -> str:
    """Return a picture of bars as German text, one line for each bar."""
    lines = [sheet.title, sheet.subtitle]
    for group in sheet.groups:
        lines += ["", group.heading or group.heads[-1]]
        lines += [
            f"- {', '.join(filter(None, row.cells))}: {row.label}{' (häufig)' if row.often else ''}"
            for row in group.rows
        ] or [group.empty]
    return "\n".join([*lines, *(["", *sheet.notes] if sheet.notes else [])])


def tornado_sheet(result: RiskResult, *, top: int = 12, by: str = "cruciality", title: str | None = None) -> BarSheet:
    """Return what :func:`plot_tornado` shows."""
    if by not in MEASURES_OF_DRIVE:
        raise OutOfRangeError(f"plot_tornado: by={by!r} gibt es nicht; möglich: {', '.join(MEASURES_OF_DRIVE)}.")
    what = "Wie Risiken das Ende verschieben" if by == "events" else "Was das Ende treibt"
    head = one_line(title or f"{what}: {result.title}")
    if by == "events":
        return BarSheet(head, simulated(result), (_event_group(result, top),), notes=tuple(_event_notes(result)))
    strongest = sorted(result.activities, key=lambda a: (-abs(getattr(a, by)), str(a.id)))
    rows = tuple(
        BarRow(_names(result, a), getattr(a, by), number(getattr(a, by), 2), a.criticality >= OFTEN)
        for a in strongest[:top]
        if round(getattr(a, by), 2)
    )
    group = BarGroup(
        "",
        (*_NAMES, label_of(by)),
        rows,
        lambda value: number(value, 1),
        high=0.5,
        empty="Kein Vorgang bewegt das Ende.",
    )
    meaning = next((term.meaning for term in TERMS if term.identifier == by), "")
    return BarSheet(head, simulated(result), (group,), _LEGEND if rows else (), (f"{label_of(by)}: {meaning}",))


def _event_group(result: RiskResult, top: int) -> BarGroup:
    known = [event for event in result.events if math.isfinite(event.effect)]
    rows = tuple(_event_row(result, event) for event in sorted(known, key=lambda e: -abs(e.effect))[:top])
    heads = ("Risikoereignis", "tritt ein in", "späteres Ende")
    return BarGroup("", heads, rows, days_of, high=5.0, empty="Es sind keine Risikoereignisse angegeben.")


def _event_row(result: RiskResult, event: EventRisk) -> BarRow:
    chance = " (kann Zufall sein)" if is_noise(result, event) else ""
    label = f"{_signed_days(event.effect)}{chance}"
    return BarRow((one_line(event.title), percent(event.frequency)), event.effect, label)


def _signed_days(value: float) -> str:
    rounded = round(value, 1)
    return f"{'+' if rounded > 0 else ''}{days_of(rounded)}"


def _event_notes(result: RiskResult) -> list[str]:
    if not result.events:
        return []
    notes = ["Mittleres Ende der Läufe mit dem Ereignis, verglichen mit den Läufen ohne, in Arbeitstagen (AT)."]
    unknown = [one_line(event.title) for event in result.events if not math.isfinite(event.effect)]
    if unknown:
        notes.append(f"Kam nie oder immer vor, daher ohne Vergleich: {', '.join(unknown)}.")
    return notes


def criticality_sheet(result: RiskResult, *, top: int = 20, title: str | None = None) -> BarSheet:
    """Return what :func:`plot_criticality` shows."""
    floats = _floats(result)
    ranked = sorted(result.activities, key=lambda a: (-a.criticality, -a.sensitivity, str(a.id)))
    shown = [a for a in ranked if a.criticality > 0][:top]
    rows = tuple(
        BarRow(
            (*_names(result, a), *([_float_cell(floats, a)] if floats else [])),
            a.criticality, brief(a.criticality), a.criticality >= OFTEN,
        )
        for a in shown
    )  # fmt: skip
    heads = (*_NAMES, *(["Puffer"] if floats else []), "Anteil der Läufe, in denen er kritisch ist")
    groups = [BarGroup("", heads, rows, percent, high=1.0, empty="Kein Vorgang ist je kritisch.")]
    groups += _office_groups(result)
    legend = (("critical", "in der Hälfte der Läufe oder öfter"), ("runs", "seltener"))
    head = one_line(title or f"Wie oft kritisch? {result.title}")
    return BarSheet(head, simulated(result), tuple(groups), legend, tuple(_float_note(result, floats)))


def _office_groups(result: RiskResult) -> list[BarGroup]:
    """Return whose people, or what else, activities wait for: those that bind most often; no group where nothing waits."""
    ranked = sorted((o for o in result.offices if o.binding > 0), key=lambda o: (-o.binding, -o.mean_wait, o.id))
    if not ranked:
        return []
    shown = tuple(_office_row(office) for office in ranked[:_OFFICES])
    of = f" ({len(shown)} von {len(ranked)})" if len(ranked) > len(shown) else ""
    heads = ("Amt, Rolle oder Grenze", "Wartezeit aller Vorgänge", "Anteil der Läufe")
    return [BarGroup(f"Worauf gewartet wird{of}", heads, shown, percent, high=1.0)]


def _office_row(office: OfficeRisk) -> BarRow:
    cells = (office_name(office), f"im Mittel {days_of(round(office.mean_wait, 1))} je Lauf")
    return BarRow(cells, office.binding, brief(office.binding), office.binding >= OFTEN)


def _floats(result: RiskResult) -> Mapping[Any, int]:
    """Return activity → float without deviations: free float of the plan, else total float of the catalogue's network."""
    if result.plan is not None:
        return free_floats(result.plan)
    if result.catalogue is None:
        return {}
    path = critical_path(result.catalogue)
    return dict(zip(path.names, map(int, path.total_float), strict=True))


def _float_cell(floats: Mapping[Any, int], activity: ActivityRisk) -> str:
    found = floats.get(activity.id)
    return "–" if found is None else days_of(found)


def _float_note(result: RiskResult, floats: Mapping[Any, int]) -> list[str]:
    if not floats:
        return []
    if result.plan is not None:
        return [
            "Puffer: Um so viele Arbeitstage (AT) darf der Vorgang im Plan später enden, ohne dass sich anderes verschiebt."
        ]
    return [
        "Puffer: Um so viele Arbeitstage (AT) darf der Vorgang im Netzplan später enden, ohne das Ende zu verschieben."
    ]


def _names(result: RiskResult, activity: ActivityRisk) -> tuple[str, str, str]:
    """Return activity, measure and office as they are called; the measure once where both are the same."""
    measure, office = activity.measure, activity.office
    if result.catalogue is not None:
        found = result.catalogue.measure_by_id.get(activity.measure)
        measure = found.title if found else measure
        office = result.catalogue.office_title(activity.office) if activity.office else ""
    title = one_line(activity.title)
    return title, one_line(measure) if one_line(measure) != title else "", one_line(office)
