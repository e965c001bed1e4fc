# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Which rules exclude each other: leave out one after another, and see without which there still is no schedule.

A deletion filter over groups of rules. Precedences, sittings, embargoes and hard deadlines stay; what is left of people, limits,
open measures, stocks and budgets cannot hold together with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from egovplan.scheduling.cpsat.engine import Engine, Outcome
from egovplan.scheduling.cpsat.model import LevelModel
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import heads_of
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.instance import Instance

STEPS = 0.5
"""Deterministic time for the question whether there is a schedule without a rule."""
ENOUGH = 2**50

Rule = tuple[str, int]
"""Kind (``resource``, ``stock``, ``open``, ``account``, ``moves``) and position in the instance."""


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together.

    Parameters
    ----------
    rules
        All of them.
    is_minimal
        Whether it is proved that without any one of them there is a schedule.
    """

    rules: tuple[Rule, ...]
    is_minimal: bool


def rules_of(instance: Instance) -> list[Rule]:
    """Return all rules that can be left out."""
    sizes = {
        "moves": int(instance.move_limit >= 0),
        "account": len(instance.accounts), "open": len(instance.groups), "stock": len(instance.stock_capacity),
        "resource": len(instance.resource_names),
    }  # fmt: skip
    return [(kind, position) for kind, size in sizes.items() for position in range(size)]


def without(instance: Instance, rules: Iterable[Rule]) -> Instance:
    """Return the instance without some rules."""
    capacity, stock = instance.capacity.copy(), instance.stock_capacity.copy()
    groups, accounts = list(instance.groups), list(instance.accounts)
    for kind, k in rules:
        if kind == "resource":
            capacity[k] = int(instance.demand_amount.sum()) + 1
        elif kind == "stock":
            stock[k] = int(instance.stock_amount.sum())
        elif kind == "moves":
            instance = replace(instance, move_limit=-1)
        elif kind == "open":
            groups[k] = replace(groups[k], limit=len(groups[k].measures))
        else:
            accounts[k] = replace(accounts[k], limit=(ENOUGH,) * len(accounts[k].limit))
    return replace(
        instance, capacity=capacity, stock_capacity=stock, groups=tuple(groups), accounts=tuple(accounts)
    )  # fmt: skip


def explain(instance: Instance, engine: Engine) -> Conflict:
    """Return a small set of rules of an instance that has no schedule; as small as the time allows.

    Parameters
    ----------
    instance
        For which it is proved that there is no schedule.
    engine
        Solves; its settings say how much time there is.
    """
    kept, is_minimal = rules_of(instance), True
    for kind in ("moves", "account", "open", "stock", "resource"):
        same = [rule for rule in kept if rule[0] == kind]
        for part in [same, *([rule] for rule in same)] if len(same) > 1 else [same]:
            rest = [rule for rule in kept if rule not in part]
            if len(rest) == len(kept):  # left out already, together with its kind
                continue
            outcome = _solve(instance, rest, engine)
            if outcome is Outcome.INFEASIBLE:
                kept = rest
            elif outcome is Outcome.OPEN and len(part) == 1:
                is_minimal = False
    return Conflict(tuple(kept), is_minimal)


def _solve(instance: Instance, rest: Sequence[Rule], engine: Engine) -> Outcome:
    """Return whether there is no schedule under some rules only: INFEASIBLE, PROVED if there is one, OPEN if not known."""
    out = [rule for rule in rules_of(instance) if rule not in rest]
    functions = Functions(without(instance, out))
    try:
        built = LevelModel(functions, heads_of(functions), None, {})
    except NoWindowError:
        return Outcome.INFEASIBLE
    return engine.solve(built.model, 1.0, lambda _: None, max_deterministic_time=STEPS)
