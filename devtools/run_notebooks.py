# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Execute notebooks in the environment of the project and keep the results; run by `dev.py notebooks`."""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

OUT = Path(__file__).resolve().parent.parent / "out" / "notebooks"


def main(names: list[str]) -> int:
    """Execute each notebook in its own folder; return 1 if a cell of one failed."""
    OUT.mkdir(parents=True, exist_ok=True)
    failed = 0
    for path in map(Path, names):
        started = time.monotonic()
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}})
        try:
            client.execute()
            verdict = "ok"
        except CellExecutionError as error:
            verdict = f"FAILED\n{error}"
            failed = 1
        nbformat.write(notebook, OUT / path.name)  # type: ignore[no-untyped-call]
        print(f"{path}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
