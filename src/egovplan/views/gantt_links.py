# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Which arrows a Gantt chart shows: one between two rows, the one that binds most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from egovplan.plan.binding import BindingKind
from egovplan.plan.model import Plan
from egovplan.views.gantt_model import Row, RowKind
from egovplan.views.gantt_rows import RowBuilder

_SHARED = frozenset({BindingKind.RESOURCE, BindingKind.LIMIT, BindingKind.OPEN_MEASURES})
_TIGHT = 5
"""Up to so many calendar days between two ends a precedence counts as tight: a weekend and a little."""


@dataclass(frozen=True, slots=True)
class RowLink:
    """An arrow between two rows.

    Parameters
    ----------
    source, target
        Ids of rows.
    leaves, enters
        Calendar day at which it leaves the one and enters the other.
    leaves_start, enters_start
        Whether it is tied to the start of the bar, else to its finish.
    style
        ``arrow``, ``arrow-tight`` or ``arrow-critical``; where a chain is asked for, ``chain`` if it goes by a precedence
        and ``chain-shared`` if one holds what the other one needs.
    """

    source: str
    target: str
    leaves: int
    enters: int
    leaves_start: bool
    enters_start: bool
    style: str


def row_links(builder: RowBuilder, rows: Sequence[Row]) -> tuple[RowLink, ...]:
    """Return the arrows between rows, without those that say nothing new."""
    plan = builder.plan
    row_of = _row_of(plan, rows)
    shared = _shared(builder)
    on_chain = set(pairwise(builder.chain)) - shared
    first = "chain" if builder.explained else "arrow-critical"
    best: dict[tuple[str, str], RowLink] = {}
    for link in plan.catalogue.links:
        source, target = row_of.get(link.predecessor), row_of.get(link.successor)
        if source is None or target is None or source == target:
            continue
        before, after = builder.span(plan[link.predecessor]), builder.span(plan[link.successor])
        leaves, enters = before[not link.type.from_start], after[not link.type.to_start]
        critical = (link.predecessor, link.successor) in on_chain
        style = first if critical else "arrow-tight" if enters - leaves <= _TIGHT else "arrow"
        new = RowLink(source, target, leaves, enters, link.type.from_start, link.type.to_start, style)
        old = best.get((source, target))
        if old is None or _rank(new) < _rank(old):
            best[source, target] = new
    return (*_without_shortcuts(_without_waves(best, rows)), *_shared_links(builder, shared, row_of))


def _shared(builder: RowBuilder) -> set[tuple[str, str]]:
    """Return the pairs of a chain that is asked for, of which one holds what the other one needs."""
    linked = {(link.predecessor, link.successor) for link in builder.catalogue.links}
    steps = builder.explained.steps if builder.explained else ()
    pairs = ((step.binding.by, step.activity, step.kind) for step in steps)
    return {(by, name) for by, name, kind in pairs if by and (kind in _SHARED or (by, name) not in linked)}


def _shared_links(
    builder: RowBuilder, shared: Iterable[tuple[str, str]], row_of: Mapping[str, str]
) -> Iterator[RowLink]:
    for before, after in sorted(shared, key=lambda pair: builder.chain.index(pair[1])):
        source, target = row_of.get(before), row_of.get(after)
        if source and target and source != target:
            leaves, enters = builder.span(builder.plan[before])[1], builder.span(builder.plan[after])[0]
            yield RowLink(source, target, leaves, enters, leaves_start=False, enters_start=True, style="chain-shared")


def _row_of(plan: Plan, rows: Iterable[Row]) -> dict[str, str]:
    """Return activity → the row it is shown on: its own, else that of its measure."""
    shown = {row.id for row in rows if row.kind is not RowKind.BAND}
    result = {name: name for name in shown if name in plan}
    for measure, members in plan.catalogue.expansion.members.items():
        if measure in shown:
            for activity in members:
                result.setdefault(activity, measure)
    return result


def _rank(link: RowLink) -> tuple[bool, int]:
    return link.style not in ("arrow-critical", "chain"), link.enters - link.leaves


def _without_waves(links: Mapping[tuple[str, str], RowLink], rows: Iterable[Row]) -> dict[tuple[str, str], RowLink]:
    """Of the many arrows from one wave of a rollout to the next, keep those that bind."""
    inner = {row.id for row in rows if row.kind is RowKind.ACTIVITY}
    latest: dict[str, int] = {}
    for (_, target), link in links.items():
        latest[target] = max(link.leaves, latest.get(target, link.leaves))
    return {
        (source, target): link
        for (source, target), link in links.items()
        if link.style != "arrow" or not {source, target} <= inner or link.leaves == latest[target]
    }


def _without_shortcuts(links: Mapping[tuple[str, str], RowLink]) -> tuple[RowLink, ...]:
    """Drop A → C where A → B → C is there: it says nothing new and crosses the whole chart."""
    following: dict[str, set[str]] = {}
    for source, target in links:
        following.setdefault(source, set()).add(target)
    return tuple(
        link
        for (source, target), link in links.items()
        if link.style != "arrow" or not any(target in following.get(middle, ()) for middle in following[source])
    )


def on_page(links: Sequence[RowLink], rows: Iterable[Row]) -> tuple[tuple[RowLink, ...], int]:
    """Return the arrows with both ends among some rows, and the number of those with only one."""
    shown = {row.id for row in rows if row.kind is not RowKind.BAND}
    inside = tuple(k for k in links if k.source in shown and k.target in shown)
    return inside, sum((k.source in shown) != (k.target in shown) for k in links)
