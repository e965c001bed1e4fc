# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Earliest and latest dates of the core, against the propagation that goes from change to change."""

import numpy as np
import pytest

from egovplan._core import earliest_dates, latest_dates
from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.propagation import NoWindowError, Propagation
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.translation.build import build
from tests.scheduling.random_catalogues import random_case
from tests.scheduling.small import activities, catalogue


def by_changes(functions, until=None):
    """Return the four lists of the propagation by changes, or None if some activity has no start."""
    state = Propagation(functions)
    everything = range(len(functions.instance))
    try:
        state.forward(everything)
        for i in everything:
            if until is not None and not functions.is_fixed[i]:
                state.finish_high[i] = min(state.finish_high[i], until)
        state.backward(everything)
    except NoWindowError:
        return None
    return state.start_low, state.start_high, state.finish_low, state.finish_high


def in_one_pass(functions, until=None):
    """Return the four lists that the core makes in a pass each way, or None."""
    try:
        heads = network_heads(functions)
        ceiling = {} if until is None else {"makespan": until - functions.instance.base}
        windows = propagate(functions, ceiling, heads=heads)
    except NoWindowError:
        return None
    return windows.start_low, windows.start_high, windows.finish_low, windows.finish_high


@pytest.mark.parametrize("seed", range(60))
def test_one_pass_each_way_finds_the_same_windows(seed):
    """All relations, lags, calendars, notices, modes and facts, with and without a ceiling on the last finish."""
    case = random_case(seed, activities=10, window=30)
    functions = Functions(build(case.catalogue, as_of=case.as_of))
    found = in_one_pass(functions)
    assert found == by_changes(functions)
    if found is not None:
        last = max(found[2])
        for until in (last, last + 3, max(functions.instance.base, last - 2)):
            assert in_one_pass(functions, until) == by_changes(functions, until)


def test_what_has_no_start_is_named_with_what_drives_it():
    """Seven days of work before a deadline after five."""
    rows = [{"id": "a", "duration": 3}, {"id": "b", "duration": 4, "after": "a", "deadline": "2015-05-08"}]
    functions = Functions(build(catalogue(activities("M", *rows))))
    with pytest.raises(NoWindowError) as caught:
        network_heads(functions)
    assert caught.value.chain == (0, 1)
    assert caught.value.earliest == 7


def test_a_ceiling_below_the_earliest_finish_leaves_no_window():
    """Not even a ceiling before the first day is taken for one."""
    functions = Functions(build(catalogue({"id": "A", "duration": 3})))
    for ceiling in (2, -5):
        with pytest.raises(NoWindowError):
            propagate(functions, {"makespan": ceiling})


def test_dates_of_another_length_or_off_the_axis_are_refused():
    """The core checks what it is given."""
    functions = Functions(build(catalogue({"id": "A", "duration": 3})))
    starts, finishes, _, stuck, _ = earliest_dates(functions.arrays)
    assert stuck == -1
    with pytest.raises(ValueError, match="starts: wrong length or value"):
        latest_dates(functions.arrays, starts[:0], finishes, finishes)
    with pytest.raises(ValueError, match="until: wrong length or value"):
        latest_dates(functions.arrays, starts, finishes, np.full(1, functions.never + 1, np.int32))
