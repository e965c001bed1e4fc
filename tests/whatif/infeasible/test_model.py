# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import dataclasses

import pytest

from egovplan import explain_infeasible
from egovplan.whatif.infeasible.model import Infeasibility
from egovplan.whatif.infeasible.rules import Registry
from egovplan.whatif.infeasible.words import Words
from tests.scheduling.small import catalogue
from tests.whatif.planted import Planted


@pytest.fixture(scope="module")
def found():
    """Two measures for one person, and too few days."""
    rows = [{"id": n, "duration": 4, "demand": {"16/dev": 1}, "deadline": "2015-05-12"} for n in "AB"]
    return explain_infeasible(catalogue(*rows, resources=[{"id": "16/dev", "capacity": 1}]), time_limit=30.0)


def test_an_explanation_reads_well(found):
    """As text, as HTML, as tables; the smallest repair first."""
    html = found._repr_html_()
    assert "Warum kein Plan?" in html
    assert "Frist 12.05.2015" in html
    assert repr(found).startswith("Infeasibility(Es gibt keinen Plan: Frist 12.05.2015")
    frame = found.to_frame()
    assert list(frame.columns) == ["Abhilfe", "Art", "Größe [%]", "kleinste", "Ende"]
    assert frame["Größe [%]"].is_monotonic_increasing
    assert frame["Abhilfe"][0] == "Frist 12.05.2015 der Maßnahme »A« um 1 Arbeitstag auf 13.05.2015 verschieben"
    assert repr(found.repairs[0]).endswith("14,3 %)")
    assert found.repairs[0].is_smallest


def test_a_conflict_reads_well(found):
    """Kind, rule and year; and what is proved."""
    conflict = found.conflict
    frame = conflict.to_frame()
    assert frame.loc[frame["Art"] == "Kapazität", "Jahr"].tolist() == [2015]
    assert conflict.note.startswith("Ohne irgendeine")
    assert "Konflikt" in conflict._repr_html_()
    open_ended = dataclasses.replace(conflict, is_minimal=False)
    assert "Nicht als minimal bewiesen" in open_ended.note
    assert "nicht als minimal bewiesen" in repr(open_ended)


def test_nothing_known_is_said():
    """Neither a plan nor a proof."""
    assert "weder ein Plan" in Infeasibility((), (), None, is_proved=False).text


def test_every_rule_has_words():
    """Of a city with every kind of rule."""
    case = Planted(
        1, ("window", "embargo", "sitting", "parallel", "open_measures", "carry", "stock", "external", "begun"), 20
    )
    registry = Registry(case.catalogue(), case.as_of)
    keys = registry.all()
    words = Words(registry, keys)
    texts = {key.kind.value: words.rule(key).text for key in keys}
    assert len(texts) == 12
    assert all(texts.values())
    assert "Sitzung von »Stadtrat« (Vorlauf 14 KT)" in texts["sitting"]
    assert "läuft seit 11.01.2016" in " ".join(words.rule(key).text for key in keys if key.kind.value == "fact")


def test_what_pushes_work_into_a_window_is_named_too():
    """Releases and predecessors on one side, successors and their deadline on the other."""
    rows = [{"id": "V", "duration": 10}]
    rows += [{"id": n, "duration": 6, "demand": {"dev": 1}, "after": ["V"]} for n in "AB"]
    rows += [{"id": "E", "duration": 5, "after": ["A", "B"], "deadline": "2015-06-09"}]
    found = explain_infeasible(catalogue(*rows, resources=[{"id": "dev", "capacity": 1}]), time_limit=30.0)
    assert {rule.subjects[0] for rule in found.conflict.rules if rule.kind.value == "work"} == {"V", "A", "B", "E"}
    assert found.conflict.is_minimal
    assert any("VZÄ mehr dev" in repair.text for repair in found.repairs)


def test_two_that_exclude_each_other_are_named_as_a_pair():
    """Both need most of the people, and neither can wait for the other."""
    people = [{"id": "dev", "capacity": 4}]
    rows = [{"id": n, "duration": 5, "demand": {"dev": "2.5"}, "deadline": "2015-05-13"} for n in "AB"]
    conflict = explain_infeasible(catalogue(*rows, resources=people), time_limit=30.0).conflict
    assert conflict.reasons == ("»A« und »B« passen nicht zugleich in »dev« und in keiner Folge nacheinander.",)
