# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What if: a network with changes on top. Dates follow each change in microseconds, and every change can be undone."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from egovplan import markup
from egovplan.errors import OutOfRangeError
from egovplan.network.columns import days as whole_days
from egovplan.network.columns import whole_numbers
from egovplan.network.overlay_times import ChangedTimes
from egovplan.network.precedence import RELATIONS, Precedence
from egovplan.network.structure import circle_error

if TYPE_CHECKING:
    from egovplan.network.graph import Network

_Link = tuple[int, int, int, int]  # id, relation, lag, table


class Overlay(ChangedTimes, AbstractContextManager["Overlay"]):
    """A network with changes on top; the network itself stays as it is.

    Made by :meth:`Network.what_if() <egovplan.Network.what_if>`. Each change is one step that
    :meth:`undo` takes back. Dates, floats and the critical set follow when they are asked for: what a change does not
    reach is not looked at. As a context manager it takes back, at the end, what was changed inside; this can be nested.

    An overlay belongs to one thread; any number of overlays can lie on one network.

    Notes
    -----
    Days and arrays are those of :class:`~egovplan.network.result.CriticalPath`, for the whole project. Durations and lags
    are given in working days, also where the network counts calendar days. Changes spread in the order of the sweep, after
    Reps & Ramalingam (1996), and go on as a sweep once they have cost a thirty-second of one. A new link that runs against
    the order changes it locally, after Pearce & Kelly (2006).

    Examples
    --------
    >>> trial = Network.from_links(["a", "b"], ["b", "c"], {"a": 2, "b": 3, "c": 1}).what_if()
    >>> trial.set_duration("b", 7)
    >>> trial.finish
    10
    >>> trial.undo()
    >>> trial.finish
    6
    """

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._outer: list[int] = []

    # changes

    def set_duration(self, name: Any, days: int) -> None:
        """Let an activity last so many working days. What has started keeps its interval.

        Raises
        ------
        TypeError, OutOfRangeError
            For anything but a whole number from 0 on, and for an unknown name.
        """
        if self._twins:
            self._set_checked_duration(name, days)
            return
        try:
            self._core.set_duration(self._place(name), days)
        except (KeyError, IndexError, TypeError, ValueError):
            self._set_checked_duration(name, days)

    def set_lag(self, predecessor: Any, successor: Any, lag: int, *, type: str | None = None) -> None:  # noqa: A002 – the name of the field
        """Give a link another lag, in working days; negative for a lead.

        Parameters
        ----------
        predecessor, successor
            Names.
        lag
            Days between the two ends. [d]
        type
            ``FS``, ``SS``, ``FF`` or ``SF``; needed where several links bind the two.

        Raises
        ------
        TypeError, OutOfRangeError
            For an unknown name, a link that is not there or not the only one, and a lag that is no whole number.
        """
        ends, link = self._link(predecessor, successor, type)
        days = _whole(lag, "lag")
        self._ranged(lambda: self._core.set_lag(*ends, link, days), "lag", days)

    def add_link(self, predecessor: Any, successor: Any, *, type: str = "FS", lag: int = 0) -> None:  # noqa: A002
        """Add a link.

        Parameters
        ----------
        predecessor, successor
            Names.
        type
            ``FS``, ``SS``, ``FF`` or ``SF``.
        lag
            Working days between the two ends, negative for a lead. [d]

        Raises
        ------
        CycleError
            If it would close a circle; with the shortest one, by title. Nothing is changed then.
        TypeError, OutOfRangeError
            For an unknown name or relation, and a lag that is no whole number.
        """
        ends = self.network.find(predecessor), self.network.find(successor)
        relation, days = _relation(type), _whole(lag, "lag")
        circle = self._ranged(lambda: self._core.add(*ends, relation, days), "lag", days)
        if circle:
            raise circle_error(self.network, circle)

    def remove_link(self, predecessor: Any, successor: Any, *, type: str | None = None) -> None:  # noqa: A002
        """Remove a link.

        Parameters
        ----------
        predecessor, successor
            Names.
        type
            ``FS``, ``SS``, ``FF`` or ``SF``; needed where several links bind the two.

        Raises
        ------
        OutOfRangeError
            For an unknown name, and a link that is not there or not the only one.
        """
        ends, link = self._link(predecessor, successor, type)
        self._core.remove(*ends, link)

    def links(self, predecessor: Any, successor: Any) -> tuple[Precedence, ...]:
        """Return the links between two activities, as changed."""
        ends = self.network.find(predecessor), self.network.find(successor)
        return tuple(
            Precedence(predecessor, successor, RELATIONS[kind], lag, table >= 0)
            for _, kind, lag, table in self._core.between(*ends)
        )

    @property
    def steps(self) -> int:
        """How many changes can be undone."""
        return self._core.steps

    def undo(self, steps: int = 1) -> None:
        """Take back the last changes. Costs no more than they did.

        Raises
        ------
        OutOfRangeError
            If there are not so many.
        """
        if not 0 <= steps <= self.steps:
            raise OutOfRangeError(f"undo: höchstens {self.steps} Schritte erwartet, {steps} angegeben.")
        self._core.undo(steps)

    def keep(self) -> None:
        """Let all changes stand: none of them can be undone any more, and no memory is held for it.

        In a ``with`` block only what is changed afterwards is taken back. Long searches keep each change that they accept.
        """
        self._core.keep()
        self._outer = [0] * len(self._outer)

    def reset(self) -> None:
        """Take back all changes that can be undone."""
        self._core.undo(self.steps)

    def __enter__(self) -> Self:
        self._outer.append(self.steps)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._core.undo(max(self.steps - self._outer.pop(), 0))

    def __repr__(self) -> str:
        return f"Overlay({markup.count(len(self), 'Vorgang', 'Vorgänge')}, {markup.count(self.steps, 'Änderung', 'Änderungen')})"

    def __reduce__(self) -> str:
        raise TypeError("Overlay lässt sich weder kopieren noch speichern; ein neues gibt network.what_if().")

    # at the door

    def _set_checked_duration(self, name: Any, days: int) -> None:
        position = self.network.find(name)
        length = int(whole_days([days], "days", (name,))[0][0])
        works = self._core.duration(position)[0] > 0
        self._ranged(lambda: self._core.set_duration(position, length), "days", length)
        if works != (length > 0) and self._twins and self.network.fixed_start[position] < 0:
            self._set_tables(position, length > 0)

    def _set_tables(self, position: int, works: bool) -> None:
        """Let calendar days count from the evening of the last day of work, or from a milestone's own day."""
        network = self.network
        for k in np.flatnonzero(network.link_pred == position).tolist():
            target, twins = int(network.link_succ[k]), self._twins.get(int(network.link_lag[k]), {})
            elapsed = any(link == k and table >= 0 for link, _, _, table in self._core.between(position, target))
            if elapsed and network.link_type[k] % 2 == 0:
                self._core.set_table(position, target, k, twins[works])

    def _link(self, predecessor: Any, successor: Any, kind: str | None) -> tuple[tuple[int, int], int]:
        """Return the ends of a link and its number."""
        ends = self.network.find(predecessor), self.network.find(successor)
        kinds = RELATIONS if kind is None else (RELATIONS[_relation(kind)],)
        found: list[_Link] = [link for link in self._core.between(*ends) if RELATIONS[link[1]] in kinds]
        if len({link[1:] for link in found}) == 1:  # of equal ones it does not matter which
            return ends, found[-1][0]
        which = "" if kind is None else f" der Art {kind}"
        pair = f"von {predecessor!r} nach {successor!r}"
        if not found:
            raise OutOfRangeError(f"Es gibt keine Anordnungsbeziehung{which} {pair}.")
        named = ", ".join(f"{RELATIONS[other]} {lag:+d}" for _, other, lag, _ in found)
        raise OutOfRangeError(
            f"Es gibt mehrere Anordnungsbeziehungen{which} {pair}: {named}. Eine einzige erwartet; type= wählt die Art."
        )


def _relation(kind: str) -> int:
    if kind not in RELATIONS:
        raise OutOfRangeError(f"type: FS, SS, FF oder SF erwartet, {kind!r} angegeben.")
    return RELATIONS.index(kind)


def _whole(days: object, what: str) -> int:
    return int(whole_numbers([days], what)[0])
