# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether an instance has a schedule: the answer to one question, in the solver process."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from egovplan.scheduling.cpsat import protocol
from egovplan.scheduling.cpsat.engine import Engine, Outcome, Settings
from egovplan.scheduling.cpsat.listeners import Last
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import heads_of, network_heads
from egovplan.scheduling.dates.propagation import NoWindowError

MAX_HEADS = 300
"""Up to so many activities, the earliest dates by work are computed first."""


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outcome for an instance, with starts and modes where there is a schedule.

    Parameters
    ----------
    request
        ``instance`` as in the protocol, ``seconds``, ``seed``, and ``plain``: whether to do without presolve and without the
        earliest dates by work, so that a second answer is found in another way than the first.
    """
    instance, plain = protocol.instance_from_plain(request["instance"]), bool(request["plain"])
    functions = Functions(instance)
    settings = Settings(
        (), deadline=time.time() + float(request["seconds"]), seed=int(request["seed"]), presolve=not plain
    )
    heads = network_heads if plain or len(instance) > MAX_HEADS else heads_of
    try:
        built = LevelModel(functions, heads(functions), None, {})
    except NoWindowError:
        return {"outcome": Outcome.INFEASIBLE.value}
    listener = Last(built)
    outcome = Engine(settings).solve(built.model, 1.0, lambda _: None, listener=listener)
    if listener.schedule is None:
        return {"outcome": outcome.value}
    return {"outcome": outcome.value, "starts": listener.schedule.starts, "modes": listener.schedule.modes}
