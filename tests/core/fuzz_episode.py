# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What one seed of the fuzzer does: some calls in a row on the objects that the calls before have made.

Every call must return, or refuse with one of the exceptions below. It must not crash, hang, change its arguments, rely on
them afterwards, or answer the same question in two ways.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from egovplan._core import _ext
from tests.core.fuzz_calls import FUNCTIONS, KEPT, METHODS, STEADY, is_property, names
from tests.core.fuzz_values import SCALARS, Given, Values

REFUSALS = (TypeError, ValueError, OverflowError, IndexError, KeyError, MemoryError)
PROPERTIES = [name for name in names() if is_property(name)]


class Episode:
    """One seed."""

    def __init__(self, seed: int, *, trace: bool = False) -> None:
        self.seed = seed
        self.draw = Values(seed, _make)
        self.trace = trace
        self.live = self.draw.live
        self.kept: list[tuple[np.ndarray, bytes]] = []
        self.findings: list[str] = []
        self.outcomes: Counter[str] = Counter()

    def run(self) -> Iterator[str]:
        """Yield the name of each call before it is made."""
        for _ in range(2 + self.draw.below(10)):
            name = self.draw.choice(self._possible())
            yield name
            if name in PROPERTIES:
                self._read(name)
            else:
                self._call(name)
            if self.draw.chance(0.1) and self.live:
                self.live.pop(self.draw.below(len(self.live)))
        self.live.clear()
        for values, before in self.kept:
            if values.tobytes() != before:
                self.findings.append("a result changed after the objects were gone")

    def _possible(self) -> list[str]:
        """Return the names whose object there is; what makes objects counts several times."""
        owners = {type(owner).__name__ for owner in self.live}
        makers = [name for name in FUNCTIONS for _ in range(3)]
        bound = [name for name in (*METHODS, *METHODS, *PROPERTIES) if name.partition(".")[0] in owners]
        return bound + makers

    def _owner(self, name: str) -> Any:
        kind = name.partition(".")[0]
        if self.draw.chance(0.01):
            return self.draw.choice((*SCALARS, getattr(_ext, kind).__new__(getattr(_ext, kind))))
        return self.draw.choice([owner for owner in self.live if type(owner).__name__ == kind])

    def _call(self, name: str) -> None:
        kind, _, member = name.rpartition(".")
        owner = self._owner(name) if name in METHODS else None
        if name in METHODS and type(owner).__name__ != kind:
            self._try(name, lambda: getattr(getattr(_ext, kind), member)(owner))
            return
        given = self._given(name, owner)
        function = getattr(owner, member) if name in METHODS else getattr(_ext, kind or member)
        before = {key: value.tobytes() for key, value in _arrays(given)}
        self._show(name, given)
        done, result = self._try(name, lambda: function(**given))
        if any(value.tobytes() != before[key] for key, value in _arrays(given)):
            self.findings.append(f"{name} changed its arguments")
        if done:
            self._again(name, function, given, result)
            self._keep(result)
        if self.draw.chance(0.3):
            self._overwrite(given)

    def _given(self, name: str, owner: Any) -> Given:
        try:
            given = dict(METHODS[name](self.draw, owner) if owner is not None else FUNCTIONS[name](self.draw))
        except (AttributeError, *REFUSALS):  # an object that is not ready to be asked
            given = {}
        for _ in range(self.draw.choice((0, 0, 0, 0, 1, 1, 1, 2, 3))):
            keys = [key for key in given if (name, key) not in KEPT]
            if keys:
                key = self.draw.choice(keys)
                given[key] = self.draw.spoiled(given[key])
        if self.draw.chance(0.01):
            given["unknown"] = 1
        if given and self.draw.chance(0.01):
            del given[self.draw.choice(list(given))]
        return given

    def _try(self, name: str, call: Any) -> tuple[bool, Any]:
        try:
            result = call()
        except REFUSALS as error:
            self.outcomes[type(error).__name__] += 1
            self._show(f"  {type(error).__name__}: {error}", {})
            return False, None
        except Exception as error:
            self.findings.append(f"{name} raises {type(error).__name__}: {error}")
            return False, None
        self.outcomes["answered"] += 1
        return True, result

    def _read(self, name: str) -> None:
        owner = self._owner(name)
        member = getattr(_ext, name.partition(".")[0]).__dict__[name.partition(".")[2]]
        self._show(name, {})
        done, result = self._try(name, lambda: member.__get__(owner, type(owner)))
        if done:
            self._keep(result)

    def _again(self, name: str, function: Any, given: Given, result: Any) -> None:
        """Ask the same a second time, from two threads at once; not where asking changes something."""
        if name not in STEADY or not self.draw.chance(0.05):
            return
        results: list[Any] = []
        threads = [threading.Thread(target=lambda: results.append(function(**given))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(results) < len(threads) or any(_content(other) != _content(result) for other in results):
            self.findings.append(f"{name} answers in two ways")

    def _keep(self, result: Any) -> None:
        parts = result.values() if isinstance(result, dict) else result if isinstance(result, tuple) else (result,)
        for part in parts:
            if type(part) is np.ndarray:
                self.kept.append((part, part.tobytes()))
            elif type(part).__module__.startswith("egovplan"):
                self.live.append(part)

    def _overwrite(self, given: Given) -> None:
        """Fill the arrays that were given with something else: the core must not have relied on them."""
        for _, value in _arrays(given):
            if value.flags.writeable:
                value[...] = self.draw.choice((0, 1, 3, 99))

    def _show(self, name: str, given: Given) -> None:
        if self.trace:
            sys.stdout.write(f"{name} {given or ''}\n")
            sys.stdout.flush()


def _make(draw: Values, kind: str) -> Any:
    """Return a new object; in vain only a few times."""
    for _ in range(5):
        try:
            draw.live.append(getattr(_ext, kind)(**FUNCTIONS[f"{kind}.__init__"](draw)))
        except REFUSALS:
            continue
        return draw.live[-1]
    return None


def _arrays(given: Given) -> Iterator[tuple[str, np.ndarray]]:
    for key, value in given.items():
        if type(value) is np.ndarray and value.dtype.kind in "iufb":  # no kinds of their own, which do as they like
            yield key, value


def _content(result: Any) -> Any:
    """Return what can be compared of a result."""
    if isinstance(result, tuple | dict):
        return [_content(part) for part in (result.values() if isinstance(result, dict) else result)]
    if isinstance(result, np.ndarray):
        return result.shape, result.dtype, result.tobytes()
    if type(result).__module__.startswith("egovplan"):
        kind = type(result).__name__
        return [_content(_read(result, name)) for name in PROPERTIES if name.startswith(f"{kind}.")]
    return result


def _read(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name.partition(".")[2])
    except REFUSALS as error:
        return str(error)
