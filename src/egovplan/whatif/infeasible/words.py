# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Rules and proofs in the planner's words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal

from egovplan.catalogue.flat import FlatActivity, FlatMode
from egovplan.catalogue.model import BudgetKind
from egovplan.catalogue.values import Span, cents
from egovplan.markup import count, day, euro, fte, number, working_days
from egovplan.plan.money import KIND_WORDS
from egovplan.whatif.infeasible.model import Rule, RuleKind
from egovplan.whatif.infeasible.proofs import Proof
from egovplan.whatif.infeasible.rules import Key, Registry

_SEVERAL = 6


class Words:
    """Writes the rules of a catalogue.

    Parameters
    ----------
    registry
        Its rules.
    keys
        Those that are written together: of work, only what they speak of is told.
    """

    def __init__(self, registry: Registry, keys: Collection[Key]) -> None:
        self.registry, self.catalogue = registry, registry.catalogue
        self.resources = {k.subjects[0] for k in keys if k.kind in (RuleKind.CAPACITY, RuleKind.STOCK)}
        self.budgets = {k.subjects[0] for k in keys if k.kind is RuleKind.BUDGET}
        self._writers: dict[RuleKind, Callable[[Key], str]] = {
            RuleKind.WORK: self._work, RuleKind.FACT: self._fact, RuleKind.PRECEDENCE: self._precedence,
            RuleKind.RELEASE: self._release, RuleKind.DEADLINE: self._deadline, RuleKind.SITTING: self._sitting,
            RuleKind.EMBARGO: self._embargo, RuleKind.CAPACITY: self._capacity, RuleKind.STOCK: self._stock,
            RuleKind.PARALLEL: self._parallel, RuleKind.OPEN_MEASURES: self._open_measures, RuleKind.BUDGET: self._budget,
        }  # fmt: skip

    def rule(self, key: Key) -> Rule:
        """Return a rule with its text."""
        return Rule(key.kind, key.subjects, self._writers[key.kind](key), key.year)

    def name(self, activity: str) -> str:
        """Return an activity as planners know it: »DMS: Vergabe«."""
        flat = self.catalogue.activity_by_id[activity]
        measure = self.catalogue.measure_by_id.get(flat.measure or "")
        if measure is None or measure.id == flat.id:
            return f"»{measure.title if measure else flat.title}«"
        return f"»{measure.title}: {flat.title}«"

    # what is to be done

    def _work(self, key: Key) -> str:
        flat = self.catalogue.activity_by_id[key.subjects[0]]
        ways = list(dict.fromkeys(self._way(flat, mode) for mode in flat.modes))
        return f"{self.name(flat.id)} ({' oder '.join(ways)})"

    def _way(self, flat: FlatActivity, mode: FlatMode) -> str:
        parts = [_span(mode.duration) if mode.duration.days else "ohne Dauer"]
        parts += [self._demand(r, amount) for r, amount in mode.demand.items() if r in self.resources]
        for cost in mode.costs:
            if cost.kind.value in self.budgets and cost.amount:
                parts.append(f"{euro(cents(cost.amount))} {KIND_WORDS[cost.kind]}")
        for running in flat.running:
            if running.kind.value in self.budgets:
                parts.append(f"danach {euro(cents(running.per_year))} je Jahr {KIND_WORDS[running.kind]}")
        return ", ".join(parts)

    def _demand(self, resource: str, amount: int) -> str:
        stock = next((r for r in self.catalogue.resources if r.id == resource and not r.renewable), None)
        return (
            f"{number(Decimal(amount) / 100, 0 if amount % 100 == 0 else 2)} von »{resource}«"
            if stock
            else f"{fte(amount)} {resource}"
        )

    def _fact(self, key: Key) -> str:
        external = next((e for e in self.catalogue.externals if e.id == key.subjects[0]), None)
        if external is not None:
            return f"»{external.title}« erst am {day(external.date)}"
        status = self.catalogue.status
        actual = next((a for a in status.actuals if a.activity == key.subjects[0]), None) if status else None
        since = f" seit {day(actual.start)}" if actual else ""
        return (
            f"{self.name(key.subjects[0])} läuft{since}"
            if actual and not actual.finish
            else f"{self.name(key.subjects[0])} ist erledigt"
        )

    def _precedence(self, key: Key) -> str:
        before, after, kind, lag = key.subjects
        words = {"FS": "erst nach dem Ende von", "SS": "erst nach dem Beginn von", "FF": "endet erst nach dem Ende von",
                 "SF": "endet erst nach dem Beginn von"}[kind]  # fmt: skip
        distance = "" if lag == "0" else f", Abstand {lag}" + ("" if "KT" in lag else " AT")
        return f"{self.name(after)} {words} {self.name(before)}{distance}"

    # when

    def _subject(self, key: Key, of: dict[str, str]) -> str:
        kind, name = key.subjects
        if kind == "stage":
            stage = next(s for s in self.catalogue.stages if s.id == name)
            return f"{of['stage']} {stage.title or stage.id}".replace("Stufe Stufe", "Stufe")
        if kind == "measure":
            return f"{of['measure']} »{self.catalogue.measure_by_id[name].title}«"
        return f"{of['activity']} {self.name(name)}"

    def _deadline(self, key: Key) -> str:
        until = self.registry.day_of(key)
        return f"Frist {day(until)} {self._subject(key, {'stage': 'der Stufe', 'measure': 'der Maßnahme', 'activity': 'von'})}"

    def _release(self, key: Key) -> str:
        since = self.registry.day_of(key)
        return f"{self._subject(key, {'stage': 'Stufe', 'measure': 'Maßnahme', 'activity': 'Vorgang'})} nicht vor dem {day(since)}"

    def _sitting(self, key: Key) -> str:
        activity, name = key.subjects
        body = next(b for b in self.catalogue.bodies if b.id == name)
        notice = f" (Vorlauf {_span(body.notice)})" if body.notice.days else ""
        return f"{self.name(activity)} nur auf einer Sitzung von »{body.title or body.id}«{notice}"

    def _embargo(self, key: Key) -> str:
        embargo = next(e for e in self.catalogue.embargoes if e.id == key.subjects[0])
        return f"Sperre »{embargo.title or embargo.id}« vom {day(embargo.since)} bis {day(embargo.until)}"

    # what there is

    def _capacity(self, key: Key) -> str:
        years = self.registry.years
        when = f"ab {key.year}" if key.year == years[-1] and len(years) > 1 else f"in {key.year}"
        return f"Kapazität {key.subjects[0]} {when}"

    def _stock(self, key: Key) -> str:
        resource = next(r for r in self.catalogue.resources if r.id == key.subjects[0])
        return f"Vorrat »{resource.title or resource.id}« ({number(resource.capacity[-1].fte)})"

    def _parallel(self, key: Key) -> str:
        limit = next(x for x in self.catalogue.limits if x.id == key.subjects[0])
        measure = self.catalogue.measure_by_id[limit.id.partition("/")[0]]
        most = count(limit.capacity, "gleichzeitige Einführung", "gleichzeitige Einführungen")
        return f"höchstens {most} von »{measure.title}«"

    def _open_measures(self, key: Key) -> str:
        office = next(o for o in self.catalogue.offices if o.id == key.subjects[0])
        most = count(office.max_open_measures or 0, "offene Maßnahme", "offene Maßnahmen")
        return f"Amt {self.catalogue.office_title(office.id)}: höchstens {most}"

    def _budget(self, key: Key) -> str:
        budget = next(b for b in self.catalogue.budgets if b.kind.value == key.subjects[0])
        carry = " mit Übertrag" if budget.carry_over else ""
        assert key.year is not None
        return f"Haushalt {key.year} {KIND_WORDS[budget.kind]}: {euro(cents(budget.amounts[key.year]))}{carry}"

    # proofs

    def reasons(self, proof: Proof) -> tuple[str, ...]:
        """Return the arithmetic of a proof, one sentence each."""
        if proof.kind == "chain" and proof.activities:
            return (f"Reihenfolge: {' → '.join(self.name(a) for a in proof.activities)}.",)
        if proof.kind in ("energy", "single"):
            return (self._energy(proof),)
        if proof.kind == "pair":
            first, then = (self.name(name) for name in proof.activities)
            return (
                f"{first} und {then} passen nicht zugleich in {self._resource(proof.resource)} und in keiner Folge nacheinander.",
            )
        if proof.kind == "open":
            return (self._crowd(proof),)
        if proof.kind == "money":
            kind, line = BudgetKind(proof.resource), self.catalogue.timeline
            since, until = line.date(proof.start).year, line.date(proof.finish - 1).year
            when = str(since) if since == until else f"{since} bis {until}"
            names = self._some(proof.activities)
            verb = "kosten in dieser Zeit zusammen" if len(proof.activities) > 1 else "kostet in dieser Zeit"
            least = f"{names} {verb} mindestens {euro(proof.need)}, vorhanden sind {euro(proof.have)}."
            return (f"Haushalt {when} {KIND_WORDS[kind]}: {least}",)
        return ()

    def _energy(self, proof: Proof) -> str:
        line = self.catalogue.timeline
        since, until = line.date(proof.start), line.last_day(proof.start, max(proof.finish, proof.start + 1))
        what = self._resource(proof.resource)
        if proof.kind == "single":
            most = f"vom {day(since)} bis {day(until)} gibt es höchstens {fte(proof.have)}"
            return f"{self._some(proof.activities)} braucht {fte(proof.need)} von {what}, {most}."
        is_limit = proof.resource.startswith("limit:")
        need, have = (number(x) if is_limit else number(Decimal(x) / 100, 2) for x in (proof.need, proof.have))
        unit = "Einführungstage" if is_limit else "VZÄ-Tage"
        return (
            f"{what}: vom {day(since)} bis {day(until)} werden mindestens {need} {unit} gebraucht, vorhanden sind {have}; "
            f"in diese Zeit {'müssen' if len(proof.activities) > 1 else 'muss'} {self._some(proof.activities)}."
        )

    def _crowd(self, proof: Proof) -> str:
        line = self.catalogue.timeline
        since, until = line.date(proof.start), line.last_day(proof.start, max(proof.finish, proof.start + 1))
        measures = dict.fromkeys(self.catalogue.activity_by_id[name].measure or "" for name in proof.activities)
        titles = [f"»{self.catalogue.measure_by_id[name].title}«" for name in measures]
        shown = ", ".join(titles[:_SEVERAL]) + (
            f" und {len(titles) - _SEVERAL} weitere" if len(titles) > _SEVERAL else ""
        )
        return (
            f"Amt {self.catalogue.office_title(proof.resource)}: vom {day(since)} bis {day(until)} sind {shown} zusammen mindestens "
            f"{working_days(proof.need)} offen, Platz ist für {number(proof.have)}."
        )

    def _resource(self, name: str) -> str:
        return f"»{name.removeprefix('limit:')}«" + (
            " (gleichzeitige Einführungen)" if name.startswith("limit:") else ""
        )

    def _some(self, names: Collection[str]) -> str:
        shown = [self.name(name) for name in list(names)[:_SEVERAL]]
        return ", ".join(shown) + (f" und {len(names) - _SEVERAL} weitere" if len(names) > _SEVERAL else "")


def _span(span: Span) -> str:
    return f"{span.days} KT" if span.elapsed else f"{span.days} AT"
