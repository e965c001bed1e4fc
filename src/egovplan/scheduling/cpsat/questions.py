# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A solver process for small questions: is there a schedule? It answers one after another, and ends with its parent.

``python -m egovplan.scheduling.cpsat.questions``: each request is an instance with a limit, each reply an outcome, with a
schedule if there is one.
"""

from __future__ import annotations

import signal
import sys
from io import FileIO

from egovplan.scheduling.cpsat import light, process, protocol


def main() -> int:
    """Answer requests until there are no more; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.die_with_parent()
    news, requests = FileIO(process._own_stdout(), "wb"), FileIO(0, "rb", closefd=False)
    try:
        light.load()
        from egovplan.scheduling.cpsat.answers import answer

        while (request := protocol.read(requests)) is not None:
            process.limit_memory(request.get("memory"))
            protocol.write(news, answer(request))
    except ModuleNotFoundError:
        raise
    except (MemoryError, ImportError):
        return process.EXIT_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
