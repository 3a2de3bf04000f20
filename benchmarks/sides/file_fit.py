"""`gan.fit` on `numpy` from a memory-mapped `.npy` file, in a process that may not hold what is in the file.

The limit is on a process's own memory (RLIMIT_DATA): pages of a mapped file do not count, since the system takes them
back as it needs. That the limit works is seen first: reading the file into memory must fail.
"""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import memory
from benchmarks.method import Method
from benchmarks.sides.recipe import built
from benchmarks.workload import Workload

FILE = "GANREG_BENCH_FILE"
"""The variable that tells where the file is."""
ALLOWED = 4
"""The file is so many times larger than what the process may add to its memory."""
WARM_UP = 5
"""Iterations before the limit: what training takes by itself, whatever the data, is not what is limited."""


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Fits of n iterations from the file."""
    path = Path(os.environ[FILE])
    gan = built(workload, method, "numpy")
    gan.fit(path, iterations=WARM_UP)
    limit(path.stat().st_size // ALLOWED)
    check_limit(path)
    gan.fit(path, iterations=1)  # which opens and reads the file anew, under the limit

    def fit(n: int) -> None:
        gan.fit(iterations=n)

    return fit


def limit(allowance: int) -> None:
    """Let this process take no more than so many bytes beyond what it has."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory.of("VmData") + allowance, resource.RLIM_INFINITY))


def check_limit(path: Path) -> None:
    """Raise `RuntimeError` if the file could be read into memory all the same."""
    try:
        np.load(path)
    except MemoryError:
        return
    raise RuntimeError("The limit does not work here: the whole file could be read into memory.")
