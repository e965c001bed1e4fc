# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues to test with: one that uses every field of every model, and random ones made from it."""

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from egovplan.catalogue.base import Model
from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.messages import _models_in

Spell = Callable[[str], str]

ODD = [
    "NO", "no", "on", "Off", "y", "n", "true", "False", "null", "Null", "nan", "inf", "012", "0o14", "0x1F", "1e5",
    "1_000", "1.5", "2015-05-13", "13.05.2015", "007", "Prüfung", "A.B", "a-b_c", "ß", "Ä1", "E5",
]  # fmt: skip
"""Ids that some tool would read as something else."""

TEXTS = [
    "~", "null", "NO", "yes", "12:30", "1e5", "0.10", "2015-05-13", "- a", "a: b", "a #b", "#", "key:", "'", '"', "\\", "a\\nb",
    "@", "`", "%x", "&a", "*a", "!x", "|", ">", "?", "? a", "[", "]", "{", "}", ",", "---", "...", "<<", "=", "a\nb", "a\n\nb",
    "a\n  b", "a\t\tb", "zwei\n- drei", "x\u2028y", "x\u00a0y", "x\ufeffy", "Ämter »10«", "€ 5", "🙂", "a:", ":a", "a ,b", "<script>",
    "=1+1", "{{x}}", "%YAML 1.2", "1 000", "0", "-1", "+1", ".5", "5.", "1,5", "Infinity", ".inf", "-.inf", ".NaN", "True", "None",
]  # fmt: skip


def city(name: Spell = str, text: Spell = str) -> dict[str, Any]:
    """Return plain data of a catalogue in which every field of every model is used.

    Parameters
    ----------
    name
        How ids are spelled; must keep different ids different.
    text
        How texts are spelled.
    """
    step = {"predecessor": name("konzept"), "type": "SS", "lag": "3 KT", "source": text("Link")}
    cost = {"amount": "1234.50", "kind": "operating", "charged": "spread", "source": text("Angebot")}
    running = {"per_year": 1200, "kind": "investment", "source": text("Wartung")}
    estimate = {"optimistic": 3, "likely": 5, "pessimistic": 9, "source": text("Runde")}
    offices = [
        {"id": name("10"), "title": text("Hauptamt"), "workplaces": 200, "max_open_measures": 3, "note": text("Notiz")},
        {"id": name("16"), "title": text("Datenzentrale")},
        {"id": name("33")},
    ]
    resources = [
        {
            "id": f"{name('16')}/{name('IT')}", "title": text("Technik"), "office": name("16"), "role": text("Technik"),
            "capacity": [{"fte": 2}, {"since": "2021-01-04", "fte": "2.5"}], "source": text("Stellenplan"),
        },
        {"id": name("LIZENZ"), "capacity": 100, "renewable": False},
    ]  # fmt: skip
    activities = [
        {"id": name("konzept"), "title": text("Konzept"), "duration": 5, "demand": {"@/" + name("IT"): "0.5"}},
        {"id": name("wahl"), "after": [step], "modes": [
            {"id": name("selbst"), "title": text("Selbst"), "duration": 9, "demand": {name("LIZENZ"): 1}, "costs": [cost],
             "source": text("Annahme")},
            {"id": name("kauf"), "duration": "14 KT"},
        ]},
        {"id": name("rat"), "gate": name("SR"), "after": name("wahl"), "office": name("10"), "not_before": "2020-02-03",
         "deadline": "2029-01-31", "costs": [cost], "running": [running], "source": text("Satzung"), "note": text("Hinweis")},
        {"id": name("alt"), "duration": 2, "estimate": estimate},
    ]  # fmt: skip
    return {
        "title": text("Strategie"), "start": "2020-01-02", "source": text("Beschluss"), "note": text("Entwurf"),
        "calendar": {"subdivision": None, "eves": False, "holidays": False, "closed": ["2020-02-24"]},
        "offices": offices, "resources": resources,
        "budgets": [{"kind": "investment", "amounts": {2020: 100_000, 2021: "50.25"}, "carry_over": True, "source": text("HH")}],
        "bodies": [{"id": name("SR"), "title": text("Rat"), "sittings": ["2020-03-04"], "notice": "10 KT", "source": text("Plan"),
                    "rhythm": {"first": "2020-05-06", "weeks": 6, "until": "2028-12-27"}}],
        "embargoes": [{"id": name("E1"), "title": text("Sperre"), "since": "2021-01-01", "until": "2021-04-30",
                       "offices": [name("33")], "measures": [name("M1")], "only_with_costs": True, "source": text("Recht")}],
        "stages": [{"id": name("S1"), "title": text("Stufe 1"), "priorities": [0, 1], "measures": [name("M3")],
                    "start": "2020-01-02", "deadline": "2029-12-31", "hard": True, "weight": 3, "source": text("Vorlage")}],
        "priority_weights": {0: 9, 1: 4},
        "externals": [{"id": name("LAND"), "title": text("Land"), "date": "2020-09-01", "source": text("Gesetz")}],
        "templates": [{"id": name("V"), "title": text("Ablauf"), "activities": activities}],
        "measures": [_first(name, text, cost, running, estimate), _second(name, text), _third(name, text)],
        "dependencies": [{"predecessor": name("LAND"), "successor": name("M3"), "type": "FS", "lag": -2, "source": text("A")},
                         {"predecessor": name("M1"), "successor": f"{name('M2')}/{name('rat')}", "type": "FF"}],
        "risks": [{"id": name("R1"), "title": text("Beschwerde"), "probability": "12.5 %", "overrun": [10, 20, 40],
                   "measures": [name("M1")], "activities": [f"{name('M2')}/{name('rat')}"], "source": text("A"),
                   "note": text("B")}],
        "factors": [{"id": name("F1"), "title": text("Anbieter"), "correlation": "0.4", "offices": [name("33")],
                     "measures": [name("M2")], "activities": [name("M1")], "source": text("A")}],
        "status": _status(name, text),
    }  # fmt: skip


