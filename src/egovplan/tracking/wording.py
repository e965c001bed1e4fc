# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The sentences of the Bilanz. German only; no arithmetic beyond counting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from egovplan.catalogue.model import Measure
from egovplan.markup import day, number
from egovplan.tracking.coverage import Extent, OfficeCoverage, Progress
from egovplan.tracking.outlook import Outlook

OfficeTitle = Callable[[str], str]


def definition(threshold: float) -> str:
    """Return what the words of the Bilanz mean."""
    return (
        "»Umgesetzt« ist eine Maßnahme, wenn sie in mindestens einem Amt in Betrieb ist; »flächendeckend und "
        "vollständig«, wenn sie in allen vorgesehenen Ämtern mit allen Anwendungen an mindestens "
        f"{number(100 * threshold)} % der Arbeitsplätze in Betrieb ist. Beides ist aus den gemeldeten Ist-Terminen und "
        "der Abdeckung je Amt abgeleitet."
    )


def priority_text(rows: Sequence[Progress], office_title: OfficeTitle, threshold: float) -> str:
    """Return what is done, done everywhere, missing where, and not done."""
    done = [row for row in rows if row.is_done]
    parts = [f"Umgesetzt sind {len(done)} von {len(rows)} Maßnahmen" + _titles(done) + "."]
    everywhere = [row for row in rows if row.extent is Extent.EVERYWHERE]
    parts.append("Davon flächendeckend und vollständig: " + (_dated(everywhere) or "keine") + ".")
    partly = [row for row in rows if row.extent is Extent.PARTLY]
    if partly:
        parts.append("Noch nicht überall ausgerollt:")
        parts += [f"– {row.measure.title}: {_missing(row, office_title, threshold)}" for row in partly]
    open_rows = [row for row in rows if not row.is_done]
    parts.append("Noch nicht umgesetzt: " + ("keine." if not open_rows else ""))
    parts += [f"– {row.measure.title}: {_state(row)}" for row in open_rows]
    return "\n".join(part.rstrip() for part in parts)


def later_done_text(rows: Sequence[Progress]) -> str:
    """Return what is done of the later priorities."""
    if not rows:
        return "Der Katalog enthält keine Maßnahmen der Prioritäten 3 bis 5."
    done = [row for row in rows if row.is_done]
    parts = [f"Umgesetzt sind {len(done)} von {len(rows)} Maßnahmen" + (":" if done else ".")]
    for row in done:
        where = "flächendeckend" if row.extent is Extent.EVERYWHERE else "in einzelnen Ämtern"
        parts.append(f"– {row.measure.title} (Priorität {row.measure.priority}): {where}, {_when(row)}")
    unknown = [row for row in rows if row.extent is Extent.UNKNOWN]
    if unknown:
        parts.append(f"Zu {len(unknown)} Maßnahmen liegt keine Meldung vor{_titles(unknown)}.")
    halted = [row for row in rows if row.extent in (Extent.POSTPONED, Extent.DROPPED)]
    parts += [f"– {row.measure.title}: {_state(row)}" for row in halted]
    return "\n".join(parts)


def outlook_text(
    rows: Sequence[Outlook], office_title: OfficeTitle, *, rest: int, has_plan: bool, halted: Mapping[str, str]
) -> str:
    """Return order, duration and resources of what is still to come."""
    if not rest:
        return "Alle Maßnahmen der Prioritäten 3 bis 5 sind umgesetzt oder aufgegeben."
    if not has_plan:
        return f"Für {rest} Maßnahmen liegt noch kein Umsetzungsplan vor; er kann aus diesem Katalog berechnet werden."
    parts = [f"Ja. Für {len(rows)} Maßnahmen sieht der Plan in dieser Reihenfolge vor:"]
    for place, row in enumerate(rows, start=1):
        lead = f", Federführung {office_title(row.lead)}" if row.lead else ", Federführung nicht bekannt"
        mark = f", derzeit {halted[row.measure]}" if row.measure in halted else ""
        parts.append(
            f"{place}. {row.title} (Priorität {row.priority}{lead}{mark}): {day(row.start)} bis {day(row.finish)} "
            f"({number(row.working_days)} Arbeitstage), {'noch ' if row.has_begun else ''}{number(row.person_days)} "
            f"Personentage, {_money(row)}."
        )
    return "\n".join(parts)


def cooperation_text(measures: Sequence[Measure]) -> str:
    """Return with whom the city cooperates, by measure."""
    if not measures:
        return "Im Katalog ist bei keiner Maßnahme eine Kooperation angegeben."
    lines = [f"– {m.title}: {', '.join(m.partners)}" for m in measures]
    return "\n".join(
        [
            "Kooperationen sind angegeben bei:",
            *lines,
            "Zu den übrigen Maßnahmen ist keine Kooperation bekannt.",
        ]
    )


def _missing(row: Progress, office_title: OfficeTitle, threshold: float) -> str:
    open_offices = [office for office in row.offices if not office.is_complete(threshold)]
    live = sum(office.is_live for office in row.offices)
    parts = [f"in {live} von {len(row.offices)} Ämtern in Betrieb; es fehlen "]
    return parts[0] + "; ".join(_gap(office, office_title, threshold) for office in open_offices) + "."


def _gap(office: OfficeCoverage, office_title: OfficeTitle, threshold: float) -> str:
    name = office_title(office.office)
    if not office.is_live:
        return f"{name} (ganz, {office.workplaces} Arbeitsplätze)" if office.workplaces else f"{name} (ganz)"
    gaps = []
    if office.missing_workplaces(threshold):
        gaps.append(f"{office.missing_workplaces(threshold)} von {office.workplaces} Arbeitsplätzen")
    if office.missing_uses:
        gaps.append("Anwendungen " + ", ".join(office.missing_uses))
    return f"{name} ({', '.join(gaps)})"


def _state(row: Progress) -> str:
    text = {
        Extent.RUNNING: f"begonnen, {row.finished} von {row.total} Vorgängen abgeschlossen",
        Extent.NOT_DONE: "noch nicht begonnen",
        Extent.UNKNOWN: "Stand nicht bekannt, es liegt keine Meldung vor",
        Extent.POSTPONED: "zurückgestellt",
        Extent.DROPPED: "aufgegeben",
    }.get(row.extent, row.extent.value)
    if row.status and (row.status.reason or row.extent in (Extent.POSTPONED, Extent.DROPPED)):
        when = f"am {day(row.status.date)}" if row.status.date else "Datum nicht bekannt"
        text += f" ({when}; {row.status.reason or 'Grund nicht bekannt'})"
    return text


def _when(row: Progress) -> str:
    return f"zuletzt gemeldet {day(row.since)}" if row.since else "Datum nicht bekannt"


def _dated(rows: Iterable[Progress]) -> str:
    return ", ".join(f"{row.measure.title} ({_when(row)})" for row in rows)


def _titles(rows: Sequence[Progress]) -> str:
    return ": " + ", ".join(row.measure.title for row in rows) if rows else ""


def _money(row: Outlook) -> str:
    running = f", laufend {number(row.per_year)} € im Jahr" if row.per_year else ""
    more = "noch " if row.has_begun else ""
    none = "keine weiteren einmaligen Kosten" if row.has_begun else "ohne einmalige Kosten"
    return (f"{more}einmalig {number(row.one_off)} €" if row.one_off else none) + running
