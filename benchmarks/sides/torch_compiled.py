"""`gan.fit` on the backend `torch`, compiled."""

from collections.abc import Callable

from benchmarks.method import Method
from benchmarks.sides.torch_fit import on_torch
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Fits of n iterations, compiled from the first on."""
    return on_torch(workload, method, device, "always")
