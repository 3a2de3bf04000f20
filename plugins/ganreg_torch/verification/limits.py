"""What a user's code may not do to the rest: change random numbers, or never end."""

import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch


class TooSlow(BaseException):
    """Not an `Exception`: the user's code shall not catch it."""


@contextmanager
def kept_randomness() -> Iterator[None]:
    """While held, seeds may be set; afterwards every global generator is as it was."""
    of_numpy, own = np.random.get_state(), random.getstate()  # noqa: NPY002 - users' code draws from it
    with torch.random.fork_rng(devices=[]):
        try:
            yield
        finally:
            np.random.set_state(of_numpy)  # noqa: NPY002
            random.setstate(own)


PATIENCE = 4
"""How much longer by the clock: a busy machine is no endless function, one that sleeps is."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """While held, raise after that many seconds of computing, or four times as many by the clock; main thread only."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: Any) -> None:
        raise TooSlow

    timers = ((signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, PATIENCE * seconds))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the limit counts the computing of all threads
    before = [signal.signal(number, stop) for number, _, _ in timers]
    for _, timer, limit in timers:
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)
