# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What binds: why an activity does not start earlier, and the chain that leads to the finish of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from egovplan.catalogue.flat import FlatLink
from egovplan.catalogue.limits import Embargo
from egovplan.markup import day, euro
from egovplan.plan.claims import Claim
from egovplan.plan.model import Plan
from egovplan.plan.money import KIND_WORDS
from egovplan.plan.situation import Situation, situation_of


class BindingKind(StrEnum):
    """What keeps an activity from starting earlier."""

    PRECEDENCE = "precedence"
    RESOURCE = "resource"
    LIMIT = "limit"
    OPEN_MEASURES = "open_measures"
    BUDGET = "budget"
    GATE = "gate"
    EMBARGO = "embargo"
    RELEASE = "release"
    STATUS = "status"
    CALENDAR = "calendar"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Binding:
    """Why an activity starts no earlier.

    Parameters
    ----------
    kind
        What keeps it.
    by
        Id of the activity that it waits for; None where no other one is to blame.
    text
        One German sentence for the planner, without full stop.
    activity
        Id of the activity that waits.
    """

    kind: BindingKind
    by: str | None
    text: str
    activity: str = ""


def binding(plan: Plan, activity: str) -> Binding:
    """Return what keeps an activity from starting one allowed start earlier, everything else staying where it is.

    Parameters
    ----------
    plan
        A plan that keeps its rules.
    activity
        Id of one of its activities.

    Returns
    -------
    Binding
        The first reason that is found, in this order: it has begun; what comes before it, release and status date; sittings
        and embargoes; people and parallel introductions; open measures; the budget. ``none`` if it could start earlier.

    Raises
    ------
    PlanError
        If the plan has no such activity.
    """
    plan[activity]
    return _Explainer(situation_of(plan), activity).binding()


def critical_chain(plan: Plan) -> tuple[str, ...]:
    """Return a chain of activities that leads to the finish of a plan, each bound by the one before.

    An activity is bound by another one if that one is its driving predecessor, or holds what it needs until it starts:
    people, a place among the parallel introductions, a place among the open measures of an office.

    Returns
    -------
    tuple of str
        Ids from the first to the last; of several chains the one that begins earliest. The first one is bound by no other
        activity: ask :func:`binding` what keeps it.
    """
    ends = [row.id for row in plan if row.finish == plan.finish]
    chains = [tuple(reversed([b.activity for b in bindings(plan, end)])) for end in ends]
    return min(chains, key=lambda chain: (plan[chain[0]].start, -len(chain)), default=())


def bindings(plan: Plan, activity: str) -> Iterator[Binding]:
    """Yield what binds an activity, then what binds the activity that it waits for, and so on back to the first."""
    seen: set[str] = set()
    following: str | None = activity
    while following and following not in seen:
        seen.add(following)
        found = binding(plan, following)
        yield found
        following = found.by


def activity_name(plan: Plan, activity: str) -> str:
    """Return an activity as planners know it: »DMS: Vergabe«."""
    flat = plan.catalogue.activity_by_id[activity]
    prefix = f"{flat.measure}: " if flat.measure and flat.measure != activity else ""
    return f"»{prefix}{flat.title}«"


@dataclass(frozen=True, slots=True)
class _Bound:
    """The earliest start that one rule of order allows, and why."""

    start: int
    binding: Binding


