"""`gan.fit` on the backend `numpy`."""

from collections.abc import Callable

from benchmarks.method import Method
from benchmarks.sides.recipe import fitting
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Fits of n iterations."""
    return fitting(workload, method, "numpy")
