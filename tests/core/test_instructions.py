# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Instruction sets and threads: whatever the machine has, the same question gets the same bits."""

from collections import Counter

import pytest

from egovplan._core import _ext
from tests.core import fuzz_sampling
from tests.core.fuzz_episode import REFUSALS, _content, _make
from tests.core.fuzz_values import Values

CASES = 150


def drawn(draw):
    """Return what a sampler is asked for."""
    made = _ext.Sampler(**fuzz_sampling.sampler(draw))
    return made.draw, fuzz_sampling.drawn(draw, made)


QUESTIONS = {
    "draw": drawn,
    "simulate": lambda draw: (_ext.simulate, fuzz_sampling.simulate(draw)),
    "solve_rows": lambda draw: (_ext.solve_rows, fuzz_sampling.rows(draw)),
    "dates_of_rows": lambda draw: (_ext.dates_of_rows, fuzz_sampling.dates(draw)),
}


def answer(function, given):
    """Return all that can be compared, or the words of a refusal."""
    try:
        return _content(function(**given))
    except REFUSALS as error:
        return str(error)


def test_the_plainest_instructions_are_everywhere():
    """What every machine has comes first."""
    assert _ext.instructions()[0] == "baseline"


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_instruction_set_answers_alike(name):
    """Random networks, samplers and matrices, on all instruction sets that there are, and on up to three threads."""
    kinds = Counter()
    for seed in range(CASES):
        function, given = QUESTIONS[name](Values(seed, _make))
        expected = answer(
            function, given | {"instructions": "baseline"} | ({"threads": 1} if "threads" in given else {})
        )
        kinds["refused" if isinstance(expected, str) else "answered"] += 1
        for instructions in (*_ext.instructions(), ""):
            assert answer(function, given | {"instructions": instructions}) == expected, f"seed {seed}"
    assert kinds["answered"] > CASES // 3
