# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Cheap proofs that there is no schedule, with the activities and limits that they speak of.

The order is that of their price: the critical path against the windows, an activity that no day can carry, the work of an
interval, two activities that exclude each other and fit in no order, the measures that must be open in an interval, the charges
that cannot but fall in a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.windows import Windows
from egovplan.scheduling.instance import Instance
from egovplan.scheduling.proofs.bounds import overload, oversized
from egovplan.scheduling.proofs.overdrafts import Overdraft, exclusive_pair, overdraft
from egovplan.scheduling.proofs.spans import crowd, members_of


@dataclass(frozen=True)
class Proof:
    """Why some rules cannot hold together.

    Parameters
    ----------
    kind
        ``chain``, ``single``, ``energy``, ``pair``, ``open``, ``money`` or ``search``.
    activities
        Ids of those that it speaks of: of a chain from the first to the last, of a search all.
    resource
        Name of the resource, the limit, the office or the kind of budget.
    start, finish
        Working days ``[start, finish)`` of the timeline that it speaks of.
    need, have
        In the resource's unit times days, or in cents.
    """

    kind: str
    activities: tuple[str, ...]
    resource: str = ""
    start: int = 0
    finish: int = 0
    need: int = 0
    have: int = 0

    @classmethod
    def of_chain(cls, instance: Instance, chain: Sequence[int]) -> Self:
        """Return the proof by a chain of precedences; of none in particular if the chain is empty."""
        return cls("chain", tuple(instance.names[i] for i in chain))


def capacity_proof(functions: Functions, windows: Windows) -> Proof | None:
    """Return why people or money do not suffice, or None if these checks find nothing.

    Parameters
    ----------
    functions
        Of the instance.
    windows
        Of all activities, by precedences and hard deadlines.
    """
    instance = functions.instance
    origin, names = instance.origin, instance.names
    if single := oversized(instance, windows):
        i, resource, need, have = single
        days = origin + windows.start_low[i], origin + windows.finish_high[i]
        return Proof("single", (names[i],), instance.resource_names[resource], *days, need, have)
    if found := overload(instance, windows):
        days = origin + found.start, origin + found.finish
        kept = tuple(names[i] for i in found.needed())
        return Proof("energy", kept, instance.resource_names[found.resource], *days, found.need, found.have)
    if pair := exclusive_pair(instance, windows):
        i, j, resource = pair
        low = min(windows.start_low[i], windows.start_low[j])
        high = max(windows.finish_high[i], windows.finish_high[j])
        return Proof("pair", (names[i], names[j]), instance.resource_names[resource], origin + low, origin + high)
    if crowded := crowd(functions, windows):
        group = instance.groups[crowded.group]
        members = (members_of(instance, measure) for measure in crowded.measures)
        inside = tuple(names[i] for found in members for i in found)
        days = origin + crowded.start, origin + crowded.finish
        return Proof("open", inside, group.name, *days, crowded.need, crowded.have)
    if spent := overdraft(functions, windows):
        return _money(instance, spent)
    return None


def _money(instance: Instance, spent: Overdraft) -> Proof:
    account = instance.accounts[spent.account]
    days = instance.origin + account.year_start[spent.first], instance.origin + account.year_stop[spent.last]
    names = tuple(instance.names[i] for i in spent.activities)
    return Proof("money", names, account.kind, *days, spent.need, spent.have)
