"""A critic's features among the rows of a batch: where they are, and their cotangents."""

from collections.abc import Mapping, Sequence
from typing import Any

from ganreg.constraints.abstract import AbstractFeaturePenalty
from ganreg.objectives import DuePenalty
from ganreg_array.layers.abstract import Array
from ganreg_array.network import ArrayNetwork


def place_of_features(network: ArrayNetwork, due: Sequence[DuePenalty]) -> int:
    """The place of the layer whose input are the features; 0, where there is nothing to stop at, if none are needed."""
    needed = any(isinstance(item.penalty, AbstractFeaturePenalty) for item in due)
    return network.bound.last_trained if needed else 0


def flattened(features: Array, parts: Sequence[slice], xp: Any) -> tuple[Array, ...]:
    """The features of some sets of rows, each `(n, d)`."""
    return tuple(xp.reshape(features[part, ...], (part.stop - part.start, -1)) for part in parts)


def cotangents(features: Array, sets: Sequence[slice], pulled: Mapping[int, Array], xp: Any) -> Array | None:
    """The derivative of the loss in the features of all rows; None if it is 0 everywhere.

    Args:
        features: of all rows.
        sets: all rows, cut into sets.
        pulled: the derivatives `(n, d)` of some sets, by their first row.
        xp: the array namespace.
    """
    if not pulled:
        return None
    parts = []
    for rows in sets:
        own = features[rows, ...]
        parts.append(xp.reshape(pulled[rows.start], own.shape) if rows.start in pulled else xp.zeros_like(own))
    return xp.concat(parts)
