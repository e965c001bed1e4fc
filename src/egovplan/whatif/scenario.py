# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A named difference to a catalogue, which stays untouched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from pydantic_core import PydanticCustomError

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.model import BudgetKind
from egovplan.catalogue.values import parse_date, parse_decimal, parse_duration, parse_int
from egovplan.errors import CatalogueError, Issue
from egovplan.markup import day, euro, fte
from egovplan.whatif import changes, limits
from egovplan.whatif.changes import Change, Data
from egovplan.whatif.wording import in_days, signed, window


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named list of changes; every method returns a new scenario.

    Parameters
    ----------
    title
        Its name in tables and charts.
    changes
        What it changes, in order.

    Examples
    --------
    >>> Scenario("zwei VZÄ mehr in Amt 16").capacity("16/DMS-Administration", add=2).changes[0].text
    'Kapazität 16/DMS-Administration +2 VZÄ'
    """

    title: str
    changes: tuple[Change, ...] = ()

    def apply(self, catalogue: Catalogue) -> Catalogue:
        """Return the changed catalogue, checked anew; the one given is not touched.

        Raises
        ------
        CatalogueError
            If a change names what the catalogue does not have, or if the result breaks a rule.
        """
        data = catalogue.to_dict()
        for change in self.changes:
            change.apply(data)
        return Catalogue.from_dict(_with_models(data, catalogue))

    def capacity(
        self, resource: str, *, add: Any = None, to: Any = None, since: dt.date | str | None = None,
        until: dt.date | str | None = None,
    ) -> Scenario:  # fmt: skip
        """Change the people of a resource, or of an office that has only one resource.

        Parameters
        ----------
        resource
            Id of the resource or office.
        add, to
            VZÄ more (negative: fewer), or VZÄ altogether; one of the two. ``Decimal``, int or text, no float. [VZÄ]
        since, until
            First and last day; open where None.
        """
        delta, total = self._one_of(add, to)
        first, last = _optional_date(since), _optional_date(until)
        text = f"Kapazität {resource} {signed(delta, total, fte)}{window(first, last)}"
        return self._with(
            text,
            partial(changes.change_capacity, resource=resource, add=delta, to=total, since=first, until=last),
        )

    def budget(self, year: int, kind: str, *, add: Any = None, to: Any = None) -> Scenario:
        """Change the budget of a Haushaltsjahr.

        Parameters
        ----------
        year
            Haushaltsjahr.
        kind
            ``"investiv"`` or ``"konsumtiv"``.
        add, to
            Euros more (negative: fewer, not below 0), or altogether. [€]
        """
        delta, total = self._one_of(add, to)
        budget = _parsed(BudgetKind.parse, kind)
        label = "investiv" if budget is BudgetKind.INVESTMENT else "konsumtiv"
        text = f"Haushalt {year} {label} {signed(delta, total, euro)}"
        return self._with(
            text,
            partial(changes.change_budget, year=_parsed(parse_int, year), kind=str(budget), add=delta, to=total),
        )

    def freeze(
        self,
        since: dt.date | str,
        until: dt.date | str,
        *,
        offices: Iterable[str] = (),
        only_with_costs: bool = True,
    ) -> Scenario:
        """Freeze the budget: from the first to the last day nothing new that costs money starts; what runs goes on."""
        first, last = _parsed(parse_date, since), _parsed(parse_date, until)
        text = f"Haushaltssperre{window(first, last)}"
        return self._with(
            text,
            partial(
                changes.add_embargo,
                since=first,
                until=last,
                offices=tuple(offices),
                only_with_costs=only_with_costs,
                title=text,
            ),
        )

    def duration(self, activity: str, *, add: int | None = None, to: Any = None) -> Scenario:
        """Change how long an activity takes.

        Parameters
        ----------
        activity
            Id of an activity, of a measure with a single one, or ``MEASURE/rollout`` for all its introductions.
        add, to
            Days more (negative: fewer) in its own unit, or days altogether (``"21 KT"`` for calendar days). [d]
        """
        if (add is None) == (to is None):
            raise _one_needed(self.title)
        days = None if add is None else _parsed(parse_int, add)
        span = None if to is None else _parsed(parse_duration, to)
        text = f"Dauer {activity} " + (f"{days:+d} Tage" if days is not None else f"= {in_days(span)}")
        return self._with(text, partial(changes.change_duration, activity=activity, add=days, to=span))

    def drop(self, *measures: str) -> Scenario:
        """Leave measures out; what waited for them no longer waits."""
        scenario = self
        for name in measures:
            scenario = scenario._with(f"ohne {name}", partial(changes.drop_measure, name=name))
        return scenario

    def postpone(self, measure: str, until: dt.date | str) -> Scenario:
        """Let a measure start on a day at the earliest."""
        date = _parsed(parse_date, until)

        def apply(data: Data) -> None:
            changes.find(data["measures"], measure, "Diese Maßnahme")["not_before"] = date.isoformat()

        return self._with(f"{measure} frühestens {day(date)}", apply)

    def priority(self, measure: str, priority: int) -> Scenario:
        """Give a measure another priority, 0 to 5."""
        value = _parsed(parse_int, priority)

        def apply(data: Data) -> None:
            changes.find(data["measures"], measure, "Diese Maßnahme")["priority"] = value

        return self._with(f"{measure} mit Priorität {value}", apply)

    def deadline(self, name: str, until: dt.date | str | None, *, hard: bool | None = None) -> Scenario:
        """Move the deadline of a stage, and make it hard or soft; or the hard deadline of a measure or an activity.

        Parameters
        ----------
        name
            Id of a stage; else of a measure, or of an activity that has a deadline of its own.
        until
            The last day; None to do without, for measures and activities.
        hard
            Of a stage.
        """
        date = None if until is None else _parsed(parse_date, until)
        text = f"ohne Frist {name}" if date is None else f"Frist {name} {day(date)}"
        return self._with(text, partial(limits.change_deadline, name=name, to=date, hard=hard))

    def stage(self, measure: str, stage: str) -> Scenario:
        """Move a measure to another stage."""

        def apply(data: Data) -> None:
            changes.find(data.get("stages", []), stage, "Diese Stufe")
            changes.find(data["measures"], measure, "Diese Maßnahme")["stage"] = stage

        return self._with(f"{measure} in Stufe {stage}", apply)

    def release(self, name: str, since: dt.date | str) -> Scenario:
        """Let a stage, a measure or an activity begin no earlier than a day; the day that it has now is forgotten."""
        date = _parsed(parse_date, since)
        return self._with(f"{name} ab {day(date)}", partial(limits.change_release, name=name, to=date))

    def open_measures(self, office: str, to: int | None) -> Scenario:
        """Let an office have so many measures open at once; None for any number."""
        number = None if to is None else _parsed(parse_int, to)
        text = f"Amt {office}: " + ("beliebig viele" if number is None else f"höchstens {number}") + " offene Maßnahmen"

        def apply(data: Data) -> None:
            changes.find(data.get("offices", []), office, "Dieses Amt")["max_open_measures"] = number

        return self._with(text, apply)

    def parallel(self, measure: str, to: int | None) -> Scenario:
        """Let so many introductions of a measure run at once; None for any number."""
        number = None if to is None else _parsed(parse_int, to)
        text = (
            f"{measure}: " + ("beliebig viele" if number is None else f"höchstens {number}") + " Einführungen zugleich"
        )

        def apply(data: Data) -> None:
            item = changes.find(data["measures"], measure, "Diese Maßnahme")
            limits.rollout_of(item)["parallel"] = number

        return self._with(text, apply)

    def lift(self, embargo: str) -> Scenario:
        """Do without an embargo."""

        def apply(data: Data) -> None:
            item = changes.find(data.get("embargoes", []), embargo, "Diese Sperre")
            data["embargoes"] = [other for other in data["embargoes"] if other is not item]

        return self._with(f"ohne Sperre {embargo}", apply)

    def external(self, name: str, on: dt.date | str) -> Scenario:
        """Let an external event happen on another day."""
        date = _parsed(parse_date, on)

        def apply(data: Data) -> None:
            changes.find(data.get("externals", []), name, "Dieses externe Ereignis")["date"] = date.isoformat()

        return self._with(f"{name} am {day(date)}", apply)

    def _with(self, text: str, apply: Any) -> Scenario:
        return Scenario(self.title, (*self.changes, Change(text, apply)))

    def _one_of(self, add: Any, to: Any) -> tuple[Decimal | None, Decimal | None]:
        if (add is None) == (to is None):
            raise _one_needed(self.title)
        if to is not None:
            return None, _parsed(parse_decimal, to)
        negative, size = _sign_and_size(add)
        number = _parsed(parse_decimal, size)
        return (-number if negative else number), None

    def __repr__(self) -> str:
        return f"Scenario({self.title!r}: {'; '.join(change.text for change in self.changes) or 'unverändert'})"


def _with_models(data: Data, catalogue: Catalogue) -> Data:
    """Return a changed form with the models of measures that have not changed in their place: these need not be read again."""
    before = zip(catalogue.to_dict().get("measures", ()), catalogue.measures, strict=True)
    known = {form["id"]: (form, model) for form, model in before}
    rows = data.get("measures", ())
    measures = [known[row["id"]][1] if known.get(row["id"], (None,))[0] == row else row for row in rows]
    return data | {"measures": measures}


def _parsed(parse: Any, value: Any) -> Any:
    """Return a parsed value; what cannot be parsed is reported in the library's own error."""
    try:
        return parse(value)
    except PydanticCustomError as error:
        context = error.context or {}
        raise CatalogueError(
            [
                Issue(
                    error.type,
                    "Ungültige Angabe.",
                    subject="Szenario",
                    expected=str(context["expected"]),
                    value=str(context["shown"]),
                )
            ]
        ) from None


def _sign_and_size(value: Any) -> tuple[bool, Any]:
    """Split a signed number, so that the catalogue's own parser, which knows no signs, can read it."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return False, value
    return (text := str(value).strip()).startswith("-"), text.lstrip("+-")


def _optional_date(value: dt.date | str | None) -> dt.date | None:
    return None if value is None else _parsed(parse_date, value)


def _one_needed(title: str) -> CatalogueError:
    return CatalogueError([Issue("scenario", "Bitte genau eines angeben.", subject=title, expected="add= oder to=")])
