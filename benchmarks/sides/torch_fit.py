"""`gan.fit` on the backend `torch`, eager."""

from collections.abc import Callable

import torch

from benchmarks.method import Method
from benchmarks.sides.recipe import fitting
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Fits of n iterations, never compiled."""
    return on_torch(workload, method, device, "never")


def on_torch(workload: Workload, method: Method, device: str, compilation: str) -> Callable[[int], None]:
    """The fits; on a GPU they draw there, as the peers do, and end when it has done all."""
    draws = "host" if device == "cpu" else "device"
    backend = {"name": "torch", "device": device, "draws": draws, "compile": compilation}
    fit = fitting(workload, method, backend)

    def run(n: int) -> None:
        fit(n)
        torch.cuda.synchronize()

    return fit if device == "cpu" else run
