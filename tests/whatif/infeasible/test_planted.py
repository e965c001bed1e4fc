# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan import explain_infeasible
from tests.whatif.planted import Planted
from tests.whatif.planted_conflicts import problems

SHARE = [("window", "energy"), ("sitting", "budget"), ("parallel",), ("stock", "embargo"), ("begun",), ("knot",)]


@pytest.mark.parametrize("kinds", SHARE, ids="+".join)
def test_a_planted_conflict_is_named_true_and_minimal_with_repairs_that_help(kinds):
    """A model that shares no line with the library agrees; all kinds: ``python -m tests.whatif.planted_conflicts``."""
    case = Planted(1, kinds, 20)
    catalogue = case.catalogue()
    found = explain_infeasible(catalogue, as_of=case.as_of, time_limit=30.0)
    assert problems(case, found, catalogue) == []
