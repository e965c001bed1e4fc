# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Ctrl-C as a wish: the search ends, and what it has found comes back instead of an exception."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

PATIENCE = 3
"""From so many on, Ctrl-C is an exception in any case."""


class Interrupts:
    """While it is entered, Ctrl-C raises :class:`KeyboardInterrupt` where :attr:`raises` is set, and else is counted.

    Only in the main thread, and only where nobody else answers Ctrl-C.
    """

    def __init__(self) -> None:
        self.count = 0
        self.raises = True
        self._is_ours = False

    @property
    def is_wished(self) -> bool:
        """Whether Ctrl-C has been pressed."""
        return self.count > 0

    def __enter__(self) -> Self:
        in_main = threading.current_thread() is threading.main_thread()
        if in_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._answer)
            self._is_ours = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _answer(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.raises or self.count >= PATIENCE:
            raise KeyboardInterrupt
