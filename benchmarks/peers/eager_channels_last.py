"""The eager PyTorch loop with images stored channels last, which suits its convolutions better on many machines."""

from collections.abc import Callable

import torch

from benchmarks.method import Method
from benchmarks.peers import eager
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """The eager loop, networks and images channels last."""
    return eager.make(workload, method, device, torch.channels_last)
