"""Average pooling written as a sum of strided slices, as ports of the WGAN-GP authors' code have it."""

import operator
from collections.abc import Iterator
from math import isqrt
from typing import Any

import torch
from torch import fx

SUMS = {operator.add, torch.add, "add"}


def averaged_slices(node: fx.Node) -> tuple[fx.Node, int] | None:
    """Of `(x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + …) / 4` the node x and the number of pixels per side, 2.

    None if a node is anything else.
    """
    if node.target not in (operator.truediv, torch.div, "div") or len(node.args) != 2 or node.kwargs:
        return None
    total, divisor = node.args
    if not isinstance(total, fx.Node) or not isinstance(divisor, (int, float)):
        return None
    slices = list(_summands(total))
    side = isqrt(len(slices))
    sources = {source for source, _ in slices}
    starts = {start for _, start in slices}
    whole = {(row, column, side) for row in range(side) for column in range(side)}
    if side < 2 or len(slices) != side * side or divisor != side * side or len(sources) != 1 or starts != whole:
        return None
    return sources.pop(), side


def _summands(node: fx.Node) -> Iterator[tuple[Any, Any]]:
    """Each summand as what is sliced, with where its rows and columns start and how far apart they are."""
    if node.target in SUMS and len(node.args) == 2 and not node.kwargs:
        for part in node.args:
            if isinstance(part, fx.Node):
                yield from _summands(part)
            else:
                yield part, None
    else:
        yield (node.args[0], _start(node.args[1])) if node.target is operator.getitem else (node, None)


def _start(index: Any) -> tuple[int, int, int] | None:
    if not isinstance(index, tuple) or len(index) != 4 or not all(isinstance(part, slice) for part in index):
        return None
    batch, channels, rows, columns = index
    if batch != slice(None) or channels != slice(None) or rows.step != columns.step or rows.stop or columns.stop:
        return None
    return (rows.start or 0, columns.start or 0, rows.step)
