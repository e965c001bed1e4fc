# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""``egovplan check | plan | explain | replan | bilanz | risk``: the main jobs from a terminal.

Exit codes
----------
0
    Done. ``check``: no errors. ``plan``, ``replan``: a verified plan was written. ``risk``: everything was written.
1
    There is no plan: the catalogue is infeasible, or none was found within the time limit.
2
    The command line is wrong.
65
    The catalogue, or the plan file, has errors.
66
    The file cannot be read.
70
    An internal error.
74
    The output cannot be written.
130
    Interrupted; the best plan so far, or the runs so far, were written where there were any.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from egovplan.cli.parser import parser
from egovplan.errors import CatalogueError, EgovplanError, PlanError, reason_of
from egovplan.markup import count

if TYPE_CHECKING:
    import argparse

OK, NO_PLAN, DATA, NO_INPUT, INTERNAL, NO_OUTPUT, INTERRUPTED = 0, 1, 65, 66, 70, 74, 130
_MODULES = {"explain": "again", "replan": "again"}
UNREADABLE = ("file-not-found", "unreadable", "unknown-dataset")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments
        Command line without the program's name; ``sys.argv`` by default.
    """
    _utf8_output()
    options = parser().parse_args(arguments)
    try:
        return _command(options.command)(options)
    except CatalogueError as error:
        _print_issues(error)
        return _data_code(error)
    except PlanError as error:
        _say(f"Fehler: {error}")
        return _data_code(error.__context__)
    except EgovplanError as error:
        _say(f"Fehler: {error}")
        return INTERNAL
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        _say(f"Fehler: {error.filename or ''}: {reason_of(error) or error}".replace("Fehler: :", "Fehler:"))
        return NO_OUTPUT
    except KeyboardInterrupt:
        _say("Abgebrochen.")
        return INTERRUPTED


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """Return the command of a name; only then is anything heavier than the parser loaded."""
    module = import_module(f"egovplan.cli.{_MODULES.get(name, 'commands')}")
    found: Callable[[argparse.Namespace], int] = getattr(module, name)
    return found


def _data_code(error: BaseException | None) -> int:
    """Return the code for what could not be used: a file that cannot be read is not one with errors."""
    issues = error.issues if isinstance(error, CatalogueError) else ()
    return NO_INPUT if any(issue.code in UNREADABLE for issue in issues) else DATA


def _print_issues(error: CatalogueError) -> None:
    for issue in error.issues:
        print(issue)
    errors = sum(issue.is_error for issue in error.issues)
    others = count(len(error.issues) - errors, "weiterer Hinweis", "weitere Hinweise")
    print(f"{errors} Fehler, {others}. Der Katalog kann so nicht verwendet werden.")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _utf8_output() -> None:
    """Let umlauts through also where the terminal's encoding is not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure and (getattr(stream, "encoding", "") or "").lower().replace("-", "") != "utf8":
            reconfigure(errors="replace") if os.name == "nt" else reconfigure(encoding="utf-8")
