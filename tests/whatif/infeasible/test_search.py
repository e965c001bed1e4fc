# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Where only the search can tell; and what is done when it cannot."""

from types import SimpleNamespace

import pytest

from egovplan import explain_infeasible, verify
from egovplan.scheduling.hybrid.inquiry import Answer
from egovplan.whatif.infeasible import explain
from egovplan.whatif.infeasible.conflicts import conflict_of, find_core
from egovplan.whatif.infeasible.explain import _repairs
from egovplan.whatif.infeasible.model import RepairKind, RuleKind
from egovplan.whatif.infeasible.oracle import Finding, Oracle
from egovplan.whatif.infeasible.proofs import Proof
from egovplan.whatif.infeasible.repairs import Repairs
from egovplan.whatif.infeasible.rules import Key
from egovplan.whatif.infeasible.shrink import Core, shrunk
from egovplan.whatif.infeasible.words import Words
from tests.scheduling.small import activities, catalogue
from tests.whatif.infeasible.here import CASES, DEV, Here, made, oracle, two

BY_NAME = {c.name: c for c in CASES}
LICENCES = [{"id": "Lizenz", "capacity": 3, "renewable": False}]
QUICK = [{"id": "schnell", "duration": 2, "demand": {"Lizenz": 2}}, {"id": "langsam", "duration": 9}]


def licences(*more, stock=LICENCES, deadline="2015-05-08"):
    """Two that can only be in time with licences, of which there are enough for one: no cheap proof sees that."""
    rows = [activities(n, {"id": "a", "modes": QUICK}, deadline=deadline) for n in "AB"]
    return catalogue(*more, *rows, resources=stock)


@pytest.fixture
def helpless(monkeypatch):
    """The heuristic finds nothing."""
    monkeypatch.setattr(Oracle, "_any_schedule", lambda *_: None)


def test_a_plan_of_what_is_due_first_is_extended_to_all(helpless, monkeypatch):
    """The heuristic finds none: the solver plans what is due, everything else is fitted around it, and the whole verified."""
    monkeypatch.setattr(explain, "Inquiry", Here)
    planned = licences({"id": "C", "duration": 5}, stock=[LICENCES[0] | {"capacity": 4}])
    found = explain_infeasible(planned, time_limit=20.0)
    assert found.conflict is None
    assert verify(found.plan, planned) == []
    assert {row.id for row in found.plan} == {"A/a", "B/a", "C"}


def test_what_is_due_first_may_be_innocent():
    """The first deadline can be kept; with the second it is refuted, and what is due later is never asked."""
    rows = [{"id": "C", "duration": 1, "deadline": "2015-05-05"}, {"id": "D", "duration": 1, "deadline": "2015-12-30"}]
    conflict = conflict_of(asked := oracle(licences(*rows)), find_core(asked).core)
    assert {rule.subjects[0] for rule in conflict.of_kind(RuleKind.WORK)} == {"A/a", "B/a"}
    assert conflict.is_minimal
    assert len(conflict.proofs) == 2


def test_without_any_plan_or_proof_nothing_is_claimed(helpless, monkeypatch):
    """A solver that says nothing, and a heuristic that finds nothing: with deadlines and without."""
    monkeypatch.setattr(Here, "ask", lambda *_, **__: Answer())
    for of in (licences(), catalogue(*two(demand={"dev": 1}), resources=DEV)):
        found = find_core(oracle(of))
        assert found.core is None
        assert found.finding.is_open
    monkeypatch.setattr(explain, "Inquiry", Here)
    told = explain_infeasible(licences(), time_limit=20.0)
    assert (told.is_proved, told.plan, told.repairs) == (False, None, ())


def test_without_a_second_proof_it_is_not_called_proved(monkeypatch):
    """One computation alone may err."""
    asked = oracle(made(BY_NAME["chain"]))
    monkeypatch.setattr(asked.inquiry, "ask", lambda *_, **__: Answer())
    assert conflict_of(asked, find_core(asked).core).proofs == ("Reihenfolge gegen Fristen",)


def test_when_time_is_up_what_is_left_is_not_called_minimal():
    """No rule is left out any more."""
    asked = oracle(made(BY_NAME["chain"]), seconds=0.0)
    core = shrunk(asked, asked.registry.all(), Proof("chain", ("A", "B")))
    assert not core.is_minimal
    assert len(core.keys) == len(asked.registry.all())
    assert list(Repairs(asked).drafts(core)) == []


def test_rules_likely_behind_a_proof_are_tried_and_no_more(monkeypatch):
    """If they do not exclude each other, the whole is shrunk instead."""
    monkeypatch.setattr("egovplan.whatif.infeasible.reasons.Reasons.of", lambda *_: set())
    core = find_core(oracle(made(BY_NAME["capacity"]))).core
    assert len(core.keys) == 5
    assert core.is_minimal


