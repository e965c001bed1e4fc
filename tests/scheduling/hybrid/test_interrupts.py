# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import signal
import threading

import pytest

from egovplan.scheduling.hybrid.interrupts import PATIENCE, Interrupts


@pytest.fixture
def own_handler():
    """Ctrl-C as an interpreter answers it by default."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("own_handler")
def test_ctrl_c_is_an_exception_or_a_wish():
    """As long as there is nothing to return, it raises; later it is only counted."""
    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        interrupts.raises = False
        signal.raise_signal(signal.SIGINT)
        assert interrupts.is_wished
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("own_handler")
def test_whoever_insists_is_heard():
    """After some times it is an exception in any case."""
    with Interrupts() as interrupts:
        interrupts.raises = False
        for _ in range(PATIENCE - 1):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert interrupts.count == PATIENCE


def test_the_handler_of_someone_else_stays():
    """And so it does outside the main thread."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interrupts():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    seen = []

    def work():
        with Interrupts():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
