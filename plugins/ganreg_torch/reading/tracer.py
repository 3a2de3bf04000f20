"""A module's forward pass as a graph of calls, with the shape of every value."""

from collections.abc import Callable
from typing import Any, cast

import attrs
import torch
from torch import fx, nn

from ganreg.errors import GanregError
from ganreg_torch.layers.labelled import Labelled
from ganreg_torch.layers.residual import Sum
from ganreg_torch.probe import cloned_buffers
from ganreg_torch.reading.modules import READERS
from ganreg_torch.reading.place import Place

FOLLOWING = (RuntimeError, TypeError, ValueError, AttributeError, LookupError, AssertionError, ArithmeticError)
"""What a forward pass can raise that is given symbols instead of numbers; `fx.proxy.TraceError` is a ValueError."""


class Value(fx.Proxy):
    """A symbol for a tensor. What is asked about its shape is answered; its numbers are not known."""

    @property
    def tensor(self) -> torch.Tensor:
        """A tensor that it could be."""
        tensor: torch.Tensor = cast(Tracer, self.tracer).values[self.node]
        return tensor

    shape = property(lambda self: self.tensor.shape)
    ndim = property(lambda self: self.tensor.ndim)
    dtype = property(lambda self: self.tensor.dtype)
    device = property(lambda self: self.tensor.device)
    is_cuda = property(lambda self: False)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or one of its numbers."""
        return self.tensor.shape if dim is None else self.tensor.shape[dim]

    def dim(self) -> int:
        """The number of axes."""
        return self.tensor.ndim

    def numel(self) -> int:
        """The number of numbers."""
        return self.tensor.numel()

    nelement = numel

    def __len__(self) -> int:
        return len(self.tensor)


class Whole(nn.Module):
    """A module as the only part of another, so that all of its calls, its own among them, are calls of parts."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, x: torch.Tensor) -> Any:
        """What the module makes of samples."""
        return self.module(x)


class Tracer(fx.Tracer):
    """Follows a forward pass with symbols, and beside each symbol computes a tensor that it could be.

    Args:
        samples: the input.
    """

    def __init__(self, samples: torch.Tensor) -> None:
        super().__init__()
        self.samples = samples
        self.values: dict[fx.Node, Any] = {}
        self.places: dict[fx.Node, Place] = {}
        self.inside: list[Place] = []
        self._computing = False

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """PyTorch's layers, and ganreg's own; rows of layers and a user's classes are looked into."""
        return type(m) in READERS or super().is_leaf_module(m, module_qualified_name)

    def call_module(
        self, m: nn.Module, forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """A call of a part: recorded, or looked into."""
        if self._computing:
            return forward(*args, **kwargs)
        self.inside.append(Place(self.path_of_module(m).removeprefix("module").removeprefix("."), type(m).__name__))
        if isinstance(m, Labelled) and not isinstance(m, Sum):
            self.inside[-1].refuse("it depends on the class of each sample")
        result = super().call_module(m, forward, args, kwargs)
        self.inside.pop()
        return result

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        """A parameter is a symbol, unless a value is being computed."""
        return attr_val if self._computing else super().getattr(attr, attr_val, parameter_proxy_cache)

    def proxy(self, node: fx.Node) -> fx.Proxy:
        """A symbol for a node of the graph."""
        return Value(node, self)

    def create_proxy(self, kind: str, target: Any, args: Any, kwargs: Any, *rest: Any, **named: Any) -> fx.Proxy:
        """A new symbol, with its tensor."""
        proxy = super().create_proxy(kind, target, args, kwargs, *rest, **named)
        self.places[proxy.node] = self._place(kind, target)
        self._computing = True
        try:
            with torch.no_grad():
                self.values[proxy.node] = self._computed(kind, target, self._numbers(args), self._numbers(kwargs))
        finally:
            self._computing = False
        return proxy

    def _place(self, kind: str, target: Any) -> Place:
        if not self.inside or kind == "call_module":
            return self.inside[-1] if self.inside else Place("", "input")
        name = target if isinstance(target, str) else getattr(target, "__name__", str(target))
        return attrs.evolve(self.inside[-1], what=f"{'function' if kind == 'call_function' else 'method'} {name}")

    def _numbers(self, arguments: Any) -> Any:
        return fx.node.map_aggregate(arguments, lambda a: self.values[a.node] if isinstance(a, fx.Proxy) else a)

    def _computed(self, kind: str, target: Any, args: Any, kwargs: Any) -> Any:
        if kind == "placeholder":
            return self.samples
        if kind == "get_attr":
            return dict(self.root.named_parameters())[target]
        if kind == "call_module":
            module = self.root.get_submodule(target)
            return torch.func.functional_call(module, cloned_buffers(module), args, kwargs)
        return target(*args, **kwargs) if kind == "call_function" else getattr(args[0], target)(*args[1:], **kwargs)


def traced(module: nn.Module, samples: torch.Tensor) -> tuple[fx.Graph, Tracer]:
    """The graph of a module's forward pass, and what is known of its nodes.

    Raises:
        UnsupportedError: the pass cannot be followed without numbers, or fails.
    """
    tracer = Tracer(samples)
    try:
        return tracer.trace(Whole(module)), tracer
    except GanregError:
        raise
    except FOLLOWING as error:
        place = tracer.inside[-1] if tracer.inside else Place("", type(module).__name__)
        place.refuse(
            f"its forward pass cannot be followed for samples of shape {tuple(samples.shape[1:])}: {error}",
            "Its course must not depend on the numbers in a tensor, and its layers must fit the samples.",
            error,
        )
