# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import pytest

from egovplan.scheduling.cpsat.engine import Engine, Outcome, Settings
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.cpsat.portfolio import proving
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.translation.build import build
from tests.scheduling.small import catalogue

FOUR = [{"id": name, "duration": 2, "demand": {"dev": 2}} for name in "ABCD"]


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_any_number_of_workers_refutes_what_cannot_be(workers):
    """Four pieces of work that queue for one team take eight days: seven are refuted, eight are proved."""
    functions = Functions(build(catalogue(*FOUR, resources=[{"id": "dev", "capacity": 3}])))
    engine, heads, found = Engine(Settings((), workers=workers)), network_heads(functions), []
    for ceiling in (7, 8):
        built = LevelModel(functions, heads, "makespan", {"makespan": ceiling})
        found.append(engine.solve(built.model, 1.0, lambda _: None, **proving(workers)))
    assert found == [Outcome.INFEASIBLE, Outcome.PROVED]
