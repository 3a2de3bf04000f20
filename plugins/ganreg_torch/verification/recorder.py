"""What a function does while it runs: draws, gradients that it takes, backward passes; and CUDA made the CPU."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FunctionType
from typing import Any
from unittest import mock

import numpy as np
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

DRAWS = {
    "rand",
    "randn",
    "rand_like",
    "randn_like",
    "uniform_",
    "normal_",
    "normal",
    "bernoulli",
    "randint",
    "randperm",
}
NUMPY_DRAWS = ("rand", "randn", "random", "uniform", "normal", "random_sample", "beta", "standard_normal")
CPU = torch.device("cpu")


class Watch(TorchFunctionMode):
    """Records random functions, and has everything on the CPU.

    Args:
        draws: where names and shapes of draws go.
        notes: where it says that CUDA was replaced.
    """

    def __init__(self, draws: list[tuple[str, tuple[int, ...]]], notes: set[str]) -> None:
        super().__init__()
        self.draws, self.notes = draws, notes

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run one function of PyTorch."""
        name = getattr(func, "__name__", "")
        if name in ("cuda", "pin_memory") and args and isinstance(args[0], torch.Tensor):
            return self._on_cpu(args[0])
        kwargs = {key: self._cpu(value) if key == "device" else value for key, value in (kwargs or {}).items()}
        if name == "to":
            args = tuple(self._cpu(value) for value in args)
        result = func(*args, **kwargs)
        if name in DRAWS and isinstance(result, torch.Tensor):
            self.draws.append((name.rstrip("_"), tuple(result.shape)))
        return result

    def _cpu(self, device: Any) -> Any:
        is_device = isinstance(device, torch.device) or (isinstance(device, str) and device.partition(":")[0] == "cuda")
        if is_device and str(device) != "cpu":
            self._on_cpu(None)
            return CPU
        return CPU if isinstance(device, int) and not isinstance(device, bool) and device < 0 else device

    def _on_cpu(self, value: Any) -> Any:
        self.notes.add("CUDA is hard-coded: run on the CPU here")
        return value


@contextmanager
def cuda_is_cpu(notes: set[str]) -> Iterator[None]:
    """While held, modules stay on the CPU whatever is asked of them, and CUDA's tensor types are the CPU's."""
    told = "CUDA is hard-coded: run on the CPU here"

    def stay(module: nn.Module, *_: Any, **__: Any) -> nn.Module:
        notes.add(told)
        return module

    to = nn.Module.to

    def move(module: nn.Module, *args: Any, **kwargs: Any) -> nn.Module:
        return stay(module) if "cuda" in str((*args, *kwargs.values())) else to(module, *args, **kwargs)

    with ExitStack() as held:
        held.enter_context(mock.patch.object(nn.Module, "cuda", stay))
        held.enter_context(mock.patch.object(nn.Module, "to", move))
        for name in ("FloatTensor", "DoubleTensor", "LongTensor"):
            held.enter_context(mock.patch.object(torch.cuda, name, getattr(torch, name)))
        yield


@contextmanager
def gradients_seen(seen: Callable[[torch.Tensor], None], functions: list[Any]) -> Iterator[None]:
    """While held, `seen` is told of each tensor in which `torch.autograd.grad` differentiates.

    Args:
        seen: called with each input.
        functions: whose modules may have the function under a name of their own.
    """
    original = torch.autograd.grad

    def grad(outputs: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        for tensor in inputs if isinstance(inputs, (list, tuple)) else [inputs]:
            if isinstance(tensor, torch.Tensor):
                seen(tensor)
        return original(outputs, inputs, *args, **kwargs)

    with ExitStack() as held:
        held.enter_context(mock.patch.object(torch.autograd, "grad", grad))
        for function in functions:
            names = getattr(function, "__globals__", {})
            own = {name: grad for name, value in names.items() if value is original}
            held.enter_context(mock.patch.dict(names, own))
        yield


@contextmanager
def backwards_seen(seen: Callable[[torch.Tensor], None]) -> Iterator[None]:
    """While held, `seen` is told of each tensor on which `backward()` is called, before it is."""
    original, told = torch.Tensor.backward, list[torch.Tensor]()

    def backward(self: torch.Tensor, *args: Any, **kwargs: Any) -> None:
        if self.numel() == 1 and not any(self is one for one in told):  # a function mode calls it once more
            told.append(self)
            seen(self)
        original(self, *args, **kwargs)  # type: ignore[no-untyped-call]

    with mock.patch.object(torch.Tensor, "backward", backward):
        yield


@contextmanager
def numpy_draws(draws: list[tuple[str, tuple[int, ...]]]) -> Iterator[None]:
    """While held, NumPy's global random functions are recorded."""

    def recorded(name: str) -> Callable[..., Any]:
        original = getattr(np.random, name)

        def draw(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            draws.append((name, np.shape(result)))
            return result

        return draw

    with ExitStack() as held:
        for name in NUMPY_DRAWS:
            held.enter_context(mock.patch.object(np.random, name, recorded(name)))
        yield


def functions_of(target: Any) -> list[Any]:
    """The plain functions of a callable, whose modules are searched: itself, or its class's methods."""
    if isinstance(target, FunctionType):
        return [target]
    cls = target if isinstance(target, type) else type(getattr(target, "__self__", target))
    return [value for value in vars(cls).values() if isinstance(value, FunctionType)][:1] + (
        [target.__func__] if hasattr(target, "__func__") else []
    )
