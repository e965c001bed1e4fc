# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How early an activity could start without what keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from egovplan.plan.binding import Binding, BindingKind
from egovplan.plan.reasons import Finding, Reasons, kind_of

_PAID = 500
"""So many working days are tried for what costs money; farther back it is not said to be possible. [d]"""

Named = Collection[tuple[BindingKind, str]]
"""Kind and subject of each reason that is thought away."""


def earliest(reasons: Reasons, finding: Finding, also: tuple[Binding, ...]) -> int | None:
    """Return the first working day back to which nothing but what is named keeps an activity from starting.

    Parameters
    ----------
    reasons
        Of the activity.
    finding, also
        What is named: what keeps it, and what else does on the day on which it could start otherwise.

    Returns
    -------
    int
        None where it could not start earlier.
    """
    last = finding.instead
    if last is None:
        return None
    named = {(b.kind, b.subject) for b in (finding.binding, *also)}
    rest = [b.start for b in reasons.bounds() if (b.binding.kind, b.binding.subject) not in named]
    floor = max([reasons.situation.plan.start, *rest, *_rooms(reasons, last, named)])
    floor = _solvent(reasons, range(floor, last), named)
    return next((start for start in range(floor, last) if not _is_closed(reasons, start, named)), last)


def _rooms(reasons: Reasons, last: int, named: Named) -> Iterator[int]:
    """Yield the first days from which on there is room up to a day, of what is shared but not named."""
    situation = reasons.situation
    for claim, amount in situation.shares.get(reasons.activity, ()):
        if (kind_of(claim, situation), claim.id) not in named:
            blocked = claim.last_blocked(amount, 0, last)
            yield 0 if blocked is None else blocked + 1
    office = situation.open_claim(reasons.activity)
    if office is not None and (BindingKind.OPEN_MEASURES, office.id) not in named:
        opened = situation.plan.measures[reasons.flat.measure or ""].start
        blocked = office.last_blocked(1, 0, min(last, opened))
        yield 0 if blocked is None else blocked + 1


def _solvent(reasons: Reasons, days: range, named: Named) -> int:
    """Return the first of some days from which on the budgets that are not named can pay; of the last years only."""
    situation, flat = reasons.situation, reasons.flat
    kinds = {cost.kind for cost in flat.modes[reasons.row.mode].costs} | {running.kind for running in flat.running}
    if not situation.ledger.budgets.keys() & kinds:
        return days.start
    known: object = None
    for start in reversed(days[-_PAID:]):
        charged = list(situation.ledger.charges(reasons.activity, start, situation.finish(reasons.activity, start)))
        if charged != known and any((b.kind, b.subject) not in named for b in reasons.budgets(start)):
            return start + 1
        known = charged
    return max(days.start, days.stop - _PAID)


def _is_closed(reasons: Reasons, start: int, named: Named) -> bool:
    """Whether the body does not sit, or an embargo is on."""
    gate = reasons.flat.gate
    if gate and (BindingKind.GATE, gate) not in named and not reasons.situation.sits(gate, start):
        return True
    embargoes = reasons.situation.embargoes(reasons.activity, start)
    return any((BindingKind.EMBARGO, e.id) not in named for e in embargoes)
