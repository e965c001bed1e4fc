# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Tiny random catalogues with every rule: whatever is found about them is true."""

import pytest

from egovplan import explain_infeasible, verify
from egovplan.whatif.infeasible import explain
from tests.scheduling.random_catalogues import random_case
from tests.whatif.infeasible.here import Here
from tests.whatif.planted_conflicts import problems


@pytest.mark.parametrize("seed", [*range(7), *range(14, 20), *range(23, 28), *range(30, 38)])
def test_a_plan_is_one_and_a_conflict_is_true_and_minimal(seed, monkeypatch):
    """The plan keeps every rule; the rules exclude each other, none is too many, and repairs help: a plain model agrees."""
    monkeypatch.setattr(explain, "Inquiry", Here)
    case = random_case(seed)
    found = explain_infeasible(case.catalogue, as_of=case.as_of, time_limit=60.0)
    if found.plan is None:
        assert problems(case, found, case.catalogue) == []
    else:
        assert verify(found.plan, case.catalogue) == []
