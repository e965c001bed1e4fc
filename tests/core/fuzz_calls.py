# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""For each name of the compiled core, how arguments for it are drawn; a new name needs a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from egovplan._core import _ext
from tests.core import fuzz_network, fuzz_sampling, fuzz_schedules
from tests.core.fuzz_values import Given, Values

NONE: Given = {}


def names() -> Iterator[str]:
    """Yield what the core offers: functions, and methods and properties by class."""
    for name, value in vars(_ext).items():
        if name.startswith("__"):
            continue
        if not isinstance(value, type):
            yield name
            continue
        for member, content in vars(value).items():
            if member in ("__init__", "__len__") or (not member.startswith("_") and not isinstance(content, type)):
                yield f"{name}.{member}"


def is_property(name: str) -> bool:
    """Tell whether a name is read and not called."""
    owner, _, member = name.rpartition(".")
    return bool(owner) and not callable(vars(getattr(_ext, owner))[member])


FUNCTIONS: dict[str, Callable[[Values], Given]] = {
    "Graph.__init__": fuzz_network.graph,
    "Interner.__init__": fuzz_network.interner,
    "Overlay.__init__": fuzz_network.overlay,
    "Policy.__init__": fuzz_schedules.policy,
    "Sampler.__init__": fuzz_sampling.sampler,
    "Search.__init__": fuzz_schedules.search,
    "arrow": fuzz_network.arrow,
    "dates_of_rows": fuzz_sampling.dates,
    "days": fuzz_network.magnitudes,
    "earliest_dates": fuzz_schedules.project,
    "heads": fuzz_schedules.project,
    "instructions": lambda _: NONE,
    "integers": fuzz_network.whole,
    "latest_dates": fuzz_schedules.latest,
    "latest_finish": fuzz_sampling.latest,
    "link_columns_of": fuzz_network.built,
    "serial": fuzz_schedules.generation,
    "simulate": fuzz_sampling.simulate,
    "solve_rows": fuzz_sampling.rows,
    "version": lambda _: NONE,
}
METHODS: dict[str, Callable[[Values, Any], Given]] = {
    "Graph.cpm": fuzz_network.cpm,
    "Interner.__len__": lambda *_: NONE,
    "Interner.find": fuzz_network.found,
    "Overlay.add": fuzz_network.added,
    "Overlay.between": fuzz_network.ends,
    "Overlay.duration": lambda draw, owner: {"position": fuzz_network.place(draw, owner)},
    "Overlay.finish_if_later": fuzz_network.change,
    "Overlay.keep": lambda *_: NONE,
    "Overlay.remove": fuzz_network.link,
    "Overlay.set_duration": fuzz_network.change,
    "Overlay.set_lag": lambda draw, owner: fuzz_network.link(draw, owner) | {"lag": fuzz_network.lag_of(draw)},
    "Overlay.set_table": lambda draw, owner: fuzz_network.link(draw, owner) | {"table": draw.below(4)},
    "Overlay.times": lambda draw, owner: {"position": fuzz_network.place(draw, owner)},
    "Overlay.undo": fuzz_network.undone,
    "Overlay.update": lambda *_: NONE,
    "Policy.schedule": fuzz_schedules.replayed,
    "Policy.simulate": fuzz_schedules.simulated,
    "Sampler.draw": fuzz_sampling.drawn,
    "Search.best": lambda *_: NONE,
    "Search.offer": fuzz_schedules.offer,
    "Search.step": fuzz_schedules.step,
}
# What answers the same question in the same way, also on several threads at once.
STEADY = {
    "Graph.cpm", "Policy.schedule", "Policy.simulate", "Sampler.draw", "dates_of_rows", "days", "earliest_dates", "heads", "integers",
    "latest_dates", "latest_finish", "link_columns_of", "serial", "simulate", "solve_rows",
}  # fmt: skip
# What a wrong number would turn into hours of honest work is drawn, but not spoiled.
KEPT = {
    ("Search.step", "schedules"), ("Search.step", "seconds"), ("Search.step", "patience"), ("Policy.simulate", "count"),
    ("Policy.simulate", "threads"), ("simulate", "count"), ("simulate", "threads"),
}  # fmt: skip
