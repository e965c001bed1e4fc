# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The solver process: ``python -m egovplan.scheduling.cpsat.process``, a request on stdin, news on stdout.

A process of its own contains what a library cannot: crashes, memory without bounds, a presolve that does not listen. It ends
when its parent does, ignores Ctrl-C, which is the parent's to answer, and keeps within its memory.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Mapping
from io import FileIO
from typing import Any

from egovplan.errors import SolverError
from egovplan.scheduling.cpsat import light, protocol
from egovplan.scheduling.cpsat.schedules import schedule_of

EXIT_MEMORY = 71
EXIT_ORPHAN = 72
_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Answer one request; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    news, requests = FileIO(_own_stdout(), "wb"), FileIO(0, "rb", closefd=False)
    request = protocol.read(requests)
    if request is None:
        return 0
    limit_memory(request.get("memory"))
    try:
        return _answer(request, requests, news)
    except ModuleNotFoundError:
        raise
    except (MemoryError, ImportError):  # a library that is there and cannot be loaded: its segments find no room
        return EXIT_MEMORY


def _answer(request: Mapping[str, Any], requests: FileIO, news: FileIO) -> int:
    light.load()
    from egovplan.scheduling.cpsat.engine import Settings
    from egovplan.scheduling.cpsat.search import Search

    lock = threading.Lock()

    def send(message: Mapping[str, Any]) -> None:
        with lock:
            protocol.write(news, dict(message))

    instance = protocol.instance_from_plain(request["instance"])
    settings = Settings(**request["settings"] | {"levels": tuple(request["settings"]["levels"])})
    best = schedule_of(instance, *request["best"]) if request["best"] else None
    search = Search(instance, settings, send, best)
    threading.Thread(target=listen, args=(requests, search), daemon=True).start()
    send({"kind": "ready"})
    search.run()
    send({"kind": "done"})
    return 0


def listen(requests: Any, search: Any) -> None:
    """Hand on better schedules and the number of workers, stop when asked; end the process when the parent is gone."""
    try:
        while (message := protocol.read(requests)) is not None:
            if message["kind"] == "best":
                best = message["best"]
                search.begin_with(None if best is None else schedule_of(search.instance, *best))
            elif message["kind"] == "workers":
                search.use(int(message["count"]))
            else:
                search.stop()
    except (OSError, SolverError):
        pass
    os._exit(EXIT_ORPHAN)


def _own_stdout() -> int:
    """Return a descriptor of stdout that no one else writes to: what libraries print goes to stderr."""
    own = os.dup(1)
    os.dup2(2, 1)
    return own


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent ends, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(limit: int | None) -> None:
    """Keep this process within a number of bytes of address space, where the system can."""
    if limit and sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    sys.exit(main())
