# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The one glossary: identifier ↔ German label ↔ unit.

Views take their labels from here, files their German keys, the documentation its list of words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


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


# one term a line: it is a table
# fmt: off
TERMS: tuple[Term, ...] = (
    # what there is to do
    Term("catalogue", "Maßnahmenkatalog", meaning="Alles, was zu tun ist, mit den Regeln, unter denen es getan wird."),
    Term("id", "Kürzel", meaning="Eindeutiges Kürzel, an dem alles andere hängt.", keys=("Kennung", "Nummer", "Nr")),
    Term("title", "Titel", meaning="Name, wie er in Vorlagen steht.", keys=("Bezeichnung", "Name")),
    Term("note", "Hinweis", meaning="Freier Text, der nichts rechnet.", keys=("Bemerkung", "Anmerkung")),
    Term("source", "Quelle", meaning="Beleg einer Angabe, oder »Annahme: …« mit Grund.", keys=("Beleg",)),
    Term("measures", "Maßnahmen", meaning="Was zu tun ist."),
    Term("measure", "Maßnahme", meaning="Basis-, Einzel- oder Querschnittsmaßnahme der Strategie."),
    Term("kind", "Art", meaning="Basis-, Einzel- oder Querschnittsmaßnahme; bei Geld investiv oder konsumtiv."),
    Term("priority", "Priorität", meaning="0 = Basismaßnahme, 1 bis 5 = Einzelmaßnahmen nach Dringlichkeit.", keys=("Prio",)),
    Term("goal", "Ziel", meaning="Was erreicht werden soll."),
    Term("lead", "Federführung", meaning="Das Amt, das verantwortet.", keys=("federführend", "Federführendes Amt")),
    Term("participants", "Beteiligte", meaning="Ämter, die mitwirken."),
    Term("partners", "Kooperationspartner", meaning="Kommunen und Körperschaften, mit denen zusammengearbeitet wird.", keys=("Partner",)),
    Term("stage", "Stufe", meaning="Abschnitt des Stufenplans mit Fenster und Frist."),
    Term("stages", "Stufen", meaning="Die Stufen mit ihren Fristen; eine Maßnahme gehört zu höchstens einer.", keys=("Stufenplan",)),
    Term("activities", "Vorgänge", meaning="Die Schritte einer Maßnahme."),
    Term("activity", "Vorgang", meaning="Knoten des Netzplans."),
    Term("milestone", "Meilenstein", meaning="Vorgang ohne Dauer."),
    Term("template", "Vorlage", meaning="Vorgangsfolge, die mehrere Maßnahmen gemeinsam haben.", keys=("Phasenvorlage",)),
    Term("templates", "Vorlagen", meaning="Vorgangsfolgen, auf die sich Maßnahmen beziehen.", keys=("Phasenvorlagen",)),
    Term("omit", "ohne", meaning="Vorgänge der Vorlage, die es hier nicht gibt.", keys=("entfällt", "weglassen")),
    Term("duration", "Dauer", "Arbeitstage", "Arbeitstage, oder Kalendertage mit dem Zusatz KT."),
    Term("modes", "Varianten", meaning="Alternative Ausführungen mit anderer Dauer und anderem Bedarf.", keys=("Modi", "Alternativen")),
    Term("mode", "Variante", meaning="Eine Ausführung von mehreren.", keys=("Modus",)),
    Term("demand", "Bedarf", "VZÄ", "VZÄ je Kapazität, an jedem Arbeitstag des Vorgangs.", keys=("Personalbedarf", "Aufwand")),
    Term("costs", "Kosten", "€", meaning="Einmalige Kosten.", keys=("einmalige Kosten", "Einmalkosten")),
    Term("amount", "Betrag", "€", meaning="Höhe in Euro."),
    Term("charged", "Fälligkeit", meaning="Wann die Kosten anfallen: Beginn, Ende oder verteilt.", keys=("fällig", "Verbuchung")),
    Term(
        "running",
        "laufende Kosten",
        "€/Jahr",
        meaning="Kosten ohne Ende, ab dem ersten vollen Monat nach dem Ende des Vorgangs.",
        keys=("Folgekosten", "laufend"),
    ),
    Term("per_year", "je Jahr", "€/Jahr", meaning="Höhe in Euro für ein volles Jahr.", keys=("jährlich", "pro Jahr")),
    Term("estimate", "Schätzung", "Arbeitstage", "Dreipunktschätzung der Dauer.", keys=("Dreipunktschätzung",)),
    Term("optimistic", "optimistisch", "Arbeitstage", meaning="Wenn alles gut geht.", keys=("günstig",)),
    Term("likely", "wahrscheinlich", "Arbeitstage", meaning="Der häufigste Fall.", keys=("häufigster Wert",)),
    Term("pessimistic", "pessimistisch", "Arbeitstage", meaning="Wenn viel dazwischenkommt.", keys=("ungünstig",)),
    Term("gate", "Gremium", meaning="Der Vorgang kann nur an einem Sitzungstag stattfinden.", keys=("Sitzung von", "Beschluss durch")),
    Term("not_before", "frühestens", meaning="Erster Tag, an dem es beginnen darf."),
    Term("deadline", "Frist", meaning="Letzter Tag, an dem etwas fertig sein darf.", keys=("spätestens", "Fertigstellung bis")),
    Term("due", "Zieltermin", meaning="Gewünschter Termin; Überschreitung wird als Verzug ausgewiesen.", keys=("Soll-Termin",)),
    Term("office", "Amt", meaning="Amt, das es tut oder betrifft."),
    Term(
        "offices",
        "Ämter",
        meaning="Die Ämter mit Nummer und Namen; bei Sperren die betroffenen.",
        keys=("Organisationseinheiten", "Dienststellen"),
    ),
    # in which order
    Term("after", "nach", meaning="Vorgänger in Kurzform, z. B. »DMS EA+10«.", keys=("Vorgänger", "Voraussetzungen", "abhängig von")),
    Term("dependencies", "Abhängigkeiten", meaning="Abhängigkeiten zwischen Maßnahmen und Vorgängen.", keys=("Anordnungsbeziehungen",)),
    Term("predecessor", "von", meaning="Vorgänger einer Abhängigkeit.", keys=("Vorgängerin",)),
    Term("successor", "zu", meaning="Nachfolger einer Abhängigkeit.", keys=("Nachfolger", "Nachfolgerin")),
    Term("type", "Beziehung", meaning="EA, AA, EE, AE (FS, SS, FF, SF).", keys=("Beziehungsart",)),
    Term("lag", "Abstand", "Arbeitstage", "Positiv = Wartezeit, negativ = Vorziehzeit.", keys=("Zeitabstand",)),
    Term("related", "verwandt", meaning="Ungerichteter Bezug; ordnet nichts an.", keys=("Bezug", "verwandte Maßnahmen")),
    Term(
        "externals",
        "externe Vorgänger",
        meaning="Ereignisse, die andere an einem Tag herbeiführen.",
        keys=("externe Ereignisse", "Externes"),
    ),
    Term("date", "Datum", meaning="Der Tag.", keys=("Termin",)),
    # rollout
    Term("rollout", "Rollout", meaning="Einführung in mehreren Ämtern.", keys=("Flächeneinführung", "Ausrollung")),
    Term("targets", "Einführungsämter", meaning="Die Ämter, in denen eingeführt wird.", keys=("Zielämter",)),
    Term("introduction", "Einführung", meaning="Der Vorgang, der sich je Amt wiederholt.", keys=("Einführung je Amt",)),
    Term("workplaces", "Arbeitsplätze", "Arbeitsplätze", meaning="Zahl der Arbeitsplätze."),
    Term("uses", "Anwendungen", meaning="Anwendungsmöglichkeiten in einem Amt.", keys=("Anwendungsmöglichkeiten",)),
    Term("wave", "Welle", meaning="Eine Welle beginnt, wenn die vorige abgeschlossen ist."),
    Term("pilot", "Pilot", meaning="Ja = dieses Amt führt vor der Freigabe ein.", keys=("Pilotamt",)),
    Term("evaluation", "Auswertung", "Arbeitstage", meaning="Vorgang nach den Piloten.", keys=("Pilotauswertung",)),
    Term("approval", "Freigabe", meaning="Gremium, das nach dem Pilot den Rollout freigibt.", keys=("Rolloutfreigabe",)),
    Term("parallel", "gleichzeitig", meaning="Höchstzahl gleichzeitiger Einführungen.", keys=("gleichzeitige Einführungen",)),
    # under which limits
    Term("start", "Beginn", meaning="Erster Tag.", keys=("Start", "Anfang")),
    Term("finish", "Ende", meaning="Letzter Tag.", keys=("Abschluss",)),
    Term("until", "bis", meaning="Letzter Tag, eingeschlossen."),
    Term("since", "ab", meaning="Erster Tag, an dem es gilt."),
    Term("calendar", "Kalender", meaning="Welche Tage Arbeitstage sind."),
    Term("subdivision", "Bundesland", meaning="Land, dessen Feiertage gelten, z. B. RP.", keys=("Land",)),
    Term("closed", "geschlossen", meaning="Örtliche Tage ohne Arbeit.", keys=("Schließtage", "dienstfreie Tage")),
    Term("eves", "Vorfeiertage frei", meaning="24.12. und 31.12. sind frei."),
    Term("holidays", "Feiertage", meaning="Nein = auch an Feiertagen wird gearbeitet."),
    Term("resources", "Kapazitäten", meaning="Die Menschen: je Amt und Rolle, wie viele VZÄ ab wann.", keys=("Ressourcen", "Personal")),
    Term("role", "Rolle", meaning="Aufgabe der Menschen, z. B. DMS-Administration.", keys=("Funktion",)),
    Term("capacity", "Kapazität", "VZÄ", meaning="Ein Wert, oder Stufen mit »ab«.", keys=("Stellen", "VZÄ")),
    Term("fte", "Vollzeitäquivalente", "VZÄ", meaning="Vollzeitäquivalente ab diesem Tag.", keys=("Umfang",)),
    Term("renewable", "erneuerbar", meaning="Nein = ein Vorrat, der sich verbraucht."),
    Term(
        "max_open_measures",
        "offene Maßnahmen höchstens",
        meaning="So viele Maßnahmen führt das Amt höchstens gleichzeitig.",
        keys=("höchstens offen", "WIP-Grenze"),
    ),
    Term("budgets", "Haushalt", meaning="Ansätze je Art und Haushaltsjahr.", keys=("Budgets", "Haushaltsansätze")),
    Term("amounts", "Ansätze", "€", "Euro je Haushaltsjahr.", keys=("Ansatz", "Beträge")),
    Term("carry_over", "übertragbar", meaning="Nicht verbrauchte Mittel gehen ins nächste Jahr."),
    Term("bodies", "Gremien", meaning="Gremien mit ihren Sitzungen."),
    Term("sittings", "Sitzungen", meaning="Sitzungstage.", keys=("Sitzungstermine", "Sitzungstage")),
    Term("rhythm", "Sitzungsturnus", meaning="Sitzungen in festem Abstand, wo der Kalender noch nicht vorliegt.", keys=("Turnus",)),
    Term("first", "erste Sitzung", meaning="Tag der ersten Sitzung."),
    Term("weeks", "Wochen", "Wochen", meaning="Abstand der Sitzungen."),
    Term("notice", "Vorlauf", "Kalendertage", "Zeit zwischen fertiger Vorlage und Sitzung.", keys=("Ladungsfrist",)),
    Term("embargoes", "Sperren", meaning="Zeiträume, in denen nichts Neues beginnt.", keys=("Haushaltssperren",)),
    Term("only_with_costs", "nur mit Kosten", meaning="Ja = nur Vorgänge mit einmaligen Kosten sind betroffen."),
    Term("hard", "verbindlich", meaning="Ein Plan, der die Frist verfehlt, ist keiner."),
    Term("weight", "Gewicht", meaning="Faktor auf den Verzug dieser Stufe."),
    Term("priorities", "Prioritäten", meaning="Die Prioritäten, die zu dieser Stufe gehören."),
    Term("priority_weights", "Gewichte der Prioritäten", meaning="Was ein Arbeitstag Verzug wiegt, je Priorität."),
    # what has happened
    Term("status", "Stand", meaning="Was bis zu einem Stichtag geschehen ist.", keys=("Sachstand",)),
    Term("as_of", "Stichtag", meaning="Tag, an dem der Stand gilt."),
    Term("actuals", "Ist-Termine", meaning="Wann Vorgänge wirklich begonnen und geendet haben.", keys=("Ist",)),
    Term("remaining", "Restdauer", "Arbeitstage", meaning="Was an einem laufenden Vorgang noch zu tun ist."),
    Term("coverage", "Abdeckung", meaning="Was je Amt eingeführt ist."),
    Term("workplaces_live", "Arbeitsplätze in Betrieb", "Arbeitsplätze", meaning="Zahl der Arbeitsplätze, an denen es läuft."),
    Term("uses_live", "Anwendungen in Betrieb", meaning="Anwendungen, die laufen."),
    Term("decisions", "Entscheidungen", meaning="Was über Maßnahmen gemeldet oder entschieden wurde.", keys=("Sachstände",)),
    Term("decision", "Entscheidung", meaning="fortführen, zurückgestellt oder aufgegeben."),
    Term("reason", "Grund", meaning="Warum.", keys=("Begründung",)),
    # what was computed
    Term("network", "Netzplan", meaning="Vorgänge und ihre Abhängigkeiten."),
    Term("plan", "Plan", meaning="Beginn und Ende jedes Vorgangs."),
    Term("early_start", "frühester Anfang", meaning="Früher geht es nach dem Netzplan nicht."),
    Term("early_finish", "frühestes Ende", meaning="Früher ist es nach dem Netzplan nicht fertig."),
    Term("late_start", "spätester Anfang", meaning="Später verschiebt das Ende des Ganzen."),
    Term("late_finish", "spätestes Ende", meaning="Später verschiebt das Ende des Ganzen."),
    Term("total_float", "Gesamtpuffer", "Arbeitstage", meaning="Um so viel darf es später sein, ohne das Ende des Ganzen zu verschieben."),
    Term(
        "free_float",
        "freier Puffer",
        "Arbeitstage",
        meaning="Um so viel darf es später sein, ohne einen anderen Vorgang zu verschieben.",
    ),
    Term("critical", "kritisch", meaning="Gesamtpuffer höchstens 0."),
    Term("critical_path", "kritischer Weg", meaning="Eine längste Kette vom Anfang zum Ende."),
    Term("makespan", "Gesamtdauer", "Arbeitstage", meaning="Vom Beginn bis zum letzten Ende."),
    Term("lateness", "Verzug", "Arbeitstage", meaning="Um so viel wird eine Frist verfehlt."),
    Term("gap", "Abstand zur Schranke", "%", meaning="Um so viel könnte der Plan höchstens noch besser sein."),
    Term("bound", "Schranke", meaning="Besser kann kein Plan sein."),
    Term("baseline", "Basisplan", meaning="Der Plan, mit dem verglichen wird."),
    Term("chain", "Kette", meaning="Vorgänge, von denen jeder auf den davor wartet, weil der vorangeht oder hat, was er braucht."),
    Term("explanation", "Erklärung", meaning="Warum ein Vorgang erst dann beginnt, Schritt für Schritt zurück bis zum Anfang."),
    Term("drift", "Abweichung", meaning="Was sich gegen den Basisplan verschoben hat."),
    Term("release", "frühester Beginn", meaning="Erster Tag, an dem ein Vorgang beginnen darf."),
    Term("scenario", "Szenario", meaning="Ein benannter Unterschied zum Katalog."),
    Term("load", "Auslastung", "VZÄ", meaning="Was zu einer Zeit gebraucht wird."),
    # how sure it is
    Term("risks", "Risiken", meaning="Was dazwischenkommen kann; ändert keinen Plan, nur die Risikorechnung."),
    Term(
        "overrun",
        "Verlängerung",
        "Arbeitstage",
        "Um so viel dauert es dann länger: eine Zahl, oder drei wie eine Schätzung.",
        keys=("Mehrdauer", "Verzögerung"),
    ),
    Term("factors", "gemeinsame Ursachen", meaning="Was mehrere Vorgänge gemeinsam früher oder später werden lässt.", keys=("Einflüsse",)),
    Term("correlation", "Korrelation", "%", "Wie sehr die Dauern gemeinsam schwanken, unter 100 %."),
    Term("probability", "Wahrscheinlichkeit", "%", "Wie oft etwas von hundert Malen eintritt.", keys=("Eintrittswahrscheinlichkeit",)),
    Term("criticality", "Kritikalität", "%", "In so vielen Läufen ist der Vorgang kritisch."),
    Term("cruciality", "Gleichlauf mit dem Ende", meaning="Wie sehr das Ende des Ganzen mit der Dauer schwankt, von −1 bis 1."),
    Term("sensitivity", "Hebel auf das Ende", meaning="Kritikalität mal Streuung der Dauer, geteilt durch die Streuung des Endes."),
)
# fmt: on

LABEL: dict[str, str] = {term.identifier: term.label for term in TERMS}
UNIT: dict[str, str] = {term.identifier: term.unit for term in TERMS}


@lru_cache(maxsize=4096)
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