def _first(name: Spell, text: Spell, cost: Any, running: Any, estimate: Any) -> dict[str, Any]:
    return {
        "id": name("M1"), "title": text("Netz"), "kind": "cross_cutting", "priority": 0, "goal": text("Ziel"),
        "lead": name("16"), "participants": [name("10"), name("33")], "partners": [text("Nachbarstadt")],
        "stage": name("S1"), "after": ["  LAND  EA-3".replace("LAND", name("LAND"))], "related": [name("M2")],
        "due": "2027-01-01", "deadline": "2028-01-01", "not_before": "2020-01-15", "duration": 6,
        "demand": {"@/" + name("IT"): 1}, "costs": [cost], "running": [running], "estimate": estimate,
        "source": text("Annahme: Netz"), "note": text("alt"),
    }  # fmt: skip


def _second(name: Spell, text: Spell) -> dict[str, Any]:
    own = [
        {"id": name("konzept"), "demand": {}, "title": text("Konzept kurz")},
        {"id": name("abnahme"), "duration": 0, "after": [name("rat")]},
    ]
    return {
        "id": name("M2"), "title": text("DMS"), "kind": "individual", "priority": 0, "lead": name("16"),
        "template": name("V"), "omit": [name("alt")], "activities": own,
    }  # fmt: skip


def _third(name: Spell, text: Spell) -> dict[str, Any]:
    targets = [
        {
            "office": name("10"),
            "pilot": True,
            "workplaces": 150,
            "uses": [text("Akte"), text("Post")],
            "source": text("T"),
        },
        {"office": name("16"), "wave": 1, "duration": 12},
        name("33"),
    ]
    rollout = {
        "targets": targets, "introduction": {"id": name("einf"), "duration": 8},
        "evaluation": {"id": name("ausw"), "duration": 3}, "approval": {"id": name("frei"), "gate": name("SR")},
        "parallel": 2,
    }  # fmt: skip
    return {"id": name("M3"), "title": text("Rollout"), "priority": 5, "lead": name("10"), "rollout": rollout}


def _status(name: Spell, text: Spell) -> dict[str, Any]:
    return {
        "as_of": "2020-06-30", "note": text("Bericht"), "source": text("Bericht"),
        "actuals": [
            {"activity": name("M1"), "start": "2020-03-02", "finish": "2020-03-09", "source": text("Protokoll")},
            {"activity": f"{name('M2')}/{name('konzept')}", "start": "2020-06-01", "remaining": 4},
        ],
        "coverage": [{"measure": name("M3"), "office": name("10"), "date": "2020-06-01", "workplaces_live": 50,
                      "uses_live": [text("Akte")], "source": text("Zählung")}],
        "decisions": [{"measure": name("M2"), "date": "2020-05-05", "decision": "postponed", "reason": text("Personal"),
                       "note": text("vorerst"), "source": text("Rat")}],
    }  # fmt: skip


def models(model: type[Model] = Catalogue, seen: set[type[Model]] | None = None) -> Iterator[type[Model]]:
    """Yield every model that a catalogue is made of, found by its types."""
    seen = set() if seen is None else seen
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for below in _models_in(field.annotation):
            yield from models(below, seen)


def instances(value: Any) -> Iterator[Model]:
    """Yield every model inside a value."""
    if isinstance(value, Model):
        yield value
        for name in type(value).model_fields:
            yield from instances(getattr(value, name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from instances(item)


_LETTERS = st.characters(
    exclude_categories=("Cc", "Cs", "Co", "Cn"),
    exclude_characters="\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
_TEXT = st.sampled_from(TEXTS) | st.text(_LETTERS | st.sampled_from("\n\t :#-'\""), max_size=20)
_ID = st.sampled_from(ODD) | st.from_regex(r"[A-Za-zÄÖÜ0-9][A-Za-z0-9_.\-ß]{0,8}", fullmatch=True)


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Any]:
    """Draw plain data of a valid catalogue: odd ids, odd texts, and some of what is optional left out."""
    wanted: list[str] = []
    city(lambda key: (wanted.append(key), key)[1])
    keys = list(dict.fromkeys(wanted))
    ids = draw(st.lists(_ID, min_size=len(keys), max_size=len(keys), unique=True))
    spelled = dict(zip(keys, ids, strict=True))
    data = city(spelled.__getitem__, lambda _: draw(_TEXT))
    random = draw(st.randoms(use_true_random=False))
    return _thinned(data, random)


_NEEDED = frozenset({
    "id", "title", "start", "priority", "since", "until", "fte", "capacity", "kind", "amounts", "amount", "per_year",
    "optimistic", "likely", "pessimistic", "duration", "office", "targets", "introduction", "first", "weeks", "date",
    "predecessor", "successor", "activity", "measure", "as_of", "modes", "offices", "resources", "bodies", "stages",
    "externals", "templates", "measures", "activities", "template", "rollout", "lead", "sittings", "rhythm",
    "probability", "overrun", "correlation",
})  # fmt: skip
"""Without these an entry, or a reference to it, would not be valid."""


def _thinned(value: Any, random: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: _thinned(v, random)
            for k, v in value.items()
            if k in _NEEDED or isinstance(k, int) or random.random() < 0.7
        }
    return [_thinned(item, random) for item in value] if isinstance(value, list) else value
