# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The one glossary: identifier ↔ German label ↔ unit.

Views take their labels from here, files their German keys, the documentation its list of words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field.

    Parameters
    ----------
    identifier
        English name, as in code and in the canonical file.
    label
        German label, as shown to planners.
    unit
        Unit of its values, empty where it has none.
    meaning
        One German sentence.
    keys
        German keys accepted in files, besides the label.
    """

    identifier: str
    label: str
    unit: str = ""
    meaning: str = ""
    keys: tuple[str, ...] = ()


TERMS: tuple[Term, ...] = (
    # what there is to do
    Term("catalogue", "Maßnahmenkatalog", meaning="Alles, was zu tun ist, mit den Regeln, unter denen es getan wird."),
    Term("id", "Kürzel", meaning="Eindeutiges Kürzel, an dem alles andere hängt.", keys=("Kennung", "Nummer", "Nr")),
    Term("title", "Titel", meaning="Name, wie er in Vorlagen steht.", keys=("Bezeichnung", "Name")),
    Term("note", "Hinweis", meaning="Freier Text, der nichts rechnet.", keys=("Bemerkung", "Anmerkung")),
    Term("source", "Quelle", meaning="Beleg einer Angabe, oder »Annahme: …« mit Grund.", keys=("Beleg",)),
    Term("measures", "Maßnahmen"),
    Term("measure", "Maßnahme", meaning="Basis-, Einzel- oder Querschnittsmaßnahme der Strategie."),
    Term("kind", "Art"),
    Term(
        "priority",
        "Priorität",
        meaning="0 = Basismaßnahme, 1 bis 5 = Einzelmaßnahmen nach Dringlichkeit.",
        keys=("Prio",),
    ),
    Term("goal", "Ziel"),
    Term("lead", "Federführung", meaning="Das Amt, das verantwortet.", keys=("federführend", "Federführendes Amt")),
    Term("participants", "Beteiligte", meaning="Ämter, die mitwirken."),
    Term(
        "partners",
        "Kooperationspartner",
        meaning="Kommunen und Körperschaften, mit denen zusammengearbeitet wird.",
        keys=("Partner",),
    ),
    Term("stage", "Stufe", meaning="Abschnitt des Stufenplans mit Fenster und Frist."),
    Term("stages", "Stufen", keys=("Stufenplan",)),
    Term("activities", "Vorgänge"),
    Term("activity", "Vorgang", meaning="Knoten des Netzplans."),
    Term("milestone", "Meilenstein", meaning="Vorgang ohne Dauer."),
    Term(
        "template", "Vorlage", meaning="Vorgangsfolge, die mehrere Maßnahmen gemeinsam haben.", keys=("Phasenvorlage",)
    ),
    Term("templates", "Vorlagen", keys=("Phasenvorlagen",)),
    Term("omit", "ohne", meaning="Vorgänge der Vorlage, die es hier nicht gibt.", keys=("entfällt", "weglassen")),
    Term("duration", "Dauer", "Arbeitstage", "Arbeitstage, oder Kalendertage mit dem Zusatz KT."),
    Term(
        "modes",
        "Varianten",
        meaning="Alternative Ausführungen mit anderer Dauer und anderem Bedarf.",
        keys=("Modi", "Alternativen"),
    ),
    Term("mode", "Variante", keys=("Modus",)),
    Term(
        "demand",
        "Bedarf",
        "VZÄ",
        "VZÄ je Kapazität, an jedem Arbeitstag des Vorgangs.",
        keys=("Personalbedarf", "Aufwand"),
    ),
    Term("costs", "Kosten", "€", keys=("einmalige Kosten", "Einmalkosten")),
    Term("amount", "Betrag", "€"),
    Term(
        "charged",
        "Fälligkeit",
        meaning="Wann die Kosten anfallen: Beginn, Ende oder verteilt.",
        keys=("fällig", "Verbuchung"),
    ),
    Term("running", "laufende Kosten", "€/Jahr", keys=("Folgekosten", "laufend")),
    Term("per_year", "je Jahr", "€/Jahr", keys=("jährlich", "pro Jahr")),
    Term("estimate", "Schätzung", "Arbeitstage", "Dreipunktschätzung der Dauer.", keys=("Dreipunktschätzung",)),
    Term("optimistic", "optimistisch", "Arbeitstage", keys=("günstig",)),
    Term("likely", "wahrscheinlich", "Arbeitstage", keys=("häufigster Wert",)),
    Term("pessimistic", "pessimistisch", "Arbeitstage", keys=("ungünstig",)),
    Term(
        "gate",
        "Gremium",
        meaning="Der Vorgang kann nur an einem Sitzungstag stattfinden.",
        keys=("Sitzung von", "Beschluss durch"),
    ),
    Term("not_before", "frühestens"),
    Term(
        "deadline",
        "Frist",
        meaning="Letzter Tag, an dem etwas fertig sein darf.",
        keys=("spätestens", "Fertigstellung bis"),
    ),
    Term(
        "due",
        "Zieltermin",
        meaning="Gewünschter Termin; Überschreitung wird als Verzug ausgewiesen.",
        keys=("Soll-Termin",),
    ),
    Term("office", "Amt"),
    Term("offices", "Ämter", keys=("Organisationseinheiten", "Dienststellen")),
    # in which order
    Term(
        "after",
        "nach",
        meaning="Vorgänger in Kurzform, z. B. »DMS EA+10«.",
        keys=("Vorgänger", "Voraussetzungen", "abhängig von"),
    ),
    Term("dependencies", "Abhängigkeiten", keys=("Anordnungsbeziehungen",)),
    Term("predecessor", "von", meaning="Vorgänger einer Abhängigkeit.", keys=("Vorgängerin",)),
    Term("successor", "zu", meaning="Nachfolger einer Abhängigkeit.", keys=("Nachfolger", "Nachfolgerin")),
    Term("type", "Beziehung", meaning="EA, AA, EE, AE (FS, SS, FF, SF).", keys=("Beziehungsart",)),
    Term("lag", "Abstand", "Arbeitstage", "Positiv = Wartezeit, negativ = Vorziehzeit.", keys=("Zeitabstand",)),
    Term(
        "related", "verwandt", meaning="Ungerichteter Bezug; ordnet nichts an.", keys=("Bezug", "verwandte Maßnahmen")
    ),
    Term("externals", "externe Vorgänger", keys=("externe Ereignisse", "Externes")),
    Term("date", "Datum", keys=("Termin",)),
    # rollout
    Term("rollout", "Rollout", keys=("Flächeneinführung", "Ausrollung")),
    Term("targets", "Einführungsämter", meaning="Die Ämter, in denen eingeführt wird.", keys=("Zielämter",)),
    Term("introduction", "Einführung", meaning="Der Vorgang, der sich je Amt wiederholt.", keys=("Einführung je Amt",)),
    Term("workplaces", "Arbeitsplätze", "Arbeitsplätze"),
    Term("uses", "Anwendungen", meaning="Anwendungsmöglichkeiten in einem Amt.", keys=("Anwendungsmöglichkeiten",)),
    Term("wave", "Welle"),
    Term("pilot", "Pilot", keys=("Pilotamt",)),
    Term("evaluation", "Auswertung", "Arbeitstage", keys=("Pilotauswertung",)),
    Term(
        "approval", "Freigabe", meaning="Gremium, das nach dem Pilot den Rollout freigibt.", keys=("Rolloutfreigabe",)
    ),
    Term(
        "parallel",
        "gleichzeitig",
        meaning="Höchstzahl gleichzeitiger Einführungen.",
        keys=("gleichzeitige Einführungen",),
    ),
    # under which limits
    Term("start", "Beginn", keys=("Start", "Anfang")),
    Term("finish", "Ende", keys=("Abschluss",)),
    Term("until", "bis"),
    Term("since", "ab"),
    Term("calendar", "Kalender"),
    Term("subdivision", "Bundesland", keys=("Land",)),
    Term("closed", "geschlossen", meaning="Örtliche Tage ohne Arbeit.", keys=("Schließtage", "dienstfreie Tage")),
    Term("eves", "Vorfeiertage frei", meaning="24.12. und 31.12. sind frei."),
    Term("holidays", "Feiertage"),
    Term("resources", "Kapazitäten", keys=("Ressourcen", "Personal")),
    Term("role", "Rolle", keys=("Funktion",)),
    Term("capacity", "Kapazität", "VZÄ", keys=("Stellen", "VZÄ")),
    Term("fte", "Vollzeitäquivalente", "VZÄ", keys=("Umfang",)),
    Term("renewable", "erneuerbar", meaning="Nein = ein Vorrat, der sich verbraucht."),
    Term("max_open_measures", "offene Maßnahmen höchstens", keys=("höchstens offen", "WIP-Grenze")),
    Term("budgets", "Haushalt", keys=("Budgets", "Haushaltsansätze")),
    Term("amounts", "Ansätze", "€", "Euro je Haushaltsjahr.", keys=("Ansatz", "Beträge")),
    Term("carry_over", "übertragbar", meaning="Nicht verbrauchte Mittel gehen ins nächste Jahr."),
    Term("bodies", "Gremien"),
    Term("sittings", "Sitzungen", keys=("Sitzungstermine", "Sitzungstage")),
    Term("rhythm", "Sitzungsturnus", keys=("Turnus",)),
    Term("first", "erste Sitzung"),
    Term("weeks", "Wochen", "Wochen"),
    Term("notice", "Vorlauf", "Kalendertage", "Zeit zwischen fertiger Vorlage und Sitzung.", keys=("Ladungsfrist",)),
    Term("embargoes", "Sperren", meaning="Zeiträume, in denen nichts Neues beginnt.", keys=("Haushaltssperren",)),
    Term("only_with_costs", "nur mit Kosten"),
    Term("hard", "verbindlich", meaning="Ein Plan, der die Frist verfehlt, ist keiner."),
    Term("weight", "Gewicht"),
    Term("priorities", "Prioritäten"),
    Term("priority_weights", "Gewichte der Prioritäten"),
    # what has happened
    Term("status", "Stand", keys=("Sachstand",)),
    Term("as_of", "Stichtag"),
    Term("actuals", "Ist-Termine", keys=("Ist",)),
    Term("remaining", "Restdauer", "Arbeitstage"),
    Term("coverage", "Abdeckung", meaning="Was je Amt eingeführt ist."),
    Term("workplaces_live", "Arbeitsplätze in Betrieb", "Arbeitsplätze"),
    Term("uses_live", "Anwendungen in Betrieb"),
    Term("decisions", "Entscheidungen", keys=("Sachstände",)),
    Term("decision", "Entscheidung"),
    Term("reason", "Grund", keys=("Begründung",)),
    # what was computed
    Term("network", "Netzplan"),
    Term("plan", "Plan"),
    Term("early_start", "frühester Anfang"),
    Term("early_finish", "frühestes Ende"),
    Term("late_start", "spätester Anfang"),
    Term("late_finish", "spätestes Ende"),
    Term("total_float", "Gesamtpuffer", "Arbeitstage"),
    Term("free_float", "freier Puffer", "Arbeitstage"),
    Term("critical", "kritisch", meaning="Gesamtpuffer höchstens 0."),
    Term("critical_path", "kritischer Weg", meaning="Eine längste Kette vom Anfang zum Ende."),
    Term("makespan", "Gesamtdauer", "Arbeitstage"),
    Term("lateness", "Verzug", "Arbeitstage"),
    Term("gap", "Abstand zur Schranke", "%"),
    Term("bound", "Schranke"),
    Term("baseline", "Basisplan"),
    Term("drift", "Abweichung"),
    Term("release", "frühester Beginn"),
    Term("scenario", "Szenario"),
    Term("load", "Auslastung", "VZÄ"),
)

LABEL: dict[str, str] = {term.identifier: term.label for term in TERMS}
UNIT: dict[str, str] = {term.identifier: term.unit for term in TERMS}


def fold_key(key: str) -> str:
    """Return the form in which file keys are compared: NFC, case, umlauts, blanks and hyphens folded."""
    text = unicodedata.normalize("NFC", key).strip().casefold()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(umlaut, plain)
    return text.replace("-", "_").replace(" ", "_")


def _key_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for term in TERMS:
        for key in (term.identifier, term.label, *term.keys):
            owner = table.setdefault(fold_key(key), term.identifier)
            if owner != term.identifier:
                raise AssertionError(f"{key!r} stands for {owner!r} and for {term.identifier!r}")
    return table


KEYS: dict[str, str] = _key_table()
"""Folded key of a file → identifier."""


def identifier_of(key: str) -> str:
    """Return the identifier that a file's key, English or German, stands for; unknown keys come back as they are."""
    return KEYS.get(fold_key(key), key)


def label_of(identifier: str) -> str:
    """Return the German label of an identifier, or the identifier itself where the glossary has none."""
    return LABEL.get(identifier, identifier)
