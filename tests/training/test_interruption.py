"""The first Ctrl-C waits, the second does not."""

import signal
import threading

import pytest

from ganreg.training.interruption import Interruption


def press():
    signal.raise_signal(signal.SIGINT)


def test_the_first_is_remembered_until_it_is_asked_for():
    with Interruption() as interruption:
        interruption.raise_if_requested()
        press()
        assert interruption.requested
        with pytest.raises(KeyboardInterrupt):
            interruption.raise_if_requested()


def test_the_second_is_raised_at_once():
    with Interruption():
        press()
        with pytest.raises(KeyboardInterrupt):
            press()


def test_outside_it_is_raised_as_ever():
    before = signal.getsignal(signal.SIGINT)
    with Interruption():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        press()


def test_the_handler_is_restored_after_an_error():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), Interruption():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is before


def test_a_process_that_ignores_it_goes_on_ignoring_it():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption() as interruption:
            press()
        assert not interruption.requested
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_it_leaves_signals_alone():
    seen = []

    def work():
        before = signal.getsignal(signal.SIGINT)
        with Interruption():
            seen.append(signal.getsignal(signal.SIGINT) is before)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]
