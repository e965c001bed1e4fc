# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The parent's end of the solver process: start it, ask it, listen to it, end it."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, cast

from egovplan.errors import SolverError
from egovplan.plan.result import StopReason
from egovplan.scheduling.cpsat import protocol

MODULE = "egovplan.scheduling.cpsat.process"
EXIT_MEMORY = 71
GONE = "gone"
"""Kind of the last message: the process has closed its end."""
_OUT_OF_MEMORY = ("bad_alloc", "cannot allocate memory", "memoryerror", "out of memory", "failed to map segment")
_TAIL = 4096


class SolverProcess:
    """A solver process; start it early, it takes some time to load its library.

    Parameters
    ----------
    module
        What it runs.
    deliver
        Takes each message, in the thread that reads them; by default they are kept for :meth:`next`.

    Raises
    ------
    SolverError
        If it cannot be started.
    """

    def __init__(self, module: str = MODULE, *, deliver: Callable[[dict[str, Any]], object] | None = None) -> None:
        line = command(module)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed in close)
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._deliver = deliver or self.messages.put
        self.was_killed = False
        try:
            self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                line,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=environment(),
                **_own_group(),
            )
        except (OSError, ValueError) as error:
            self._errors.close()
            raise SolverError(f"Der Löser lässt sich nicht starten: {error}.") from error
        self._reader = threading.Thread(target=self._read, name="egovplan-solver-news", daemon=True)
        self._reader.start()
        self._writer = threading.Thread(target=self._write, name="egovplan-solver-requests", daemon=True)
        self._writer.start()

    def ask(self, request: Mapping[str, Any]) -> None:
        """Send a message without waiting until it is read; messages are read in the order of the calls."""
        self._outgoing.put(protocol.encode(dict(request)))

    def stop(self) -> None:
        """Ask it to end soon."""
        self.ask({"kind": "stop"})

    def next(self, timeout: float) -> dict[str, Any] | None:
        """Return the next message, or None if there is none in time [s]."""
        try:
            return self.messages.get(timeout=max(0.0, timeout))
        except queue.Empty:
            return None

    def kill(self) -> None:
        """End it at once; what it has sent is not lost."""
        self.was_killed = True
        self.process.kill()

    def close(self) -> None:
        """End it if it still runs, and free everything."""
        if self.process.poll() is None:
            self.kill()
        self.process.wait()
        self._outgoing.put(None)
        self._writer.join(timeout=1.0)
        self._reader.join(timeout=1.0)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):  # the pipe broke with bytes still in the buffer
                stream.close()
        self._errors.close()

    def failure(self) -> tuple[StopReason, str]:
        """Return why it ended before its work was done, and the end of what it said about it."""
        code = self.process.wait()
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _TAIL))
        text = self._errors.read().decode(errors="replace").strip()
        is_memory = code == EXIT_MEMORY or any(word in text.lower() for word in _OUT_OF_MEMORY)
        return (StopReason.MEMORY if is_memory else StopReason.SOLVER_CRASHED), f"{_described(code)} {text}".strip()

    def _write(self) -> None:
        stream = cast("BinaryIO", self.process.stdin)
        with contextlib.suppress(OSError, ValueError):  # if it is gone, the reader tells
            while (frame := self._outgoing.get()) is not None:
                stream.write(frame)
                stream.flush()

    def _read(self) -> None:
        stream = cast("BinaryIO", self.process.stdout)
        last: dict[str, Any] = {"kind": GONE}
        try:
            while (message := protocol.read(stream)) is not None:
                self._deliver(message)
        except (OSError, ValueError, SolverError) as error:
            last["error"] = str(error)
        self._deliver(last)


def command(module: str = MODULE) -> list[str]:
    """Return the command line: this interpreter, without the working directory on its path.

    Raises
    ------
    SolverError
        If there is no interpreter to start, as in a frozen application.
    """
    if not sys.executable or getattr(sys, "frozen", False):
        raise SolverError("Der Löser lässt sich nicht starten: kein Python-Interpreter bekannt.")
    return [sys.executable, "-P", "-m", module]


def environment() -> dict[str, str]:
    """Return the environment: this process's module path, so that it finds the same modules; no idle threads."""
    path = os.pathsep.join(dict.fromkeys(entry or os.getcwd() for entry in sys.path))  # noqa: PTH109
    quiet = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return dict(os.environ) | {"PYTHONPATH": path} | quiet


def _own_group() -> dict[str, Any]:
    """Return the options that keep Ctrl-C in the terminal away from it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _described(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"exit code {code}"
