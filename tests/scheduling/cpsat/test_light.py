# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The solver's library without data frames."""

import subprocess
import sys

import pytest

PROBE = """
import sys
from egovplan.scheduling.cpsat import light
{before}
light.load()
from ortools.sat.python import cp_model
model = cp_model.CpModel()
x = model.new_int_var(0, 9, "x")
model.add(x >= 3)
model.minimize(x)
solver = cp_model.CpSolver()
assert solver.solve(model) == cp_model.OPTIMAL
print(solver.value(x), "pandas" in sys.modules)
"""


@pytest.mark.parametrize(
    ("before", "frames"),
    [
        ("", False),
        ("import pandas", True),
        ("light._stand_in = lambda: light.ModuleType('pandas')", True),
    ],
    ids=["alone", "loaded already", "not enough"],
)
def test_solves_with_and_without_frames(before: str, frames: bool) -> None:
    """The library solves with the stand-in, with the real one, and where the stand-in lacks what it needs."""
    code = PROBE.format(before=before)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["3", str(frames)], done.stderr


def test_frames_stay_importable() -> None:
    """The stand-in does not outlive the import: whoever wants data frames later gets them."""
    code = "from egovplan.scheduling.cpsat import light; light.load(); import pandas; print(pandas.Series([1]).sum())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["1"], done.stderr
