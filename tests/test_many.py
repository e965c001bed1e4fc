# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

from collections import Counter

import pytest

from tests import many


def odd(seed: int) -> tuple[list[str], Counter[str]]:
    """Every odd seed differs, and each has as many parts as its number."""
    return [f"{seed}: odd"] if seed % 2 else [], Counter(parts=seed)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_differences_and_kinds_are_added_up(jobs, capsys):
    """Over chunks and processes, in the order of the seeds; the summary counts everything."""
    options = many.parser("odd numbers", count=0).parse_args(["--count", "5", "--first", "3", "--jobs", jobs])
    assert many.compare_all(odd, options, noun="numbers", chunk=2) == ["3: odd", "5: odd", "7: odd"]
    assert capsys.readouterr().out.splitlines()[-1].startswith("5 numbers, 25 parts: 3 differ (")


def test_only_the_first_differences_are_printed(capsys):
    """What is wrong everywhere does not flood the screen."""
    options = many.parser("odd numbers", count=1000).parse_args([])
    assert len(many.compare_all(odd, options, noun="numbers")) == 500
    assert len(capsys.readouterr().out.splitlines()) == many.SHOWN + 1
