"""`gan.fit` on `numpy` from the same file, read into memory beforehand."""

import os
from collections.abc import Callable

import numpy as np

from benchmarks.method import Method
from benchmarks.sides.file_fit import FILE
from benchmarks.sides.recipe import built
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Fits of n iterations from an array."""
    gan = built(workload, method, "numpy")
    gan.fit(np.load(os.environ[FILE]), iterations=1)

    def fit(n: int) -> None:
        gan.fit(iterations=n)

    return fit
