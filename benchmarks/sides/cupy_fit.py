"""`gan.fit` on the backend `cupy`."""

from collections.abc import Callable

from benchmarks.method import Method
from benchmarks.sides.recipe import fitting
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Fits of n iterations; they end when the device has done all."""
    import cupy

    fit = fitting(workload, method, "cupy")

    def run(n: int) -> None:
        fit(n)
        cupy.cuda.get_current_stream().synchronize()

    return run
