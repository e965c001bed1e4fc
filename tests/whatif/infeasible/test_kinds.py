# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Each kind of rule that can exclude others, and each kind of repair, in small catalogues of which all is said word by word."""

from pathlib import Path

import pytest

from egovplan import explain_infeasible
from egovplan.whatif.infeasible import explain
from egovplan.whatif.infeasible.amounts import STEPS, Amounts
from egovplan.whatif.infeasible.conflicts import find_core
from egovplan.whatif.infeasible.model import RepairKind, RuleKind
from egovplan.whatif.infeasible.repairs import Repairs
from egovplan.whatif.infeasible.rules import Registry
from egovplan.whatif.infeasible.words import Words
from tests.whatif.infeasible.here import CASES, Here, made, oracle
from tests.whatif.plain_model import PlainModel
from tests.whatif.planted_conflicts import problems

PARTS = (Path(__file__).parent / "said.txt").read_text(encoding="utf-8").split("\n## ")[1:]
SAID = {lines[0]: lines[1:] for lines in (part.rstrip("\n").split("\n") for part in PARTS)}
"""Name of a catalogue → what is to be said about it: rules, reasons (!) and repairs (>)."""


@pytest.fixture(scope="module")
def found():
    """What is found about each catalogue."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explain, "Inquiry", Here)
        return {c.name: (made(c), explain_infeasible(made(c), as_of=c.as_of, time_limit=60.0)) for c in CASES}


@pytest.mark.parametrize("of", CASES, ids=lambda c: c.name)
def test_what_is_said_is_true_and_needed_and_helps(of, found):
    """The rules exclude each other, none is too many, each repair has a verified plan: so says a model that shares no code."""
    catalogue, explained = found[of.name]
    assert problems(of, explained, catalogue) == []


@pytest.mark.parametrize("of", CASES, ids=lambda c: c.name)
def test_what_is_said_reads_well(of, found):
    """Rules, reasons and repairs in the planner's words."""
    explained = found[of.name][1]
    lines = [f"  {rule.text}" for rule in explained.conflict.rules]
    lines += [f"! {reason}" for reason in explained.conflict.reasons]
    assert [*lines, *sorted(f"> {repair.text}" for repair in explained.repairs)] == SAID[of.name]


def test_no_kind_is_left_out(found):
    """Every kind of rule is in some conflict, and every kind of repair is offered."""
    explained = [one for _, one in found.values()]
    assert {rule.kind for one in explained for rule in one.conflict.rules} == set(RuleKind)
    assert {repair.kind for one in explained for repair in one.repairs} == set(RepairKind)


@pytest.mark.parametrize("of", CASES, ids=lambda c: c.name)
def test_less_than_the_smallest_change_is_not_enough(of):
    """Of what is claimed to be smallest, one step less leaves no plan; what comes with others never is claimed to be."""
    asked = oracle(made(of), of.as_of)
    for draft in Repairs(asked).drafts(find_core(asked).core):
        assert not (draft.is_smallest and len(draft.changes) + (draft.begin is not None) > 1)
        if not draft.is_smallest or draft.begin is not None:
            continue
        ((key, amount),) = draft.changes.items()
        if key.kind is RuleKind.EMBARGO:
            continue  # it is lifted or it is not
        less = Amounts(asked.registry).scenario({key: amount - STEPS.get(key.kind, 1)}).apply(made(of))
        registry = Registry(less, of.as_of)
        words = Words(registry, registry.all())
        rules = [words.rule(one) for one in registry.all()]
        assert PlainModel(less, rules, of.as_of).is_feasible() is False