# repairs that do not come easily


def drafts(asked):
    return list(Repairs(asked).drafts(find_core(asked).core))


def test_a_rule_that_cannot_give_way_far_enough_is_no_repair():
    """Fifty more people than are worth telling: only time helps, and leaving it out."""
    steps = [{"fte": 1}, {"since": "2015-06-01", "fte": 150}]
    row = {"id": "A", "duration": 3, "demand": {"dev": 150}, "deadline": "2015-05-29"}
    found = drafts(oracle(catalogue(row, resources=[{"id": "dev", "capacity": steps}])))
    assert [draft.kind for draft in found] == [RepairKind.DEADLINE, RepairKind.POSTPONE]


def test_two_conflicts_are_repaired_together():
    """What ends the first alone leaves the second: each repair says both, and none is claimed to be smallest."""
    rows = [*BY_NAME["capacity"].measures, {"id": "X", "duration": 6}]
    rows += [{"id": "Y", "duration": 5, "after": ["X"], "deadline": "2015-05-15"}]
    both = catalogue(*rows, resources=DEV)
    search = Repairs(asked := oracle(both))
    found = list(search.drafts(find_core(asked).core))
    assert {len(draft.changes) for draft in found} == {2, 1}
    assert not any(draft.is_smallest for draft in found)
    assert len(search.behind) >= 1
    for draft in found:
        repair = search.planned(draft, 5.0)
        assert verify(repair.plan, repair.scenario.apply(both)) == []


def test_a_deadline_late_enough_is_offered_where_the_least_is_not_found(monkeypatch):
    """What a plan without the deadline keeps is enough, if not the least."""
    asked = oracle(made(BY_NAME["chain"]))
    search, core = Repairs(asked), find_core(asked).core
    monkeypatch.setattr(search, "_completed", lambda *_: None)
    late = next(iter(search.drafts(core)))
    assert (late.kind, late.is_smallest) == (RepairKind.DEADLINE, False)
    assert late.amount >= 3
    assert search.planned(late, 5.0) is not None
    monkeypatch.setattr(search, "_whole", lambda _: Finding())
    assert list(search.drafts(core)) == []


def test_a_draft_whose_plan_is_lost_is_no_repair(monkeypatch):
    """No plan in time, or one that breaks a rule: nothing is offered."""
    asked = oracle(made(BY_NAME["chain"]))
    search = Repairs(asked)
    draft = next(iter(search.drafts(find_core(asked).core)))
    monkeypatch.setattr("egovplan.whatif.infeasible.repairs.schedule", lambda *_, **__: SimpleNamespace(plan=None))
    assert search.planned(draft, 5.0) is None


def test_repairs_are_planned_until_time_is_up():
    """The smallest first; what cannot be planned is left out, and what comes after the limit as well."""
    asked, clock = (
        [],
        SimpleNamespace(left=iter((9.0, 6.0, 2.0)).__next__, spent=iter((0.0, 3.0, 3.0, 6.0, 6.0)).__next__),
    )
    rows = [SimpleNamespace(size=size, kind="a", text=str(size)) for size in (3, 1, 2)]

    def planned(draft, _):
        asked.append(draft.size)
        return None if draft.size == 1 else draft

    search = SimpleNamespace(drafts=lambda _: rows, planned=planned)
    assert _repairs(search, Core((), Proof("chain", ()), is_minimal=True), clock) == (rows[2],)
    assert asked == [1, 2]


# words and keys that small catalogues do not need


def test_long_lists_are_cut():
    """Six are named, the rest counted."""
    rows = [{"id": f"M{k}", "duration": 2, "lead": "10"} for k in range(8)]
    asked = oracle(catalogue(*rows, offices=[{"id": "10", "title": "Hauptamt"}]))
    words, names = Words(asked.registry, ()), tuple(f"M{k}" for k in range(8))
    (crowd,) = words.reasons(Proof("open", names, "10", 100, 108, 16, 8))
    assert "»M5« und 2 weitere zusammen mindestens 16 Arbeitstage offen, Platz ist für 8." in crowd
    (money,) = words.reasons(Proof("money", names, "investment", 100, 108, 16000, 8000))
    assert "»M5« und 2 weitere kosten in dieser Zeit zusammen mindestens 160 €, vorhanden sind 80 €." in money
    assert words.reasons(Proof("search", names)) == ()


def test_all_that_comes_before_is_found():
    """Directly or not, and each once."""
    rows = [{"id": "A", "duration": 1}, {"id": "B", "duration": 1, "after": ["A"]}, {"id": "X", "duration": 1}]
    registry = oracle(catalogue(*rows, {"id": "C", "duration": 1, "after": ["A", "B"]})).registry
    assert registry.before({"C"}) == {"A", "B"}
    assert Key(RuleKind.WORK, ("X",)) in registry.all()