class _Explainer:
    """Looks for what keeps one activity."""

    def __init__(self, situation: Situation, activity: str) -> None:
        self.situation = situation
        self.activity = activity
        self.flat = situation.flat[activity]
        self.row = situation.rows[activity]

    def binding(self) -> Binding:
        if self.activity in self.situation.fixed:
            return self._found(BindingKind.STATUS, None, f"hat am {self._day(self.row.start)} begonnen")
        if self.activity in self.situation.externals:
            return self._found(BindingKind.RELEASE, None, f"steht extern auf {self._day(self.row.start)} fest")
        bound = max(self._bounds(), key=lambda b: b.start)
        earlier = self.situation.earlier_start(self.activity)
        if earlier is None or bound.start > earlier:
            return bound.binding if bound.start >= self.row.start else self._not_allowed(bound)
        return (
            self._shared(earlier)
            or self._open_measures(earlier)
            or self._budget(earlier)
            or self._found(BindingKind.NONE, None, f"könnte schon am {self._day(earlier)} beginnen")
        )

    # order

    def _bounds(self) -> Iterator[_Bound]:
        """Yield the earliest starts by order; of equal ones the first counts, so predecessors come first."""
        situation = self.situation
        for link in situation.incoming.get(self.activity, ()):
            before = situation.rows[link.predecessor]
            start = situation.bound(link, before.start, before.finish)
            yield _Bound(start, self._found(BindingKind.PRECEDENCE, link.predecessor, self._link_text(link)))
        if situation.replan_from is not None:
            as_of = day(situation.plan.as_of)
            text = f"Neues beginnt erst nach dem Stichtag {as_of}"
            yield _Bound(situation.replan_from, self._found(BindingKind.STATUS, None, text))
        release = situation.notified(self.activity, situation.line.index(self.flat.release))
        if self.flat.release > situation.catalogue.start:
            yield _Bound(release, self._found(BindingKind.RELEASE, None, f"frühestens ab {day(self.flat.release)}"))
        yield _Bound(release, self._found(BindingKind.CALENDAR, None, f"Planung beginnt am {day(self.flat.release)}"))

    def _link_text(self, link: FlatLink) -> str:
        situation = self.situation
        before = situation.rows[link.predecessor]
        if link.type.from_start:
            what = f"beginnt am {self._day(before.start)}"
        else:
            what = f"endet am {day(situation.line.last_day(before.start, before.finish))}"
        unit = "Kalendertage" if link.lag.elapsed else "Arbeitstage"
        lag = f", Abstand {link.lag.days} {unit}" if link.lag.days else ""
        lag += "" if link.type.to_start else " bis zum Ende" if lag else ", erst dann kann er enden"
        notice = f", Vorlauf für die Sitzung am {self._day(self.row.start)}" if self.flat.gate else ""
        return f"Vorgänger {self._name(link.predecessor)} {what}{lag}{notice}"

    # sittings and embargoes

    def _not_allowed(self, bound: _Bound) -> Binding:
        """Explain the days between what order allows and the start: no sitting, or an embargo."""
        situation, why = self.situation, bound.binding
        sittings = situation.sittings.get(self.flat.gate or "", range(bound.start, self.row.start))
        closed = [
            e for d in sittings if bound.start <= d < self.row.start if (e := situation.embargo(self.activity, d))
        ]
        if closed:
            return self._embargoed(closed[-1], why)
        body = next(b for b in situation.catalogue.bodies if b.id == self.flat.gate)
        text = f"nächste Sitzung ({body.title or body.id}) am {self._day(self.row.start)}"
        return self._found(BindingKind.GATE, why.by, f"{text}; {why.text.partition(', Vorlauf')[0]}")

    def _embargoed(self, embargo: Embargo, why: Binding) -> Binding:
        text = f"Sperre »{embargo.title or embargo.id}« bis {day(embargo.until)}"
        return self._found(BindingKind.EMBARGO, why.by, f"{text}; {why.text}")

    # what is shared

    def _shared(self, earlier: int) -> Binding | None:
        """Return the claim that stays taken the longest on the days that an earlier start would add."""
        situation = self.situation
        stop = min(situation.finish(self.activity, earlier), self.row.start)
        found: list[tuple[int, int, Claim]] = []
        for claim, amount in situation.shares.get(self.activity, ()):
            blocked = claim.last_blocked(amount, earlier, stop)
            if blocked is not None:
                found.append((blocked, -len(found), claim))
        if not found:
            return None
        blocked, _, claim = max(found, key=lambda item: item[:2])
        why = self._taken(claim, blocked)
        if self.flat.gate or blocked + 1 >= self.row.start:
            return why
        # free again before the start, but on days on which nothing may start
        embargo = situation.embargo(self.activity, self.row.start - 1)
        return self._embargoed(embargo, why) if embargo else why

    def _taken(self, claim: Claim, blocked: int) -> Binding:
        by = self._holder(claim, blocked)
        if claim is self.situation.limits.get(claim.id):
            kind, title, state = BindingKind.LIMIT, f"Grenze »{claim.title}«", "erreicht"
        else:
            kind, title, state = BindingKind.RESOURCE, f"Kapazität {claim.title}", "belegt"
        if by is None:
            return self._found(kind, None, f"{title} reicht erst ab {self._day(blocked + 1)}")
        return self._found(kind, by, f"{title} ist bis {self._day(blocked)} durch {self._name(by)} {state}")

    def _holder(self, claim: Claim, blocked: int) -> str | None:
        """Return who holds a claim on a day: of several the one that gives most of it back next."""
        there = [u for u in claim.users if u.start <= blocked < u.finish and u.amount and u.name != self.activity]
        return min(there, key=lambda u: (u.finish, -u.amount)).name if there else None

    def _open_measures(self, earlier: int) -> Binding | None:
        """Return the limit of open measures if an earlier start opened the measure on a day that has no place for it."""
        situation = self.situation
        claim = situation.open_claim(self.activity)
        if claim is None:
            return None
        others = situation.others(self.activity)
        start = min([earlier, *(other.start for other in others)])
        finish = max([situation.finish(self.activity, earlier), *(other.finish for other in others)])
        measure = situation.plan.measures[self.flat.measure or ""]
        blocked = claim.last_blocked(1, start, min(finish, measure.start) if measure.finish > measure.start else finish)
        if blocked is None:
            return None
        there = [u for u in claim.users if u.start <= blocked < u.finish and u.name != measure.id]
        closing = min(there, key=lambda u: u.finish).name
        by = max(situation.members(closing), key=lambda name: situation.rows[name].finish)
        titles = " und ".join(f"»{situation.catalogue.measure_by_id[u.name].title}«" for u in there)
        text = f"Amt {claim.title} hat bis {self._day(blocked)} schon {titles} offen"
        return self._found(BindingKind.OPEN_MEASURES, by, text)

    def _budget(self, earlier: int) -> Binding | None:
        ledger = self.situation.ledger
        account = ledger.overdrawn(self.activity, earlier, self.situation.finish(self.activity, earlier))
        if account is None:
            return None
        kind, year = account
        limit = ledger.budgets[kind].amounts[year]
        text = f"Haushalt {year} {KIND_WORDS[kind]} ausgeschöpft (Ansatz {euro(int(limit * 100))})"
        return self._found(BindingKind.BUDGET, None, text)

    def _found(self, kind: BindingKind, by: str | None, text: str) -> Binding:
        return Binding(kind, by, text, self.activity)

    def _name(self, activity: str) -> str:
        return activity_name(self.situation.plan, activity)

    def _day(self, index: int) -> str:
        return day(self.situation.line.date(index))
