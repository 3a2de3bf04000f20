"""From the graph of a forward pass to a row of layers."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import fx, nn

from ganreg.networks.layers import AveragePool, Residual
from ganreg.networks.layers.abstract import Shape
from ganreg_torch.reading.functions import ADDITIONS, FUNCTIONS, METHODS, changes_its_input
from ganreg_torch.reading.modules import READERS
from ganreg_torch.reading.part import Part, Step
from ganreg_torch.reading.place import INSTEAD, Place
from ganreg_torch.reading.slices import averaged_slices
from ganreg_torch.reading.tracer import Tracer

Parts = tuple[Part, ...]


class Paths:
    """A graph, read backwards from its output. Sums of two paths are Residuals from the last point before both.

    Args:
        module: what was traced.
        graph: its calls.
        tracer: the values and places of the calls.
    """

    def __init__(self, module: nn.Module, graph: fx.Graph, tracer: Tracer) -> None:
        self.module, self.tracer = module, tracer
        self.inputs: dict[fx.Node, tuple[fx.Node, ...]] = {}
        self.before: dict[fx.Node, fx.Node] = {}
        self.used: dict[int, Place] = {}
        self._written: dict[fx.Node, fx.Node] = {}
        for node in graph.nodes:
            self._enter(node)

    def read(self) -> Parts:
        """All layers from the input to the output."""
        output = next(node for node in reversed(self.inputs) if node.op == "output")
        (result,) = output.args
        whole = Place("", type(self.module).__name__)
        if not isinstance(result, fx.Node):
            whole.refuse(f"its forward pass returns a {type(result).__name__}", "Return one tensor.")
        if not self.inputs[output]:
            whole.refuse("its output does not depend on its input")
        start = next(node for node in self.inputs if node.op == "placeholder")
        return self._row(self.inputs[output][0], start)

    def _enter(self, node: fx.Node) -> None:
        """Find a node's inputs, as they stand when it is called, and the last point that all its paths pass."""
        pooled = averaged_slices(node)
        sources = (pooled[0],) if pooled else _nodes(node)
        inputs = tuple(self._now(source) for source in sources if source in self.before)
        if node.op == "placeholder":
            self.before[node] = node
        elif inputs:
            self.before[node] = self._common(*inputs)
        self.inputs[node] = inputs
        if inputs and self._overwrites(node):
            self._written[inputs[0]] = node

    def _now(self, node: fx.Node) -> fx.Node:
        """What a value has become, if it was written over since."""
        while node in self._written:
            node = self._written[node]
        return node

    def _overwrites(self, node: fx.Node) -> bool:
        if node.op == "call_module":
            return bool(getattr(self._called(node), "inplace", False))
        return node.op.startswith("call") and changes_its_input(node.target, node.args, dict(node.kwargs))

    def _common(self, first: fx.Node, *others: fx.Node) -> fx.Node:
        points = list(self._back(first))
        for other in others:
            behind = set(self._back(other))
            points = [point for point in points if point in behind]
        return points[0]

    def _back(self, node: fx.Node) -> Iterator[fx.Node]:
        yield node
        while self.before[node] is not node:
            node = self.before[node]
            yield node

    def _row(self, end: fx.Node, start: fx.Node) -> Parts:
        row: Parts = ()
        while end is not start:
            inputs = self.inputs[end]
            if end.target in ADDITIONS and len(inputs) == 2:
                row, end = (*self._sum(end, *inputs), *row), self.before[end]
            else:
                row, end = (*self._step(end), *row), inputs[0]
        return row

    def _sum(self, node: fx.Node, first: fx.Node, second: fx.Node) -> Parts:
        step = self._step_of(node, self.before[node])
        if len(node.args) != 2 or node.kwargs or self._shape(first) != self._shape(second):
            step.place.refuse("it is more than the sum of two tensors of one shape")
        rows = [self._row(end, self.before[node]) for end in (first, second)]
        body, shortcut = sorted(rows, key=len, reverse=True)
        layer = Residual(tuple(part.layer for part in body), tuple(part.layer for part in shortcut))
        return step.checked((Part(layer, _named("body", body) | _named("shortcut", shortcut)),))

    def _step(self, node: fx.Node) -> Parts:
        step = self._step_of(node, self.inputs[node][0])
        pooled = averaged_slices(node)
        if pooled:
            return step.checked((Part(AveragePool(pooled[1])),))
        parts = step.checked(self._of_module(node, step) if node.op == "call_module" else self._of_function(node, step))
        self._claim(step.place, parts)
        return parts

    def _step_of(self, node: fx.Node, before: fx.Node) -> Step:
        return Step(self.tracer.places[node], self._shape(before), self._shape(node), self.module.training)

    def _shape(self, node: fx.Node) -> Shape:
        """The shape of one sample; one number for each sample counts as a vector of one."""
        value, samples = self.tracer.values[node], self.tracer.samples
        place = self.tracer.places[node]
        if not isinstance(value, torch.Tensor) or value.ndim == 0 or len(value) != len(samples):
            place.refuse("it does not keep the samples of a batch apart", "Leave the first axis of tensors alone.")
        if value.dtype != samples.dtype:
            place.refuse(f"it changes the type of numbers, to {value.dtype}", "Leave it out: the engines set the type.")
        return tuple(value.shape[1:]) or (1,)

    def _of_module(self, node: fx.Node, step: Step) -> Parts:
        module = self._called(node)
        reader = READERS.get(type(module))
        if reader is None:
            known = ", ".join(sorted(kind.__name__ for kind in READERS if kind.__module__.startswith("torch")))
            step.place.refuse(f"there is no layer for it; there is one for each of {known}")
        if len(_nodes(node)) > 1:
            step.place.refuse("it takes more than the output of what is before it")
        return reader(module, step)

    def _of_function(self, node: fx.Node, step: Step) -> Parts:
        reader = METHODS.get(str(node.target)) if node.op == "call_method" else FUNCTIONS.get(node.target)
        if reader is None:
            step.place.refuse("there is no layer for it", f"Use PyTorch's modules where there is one. {INSTEAD}")
        if len(_nodes(node)) > 1:
            step.place.refuse("it takes more tensors than the output of what is before it")
        named = {name: value for name, value in node.kwargs.items() if not isinstance(value, fx.Node)}
        try:
            return reader(step, *node.args[1:], **named)
        except TypeError as error:
            step.place.refuse(f"its arguments are not understood: {error}", cause=error)

    def _called(self, node: fx.Node) -> nn.Module:
        return self.tracer.root.get_submodule(str(node.target))

    def _claim(self, place: Place, parts: Sequence[Part]) -> None:
        for part in parts:
            for array in part.arrays.values():
                if id(array) in self.used:
                    place.refuse(f"it shares its weights with {self.used[id(array)]}, or is called twice")
                self.used[id(array)] = place


def _nodes(node: fx.Node) -> tuple[fx.Node, ...]:
    """All nodes among a call's arguments, in order; one that stands there twice is there twice."""
    found: list[fx.Node] = []
    fx.node.map_arg((node.args, node.kwargs), found.append)
    return tuple(found)


def _named(path: str, parts: Sequence[Part]) -> dict[str, Any]:
    return {f"{path}.{i}.{name}": array for i, part in enumerate(parts) for name, array in part.arrays.items()}
