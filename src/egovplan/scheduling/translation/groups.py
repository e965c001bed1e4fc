# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How many measures an office may have open at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from egovplan.catalogue.catalogue import Catalogue
from egovplan.scheduling.instance import Group


def open_groups(catalogue: Catalogue, fixed: Mapping[str, tuple[int, int]], now: int) -> Iterator[Group]:
    """Yield the measures of each office with a limit; what is open already is never too much.

    Parameters
    ----------
    catalogue
        With offices.
    fixed
        Activity id → interval ``[start, finish)`` in ``t`` of what is fixed.
    now
        First ``t`` that is planned.
    """
    members = {measure: ids for measure, ids in catalogue.expansion.members.items() if ids}
    names = list(members)
    by_lead: defaultdict[str | None, list[int]] = defaultdict(list)
    for k, measure in enumerate(names):
        by_lead[catalogue.measure_by_id[measure].lead].append(k)
    for office in catalogue.offices:
        if office.max_open_measures is None:
            continue
        led = tuple(by_lead[office.id])
        begun = sum(_is_open_now(members[names[k]], fixed, now) for k in led)
        if led:
            yield Group(office.id, max(office.max_open_measures, begun), led)


def _is_open_now(ids: tuple[str, ...], fixed: Mapping[str, tuple[int, int]], now: int) -> bool:
    """Return whether a measure has begun and is not finished on the first day that is planned."""
    finishes = [fixed[i][1] for i in ids if i in fixed]
    return bool(finishes) and (len(finishes) < len(ids) or max(finishes) > now)
