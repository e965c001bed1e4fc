# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What the solver's workers do when a proof is wanted.

A better plan is asked for, one below the best that is known; that there is none is the proof. Left to itself the solver gives
one of two workers to primal heuristics until there is a plan, and another to a linear relaxation that says little about
queues for people. Learning from conflicts alone is several times faster there, and a second worker raises the bound from below.
"""

from __future__ import annotations

from typing import Any

_WORKERS = (
    "no_lp", "objective_lb_search_no_lp", "quick_restart_no_lp", "default_lp", "objective_lb_search", "probing_no_lp",
    "quick_restart", "max_lp",
)  # fmt: skip


def proving(workers: int) -> dict[str, Any]:
    """Return parameters of the solver for the question whether anything better is possible.

    Parameters
    ----------
    workers
        How many there are.
    """
    if workers < 2:
        return {"linearization_level": 0}
    names = _WORKERS[:workers]
    return {
        "linearization_level": 0, "subsolvers": names, "num_full_subsolvers": len(names), "use_lns": False,
        "num_violation_ls": 0, "use_feasibility_jump": False,
    }  # fmt: skip
