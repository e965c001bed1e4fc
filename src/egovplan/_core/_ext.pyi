# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Int8s: TypeAlias = npt.NDArray[np.int8]
Flags: TypeAlias = npt.NDArray[np.uint8]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]

def version() -> str: ...

class Graph:
    def __init__(
        self,
        size: int,
        pred: Int32s,
        succ: Int32s,
        relation: Int8s,
        lag: Int64s,
        lag_table: Int32s,
        tables: Int32s,
        horizon: int,
    ) -> None: ...
    @property
    def order(self) -> Int32s: ...
    @property
    def level(self) -> Int32s: ...
    @property
    def cycle(self) -> Int32s: ...
    def cpm(
        self,
        duration: Int64s,
        release: Int64s,
        fixed_start: Int64s,
        fixed_finish: Int64s,
        tables: Int32s,
        target: int = -1,
    ) -> tuple[Int64s, Int64s, Int64s, Int64s, Int64s, Flags, Flags, Int32s, int, int, int]: ...

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
