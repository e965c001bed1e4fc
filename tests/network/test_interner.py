# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The compiled table of names, held against a dictionary."""

import random
import signal
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovplan._core import Interner, days, integers

CAFE = ("é", unicodedata.normalize("NFD", "é"))


def copied(name):
    """Return the same text as another object, so that it cannot be found by its address."""
    return (name + "x")[:-1]


def expected(names, items):
    first = {}
    for position, name in enumerate(names):
        first.setdefault(name, position)
    return [first.get(item, -1) for item in items]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(texts, max_size=60), st.data())
def test_names_are_found_as_in_a_dictionary(names, data):
    """Whatever the texts are, the same objects or other ones with the same letters."""
    known = st.sampled_from(names) if names else st.nothing()
    items = data.draw(st.lists(st.one_of(known, known.map(copied), texts), max_size=150))
    interner = Interner(tuple(names))
    assert len(interner) == len(names)
    assert interner.find(items).tolist() == expected(names, items)
    assert interner.find(tuple(items)).tolist() == expected(names, items)


@pytest.mark.parametrize("length", range(40))
def test_every_length_tells_its_last_and_its_first_letter(length):
    """Texts that differ in one letter are different, wherever it stands."""
    base = "a" * length
    names = {base, *(base[:i] + other + base[i + 1 :] for i in range(length) for other in "bß€😀")}
    names = sorted(names)
    assert Interner(tuple(names)).find([copied(name) for name in names]).tolist() == list(range(len(names)))
    assert Interner(tuple(names)).find([base + "\0", base + "a"]).tolist() == [-1, -1]


def test_accents_are_compared_as_they_were_written():
    """One letter with an accent, and a letter followed by an accent, are two names, as in a dictionary."""
    assert CAFE[0] != CAFE[1]
    assert Interner(CAFE).find([copied(name) for name in reversed(CAFE)]).tolist() == [1, 0]
    assert Interner(("",)).find(["", "x", copied("")]).tolist() == [0, -1, 0]


def test_many_names_mixed_with_unknown_ones():
    """Tables grow, blocks end anywhere, and objects of both kinds take turns."""
    rng = random.Random(1)
    names = [f"Maßnahme-{i}/{'x' * (i % 30)}" for i in range(5000)]
    items = [rng.choice((name, copied(name), name + "?")) for name in rng.choices(names, k=20_001)]
    assert Interner(tuple(names)).find(items).tolist() == expected(names, items)


@pytest.mark.parametrize("odd", [7, None, b"a", np.str_("b"), "\udc80", ["a"], float("nan")])
def test_what_is_no_plain_text_is_left_to_a_dictionary(odd):
    """The table decides only what it can: plain texts, and any object that is one of the names itself."""
    assert Interner(("a", "b")).find(["a", odd]) is None
    assert Interner((odd, "b")).find([odd, odd]).tolist() == [0, 0]
    assert Interner((odd, "b")).find([odd, copied("no")]) is None


@pytest.mark.parametrize("items", [None, "ab", {"a": 1}, np.array(["a"]), iter("ab")])
def test_only_lists_and_tuples_are_read(items):
    """What else there is becomes a list before."""
    with pytest.raises(TypeError):
        Interner(("a",)).find(items)
    with pytest.raises(TypeError):
        integers(items)


@given(
    st.lists(st.one_of(st.integers(), st.integers(-5, 5), st.sampled_from([-(2**63), 2**63 - 1, 2**63])), max_size=20)
)
def test_ints_are_read_where_they_fit(items):
    """Exactly the integers of 64 bits."""
    fits = all(-(2**63) <= item < 2**63 for item in items)
    found = integers(items)
    assert (found is not None) == fits
    if fits:
        assert found.dtype == np.int64
        assert found.tolist() == items


@pytest.mark.parametrize("odd", [True, 1.0, "1", None, np.int64(1)])
def test_other_numbers_are_left_alone(odd):
    """Truth values are no numbers here, and scalars of numpy are looked at one by one."""
    assert integers([1, odd]) is None


bounded = st.integers(-(2**60) - 2, 2**60 + 2)


@given(st.lists(st.one_of(bounded, st.integers(-9, 9)), max_size=12), st.booleans())
def test_sums_of_days_are_exact_or_refused(values, signed):
    """The sum of magnitudes never exceeds 2**60, and a duration is never negative."""
    column = np.array(values, np.int64)
    found = days(column, -(2**60) if signed else 0)
    total = sum(map(abs, values))
    if total > 2**60 or (not signed and any(v < 0 for v in values)):
        assert found is None
        return
    copy, measured = found
    assert measured == total
    assert copy.tolist() == values
    assert not np.shares_memory(copy, column)
    assert not (values and copy.flags.writeable)


def test_narrow_days_become_wide_ones():
    """int32 is read as it lies, and cannot overflow the sum."""
    copy, total = days(np.full(3, 2**31 - 1, np.int32), 0)
    assert (copy.dtype, total) == (np.int64, 3 * (2**31 - 1))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="timers of POSIX")
def test_reading_a_long_list_stops_on_ctrl_c():
    """A signal is answered while the list is read."""
    numbers = [1] * 10_000_000

    def read():
        signal.setitimer(signal.ITIMER_REAL, 0.002)
        integers(numbers)

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            read()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
