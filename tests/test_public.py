# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The public list: complete, lazy, and cheap."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import egovplan

HEAVY = ("ortools", "matplotlib", "pandas", "numpy", "pydantic", "networkx", "holidays", "yaml")


@pytest.mark.parametrize("name", egovplan.__all__)
def test_every_public_name_loads_and_explains_itself(name):
    """Each name of the public list exists and has a docstring."""
    value = getattr(egovplan, name)
    assert name == "__version__" or value.__doc__


def test_public_list_is_sorted_and_shown_by_dir():
    """What dir() shows is the promise."""
    assert egovplan.__all__ == sorted(egovplan.__all__)
    assert dir(egovplan) == egovplan.__all__


def test_unknown_names_are_attribute_errors():
    """A typo says so."""
    with pytest.raises(AttributeError, match="shedule"):
        egovplan.shedule  # noqa: B018


@pytest.mark.parametrize("start", ["import egovplan", "from egovplan.cli import main; main(['--help'])"])
def test_import_and_help_load_nothing_heavy(start):
    """Neither the package nor its help text loads solver, plotting, tables or numbers."""
    code = (
        f"import sys, json\ntry:\n    {start}\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout.splitlines()[-1]))
    assert not loaded & set(HEAVY)


def test_type_checkers_see_the_same_list():
    """Every lazy name is also imported for type checkers."""
    source = Path(egovplan.__file__).read_text(encoding="utf-8")
    block = source.split("if TYPE_CHECKING:")[1].split("\ndef ")[0]
    for name in egovplan.__all__:
        assert name == "__version__" or f" as {name}\n" in block
