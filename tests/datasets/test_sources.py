# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""In mainz-2015 no estimate stands without a source, or without ``Annahme: …`` and a reason.

The walk is driven by the types of the model: a new kind of estimate with a ``source`` is examined without being listed.
"""

import re
from collections.abc import Iterator, Mapping

import pytest
from pydantic import BaseModel

from egovplan import datasets
from egovplan.catalogue.model import Activity, Estimate, Link
from egovplan.catalogue.status import Actual, Coverage

MAINZ = datasets.load("mainz-2015")

ELSEWHERE = {
    Activity: "unfolded below: a measure may keep the template's estimate, and then its source",
    Link: "the order within a measure is that of its phases; links that say more are examined below",
    Actual: "the status says of all its entries that they are invented",
    Coverage: "the same",
}


def walk(value: object, path: str = "") -> Iterator[tuple[str, BaseModel]]:
    """Yield every model inside a value, with the way to it."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}")
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from walk(item, f"{path}[{getattr(item, 'id', position)}]")


def fault(source: str) -> str:
    """Return what is wrong with a source; empty if it is a document, or an assumption with its reason."""
    if len(source) < 10:
        return "zu kurz"
    for match in re.finditer(r"Annahme", source):
        if not re.match(r"Annahme: \w.{6,}", source[match.start() :]):
            return "Annahme ohne Grund"
    vague = re.search(r"\b(TODO|siehe oben|wie vor|dito|unbekannt|geschätzt)$", source)
    return "kein Beleg" if vague and "Annahme" not in source else ""


ALL = list(walk(MAINZ, "mainz-2015"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "zu kurz"),
        ("Annahme", "zu kurz"),
        ("Annahme: geraten", ""),
        ("Annahme ohne Grund", "Annahme ohne Grund"),
        ("Stuttgart GRDrs 208/2020", ""),
        ("Stuttgart GRDrs 208/2020. Annahme: -", "Annahme ohne Grund"),
        ("Kosten geschätzt", "kein Beleg"),
    ],
)
def test_what_counts_as_a_source(source, expected):
    """A document counts, and an assumption with a reason; a bare word does not."""
    assert fault(source) == expected


def test_every_model_with_a_source_has_one():
    """Costs, running costs, budgets, capacities, sittings, embargoes, stages, externals, dependencies, estimates …"""
    asked = [(path, item) for path, item in ALL if "source" in type(item).model_fields and type(item) not in ELSEWHERE]
    assert len({type(item) for _, item in asked}) >= 14
    assert [f"{path}: {fault(item.source)}" for path, item in asked if fault(item.source)] == []


def test_every_unfolded_activity_has_a_source():
    """Duration and demand of each activity are attested or assumed, whether from a template, a measure or a rollout."""
    assert [f"{a.id}: {fault(a.source)}" for a in MAINZ.activities if fault(a.source)] == []


def test_every_mode_has_a_source():
    """Where there is a choice, each alternative says where its duration comes from."""
    modes = [mode for _, item in ALL if isinstance(item, Activity) for mode in item.modes]
    assert len(modes) >= 6
    assert [mode.id for mode in modes if fault(mode.source)] == []


def test_an_estimate_that_differs_from_the_template_has_its_own_source():
    """A measure that changes duration, demand or modes cannot borrow the template's reason."""
    templates = {t.id: {a.id: a for a in t.activities} for t in MAINZ.templates}
    borrowed = []
    for measure in MAINZ.measures:
        for activity in measure.activities:
            inherits = activity.id in templates.get(measure.template or "", {})
            changed = activity.model_fields_set & {"duration", "demand", "modes", "gate"}
            if inherits and changed and "source" not in activity.model_fields_set:
                borrowed.append(f"{measure.id}/{activity.id}")
    assert borrowed == []


def test_links_between_measures_and_links_with_a_lag_have_a_source():
    """What binds one measure to another, or says more than "then", is attested or assumed."""
    measure = {a.id: a.measure for a in MAINZ.activities}
    asked = [k for k in MAINZ.links if measure[k.predecessor] != measure[k.successor] or k.lag.days]
    assert len(asked) >= 60
    assert [f"{k.predecessor} → {k.successor}" for k in asked if fault(k.source)] == []


def test_offices_say_what_is_assumed_about_them():
    """Number, name and workplaces of an office are partly assumed, and marked."""
    assert [office.id for office in MAINZ.offices if fault(office.note)] == []


def test_three_point_estimates_fit_their_durations():
    """The likely value is the duration that the plan uses, also in offices whose introduction takes longer."""
    odd = [a.id for a in MAINZ.activities if a.estimate and a.estimate.likely != a.duration.days]
    assert odd == []
    assert sum(isinstance(item, Estimate) for _, item in ALL) >= 80
    pilot = MAINZ.activity_by_id["DMS/rollout/67"].estimate
    assert pilot.optimistic < pilot.likely == 120 < pilot.pessimistic


def test_the_reconstruction_says_so():
    """Title, source and note tell a reader that this is no document of the city."""
    assert "Rekonstruktion" in MAINZ.title
    assert MAINZ.source.startswith("Rekonstruktion")
    assert "Kein Dokument der Stadt Mainz" in MAINZ.note
    assert MAINZ.status is not None
    assert "erfunden" in MAINZ.status.source
    assert "erfunden" in MAINZ.status.note
    assert all("erfunden" in decision.source for decision in MAINZ.status.decisions)
