# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Int8s: TypeAlias = npt.NDArray[np.int8]
Flags: TypeAlias = npt.NDArray[np.uint8]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
Float64s: TypeAlias = npt.NDArray[np.float64]
UInt64s: TypeAlias = npt.NDArray[np.uint64]
Integers: TypeAlias = Int32s | Int64s

def version() -> str: ...
def instructions() -> list[str]: ...

class Graph:
    def __init__(
        self,
        size: int,
        pred: Integers,
        succ: Integers,
        relation: Int8s | None = None,
        lag: Integers | None = None,
        lag_table: Int32s | None = None,
        tables: Int32s | None = None,
        horizon: int = -1,
    ) -> None: ...
    @property
    def order(self) -> Int32s: ...
    @property
    def level(self) -> Int32s: ...
    @property
    def cycle(self) -> Int32s: ...
    def cpm(
        self,
        duration: Integers,
        release: Integers | None = None,
        fixed_start: Integers | None = None,
        fixed_finish: Integers | None = None,
        tables: Int32s | None = None,
        target: int = -1,
    ) -> Sweep: ...

class Sweep:
    @property
    def early_start(self) -> Int64s: ...
    @property
    def early_finish(self) -> Int64s: ...
    @property
    def late_start(self) -> Int64s: ...
    @property
    def late_finish(self) -> Int64s: ...
    @property
    def total_float(self) -> Int64s: ...
    @property
    def free_float(self) -> Int64s: ...
    @property
    def reached(self) -> Flags: ...
    @property
    def driving(self) -> Flags: ...
    @property
    def path(self) -> Int32s: ...
    @property
    def finish(self) -> int: ...
    @property
    def never(self) -> int: ...
    @property
    def never_ready(self) -> int: ...

class Sampler:
    def __init__(
        self,
        *,
        kind: Int32s,
        numbers: Float64s,
        least: Int32s,
        table_ptr: Int32s,
        table: Float64s,
        share_ptr: Int32s,
        share_factor: Int32s,
        share_weight: Float64s,
        own: Float64s,
        probability: Float64s,
        event_ptr: Int32s,
        event_row: Int32s,
        key: UInt64s,
        factors: int,
    ) -> None: ...
    def draw(self, first: int, count: int, instructions: str = "") -> Int32s: ...

def serial(arrays: dict[str, Any], key: Int32s, modes: Int32s) -> tuple[bool, Int32s, Int32s, tuple[int, int, int]]: ...
def heads(arrays: dict[str, Any]) -> tuple[Int32s, Int32s]: ...

class Search:
    def __init__(self, arrays: dict[str, Any], seed: int, expected: int = 0) -> None: ...
    def step(self, schedules: int, seconds: float) -> bool: ...
    def offer(self, starts: Int32s, modes: Int32s) -> None: ...
    def best(self) -> tuple[Int32s, Int32s, Int32s, tuple[int, int, int]]: ...
    @property
    def is_feasible(self) -> bool: ...
    @property
    def schedules(self) -> int: ...
