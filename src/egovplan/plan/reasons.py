# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What keeps one activity of a plan: the first reason, and all that forbid a given day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from egovplan.catalogue.flat import FlatLink
from egovplan.catalogue.limits import Embargo
from egovplan.markup import day, euro
from egovplan.plan.binding import Binding, BindingKind, activity_name
from egovplan.plan.claims import Claim
from egovplan.plan.money import KIND_WORDS, Account
from egovplan.plan.situation import Situation


@dataclass(frozen=True, slots=True)
class Finding:
    """What binds an activity, and the day on which it could start otherwise.

    Parameters
    ----------
    binding
        What keeps it.
    instead
        Working day on which it could start but for what keeps it, everything else staying where it is; None where no
        such day exists: it has begun, others decide on it, or planning does not begin before.
    """

    binding: Binding
    instead: int | None = None


@dataclass(frozen=True, slots=True)
class _Bound:
    """The earliest start that one rule of order allows, and why."""

    start: int
    binding: Binding


class Reasons:
    """Looks for what keeps one activity.

    Parameters
    ----------
    situation
        Of a plan that keeps its rules.
    activity
        Id of one of its activities.
    """

    def __init__(self, situation: Situation, activity: str) -> None:
        self.situation = situation
        self.activity = activity
        self.flat = situation.flat[activity]
        self.row = situation.rows[activity]

    def finding(self) -> Finding:
        """Return what keeps the activity from its last earlier start that sittings and embargoes allow."""
        given = self._given()
        if given:
            return Finding(given)
        bound = max(self.bounds(), key=lambda b: b.start)
        earlier = self.situation.earlier_start(self.activity)
        first, before = self.situation.plan.start, self.row.start - 1
        if earlier is None or bound.start > earlier:
            if bound.start < self.row.start:
                return self._not_allowed(bound)
            instead = earlier if earlier is not None and earlier >= first else before
            return Finding(bound.binding, instead if instead >= first else None)
        taken = self._taken_until(earlier)
        if taken:
            return taken
        shared = next(self._open_measures(earlier), None) or next(self.budgets(earlier), None)
        text = f"könnte schon am {self._day(earlier)} beginnen"
        return Finding(shared or self._found(BindingKind.NONE, None, text), earlier)

    def also(self, finding: Finding) -> tuple[Binding, ...]:
        """Return what else forbids the day on which the activity could start otherwise."""
        if finding.instead is None:
            return ()
        own = (finding.binding.kind, finding.binding.subject)
        found = {(b.kind, b.subject): b for b in self._at(finding.instead)}
        return tuple(b for key, b in found.items() if key != own)

    def _at(self, start: int) -> Iterator[Binding]:
        """Yield all that forbids a start on a working day before the planned one."""
        situation = self.situation
        bounds = [b for b in self.bounds() if b.start > start]
        yield from (b.binding for b in sorted(bounds, key=lambda b: -b.start))
        if self.flat.gate and not situation.sits(self.flat.gate, start):
            text = f"keine Sitzung ({self._body()}) am {self._day(start)}"
            yield self._found(BindingKind.GATE, None, text, self.flat.gate)
        for embargo in situation.embargoes(self.activity, start):
            text = f"Sperre »{embargo.title or embargo.id}« bis {day(embargo.until)}"
            yield self._found(BindingKind.EMBARGO, None, text, embargo.id)
        yield from (self._taken(claim, blocked) for blocked, claim in self._shared(start))
        yield from self._open_measures(start)
        yield from self.budgets(start)

    # what is given

    def _given(self) -> Binding | None:
        if self.activity in self.situation.fixed:
            return self._found(BindingKind.STATUS, None, f"hat am {self._day(self.row.start)} begonnen")
        if self.activity in self.situation.externals:
            return self._found(BindingKind.EXTERNAL, None, f"steht extern auf {self._day(self.row.start)} fest")
        return None

    # order

    def bounds(self) -> Iterator[_Bound]:
        """Yield the earliest starts by order; of equal ones the first counts, so predecessors come first."""
        situation = self.situation
        for link in situation.incoming.get(self.activity, ()):
            before = situation.rows[link.predecessor]
            start = situation.bound(link, before.start, before.finish)
            text = self._link_text(link)
            yield _Bound(start, self._found(BindingKind.PRECEDENCE, link.predecessor, text, link.predecessor))
        if situation.replan_from is not None:
            as_of = day(situation.plan.as_of)
            text = f"Neues beginnt erst nach dem Stichtag {as_of}"
            yield _Bound(situation.replan_from, self._found(BindingKind.STATUS, None, text))
        for release in situation.releases(self.activity):
            start = situation.notified(self.activity, situation.line.index(release.date))
            yield _Bound(start, self._found(BindingKind(release.kind), None, release.text, release.subject))

    def _link_text(self, link: FlatLink) -> str:
        situation = self.situation
        before = situation.rows[link.predecessor]
        if link.type.from_start:
            what = f"beginnt am {self._day(before.start)}"
        else:
            what = f"endet am {day(situation.line.last_day(before.start, before.finish))}"
        unit = "Kalendertage" if link.lag.elapsed else "Arbeitstage"
        lag = f", Abstand {link.lag.days} {unit}".replace("-", "−") if link.lag.days else ""
        lag += "" if link.type.to_start else " bis zum Ende" if lag else ", erst dann kann er enden"
        notice = f", Vorlauf für die Sitzung am {self._day(self.row.start)}" if self.flat.gate else ""
        return f"Vorgänger {self._name(link.predecessor)} {what}{lag}{notice}"

    # sittings and embargoes

    def _not_allowed(self, bound: _Bound) -> Finding:
        """Explain the days between what order allows and the start: no sitting, or an embargo."""
        situation, why = self.situation, bound.binding
        sittings = situation.sittings.get(self.flat.gate or "", range(bound.start, self.row.start))
        closed = [
            (d, e) for d in sittings if bound.start <= d < self.row.start if (e := situation.embargo(self.activity, d))
        ]
        if closed:
            last, embargo = closed[-1]
            return Finding(self._embargoed(embargo, why), last)
        text = f"nächste Sitzung ({self._body()}) am {self._day(self.row.start)}"
        text += f"; {why.text.partition(', Vorlauf')[0]}"
        return Finding(self._found(BindingKind.GATE, why.by, text, self.flat.gate or ""), self.row.start - 1)

    def _embargoed(self, embargo: Embargo, why: Binding) -> Binding:
        text = f"Sperre »{embargo.title or embargo.id}« bis {day(embargo.until)}"
        return self._found(BindingKind.EMBARGO, why.by, f"{text}; {why.text}", embargo.id)

    def _body(self) -> str:
        body = next(b for b in self.situation.catalogue.bodies if b.id == self.flat.gate)
        return body.title or body.id

    # what is shared

    def _shared(self, start: int) -> list[tuple[int, Claim]]:
        """Return the claims that are taken on the days that an earlier start would add, each with the last such day."""
        situation = self.situation
        stop = min(situation.finish(self.activity, start), self.row.start)
        pairs = situation.shares.get(self.activity, ())
        found = [(claim.last_blocked(amount, start, stop), claim) for claim, amount in pairs]
        return sorted(((blocked, c) for blocked, c in found if blocked is not None), key=lambda item: -item[0])

    def _taken_until(self, earlier: int) -> Finding | None:
        """Return the claim that stays taken the longest."""
        found = self._shared(earlier)
        if not found:
            return None
        blocked, claim = found[0]
        why = self._taken(claim, blocked)
        if not self.flat.gate and blocked + 1 < self.row.start:
            # free again before the start, but on days on which nothing may start
            embargo = next(self.situation.embargoes(self.activity, self.row.start - 1))
            return Finding(self._embargoed(embargo, why), self.row.start - 1)
        return Finding(why, earlier)

    def _taken(self, claim: Claim, blocked: int) -> Binding:
        there = [user for user in claim.on(blocked) if user.name != self.activity]
        # of several the one that gives most of it back next
        names = [user.name for user in sorted(there, key=lambda u: (u.finish, -u.amount))]
        kind = kind_of(claim, self.situation)
        title, state = f"Kapazität {claim.title}", "belegt"
        if kind is BindingKind.LIMIT:
            title, state = f"Grenze »{claim.title}«", "erreicht"
        if (
            not names or min(user.finish for user in there) > blocked + 1
        ):  # nobody gives back: there is more from then on
            held = f", bis dahin durch {self._name(names[0])} {state}" if names else ""
            text = f"{title} reicht erst ab {self._day(blocked + 1)}{held}"
            return replace(self._found(kind, None, text, claim.id), held_by=tuple(names))
        text = f"{title} ist bis {self._day(blocked)} durch {self._name(names[0])} {state}"
        return replace(self._found(kind, names[0], text, claim.id), held_by=tuple(names))

    def _open_measures(self, earlier: int) -> Iterator[Binding]:
        """Yield the limit of open measures if an earlier start opened the measure on a day that has no place for it."""
        situation = self.situation
        claim = situation.open_claim(self.activity)
        if claim is None:
            return
        others = situation.others(self.activity)
        start = min([earlier, *(other.start for other in others)])
        finish = max([situation.finish(self.activity, earlier), *(other.finish for other in others)])
        measure = situation.plan.measures[self.flat.measure or ""]
        blocked = claim.last_blocked(1, start, min(finish, measure.start) if measure.finish > measure.start else finish)
        if blocked is None:
            return
        there = [u for u in claim.users if u.start <= blocked < u.finish and u.name != measure.id]
        closing = min(there, key=lambda u: u.finish).name
        by = max(situation.members(closing), key=lambda name: situation.rows[name].finish)
        titles = " und ".join(f"»{situation.catalogue.measure_by_id[u.name].title}«" for u in there)
        text = f"Amt {claim.title} hat bis {self._day(blocked)} schon {titles} offen"
        held = tuple(user.name for user in sorted(there, key=lambda u: u.finish))
        yield replace(self._found(BindingKind.OPEN_MEASURES, by, text, claim.id), held_by=held)

    def budgets(self, earlier: int) -> Iterator[Binding]:
        """Yield the accounts that could not pay if the activity started on a working day."""
        ledger = self.situation.ledger
        for kind, year in ledger.overdrafts(self.activity, earlier, self.situation.finish(self.activity, earlier)):
            limit = ledger.budgets[kind].amounts[year]
            text = f"Haushalt {year} {KIND_WORDS[kind]} ausgeschöpft (Ansatz {euro(int(limit * 100))})"
            found = self._found(BindingKind.BUDGET, None, text, f"{kind} {year}")
            yield replace(found, held_by=self._payees((kind, year)))

    def _payees(self, account: Account) -> tuple[str, ...]:
        """Return the others that an account pays for, the largest first."""
        paid = [
            (amount, name)
            for name, row in self.situation.rows.items() if name != self.activity
            for charged, amount in self.situation.ledger.charges(name, row.start, row.finish)
            if charged == account
        ]  # fmt: skip
        return tuple(dict.fromkeys(name for _, name in sorted(paid, key=lambda pair: -pair[0])))

    def _found(self, kind: BindingKind, by: str | None, text: str, subject: str = "") -> Binding:
        return Binding(kind, by, text, self.activity, subject)

    def _name(self, activity: str) -> str:
        return activity_name(self.situation.plan, activity)

    def _day(self, index: int) -> str:
        return day(self.situation.line.date(index))


def kind_of(claim: Claim, situation: Situation) -> BindingKind:
    """Return what a claim on something shared is: people, or parallel introductions."""
    return BindingKind.LIMIT if claim is situation.limits.get(claim.id) else BindingKind.RESOURCE
