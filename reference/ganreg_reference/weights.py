"""Sums of weight gradients, by name."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

Array = Any
Weights = Mapping[str, Array]


def total(parts: Iterable[Weights], weights: Weights) -> dict[str, Array]:
    """The sum of gradients that each name some of the weights; 0 where none names a weight."""
    summed = {name: np.zeros_like(value) for name, value in weights.items()}
    for part in parts:
        for name, value in part.items():
            summed[name] = summed[name] + value
    return summed


def scaled(factor: Array, part: Weights) -> dict[str, Array]:
    """factor·part."""
    return {name: factor * value for name, value in part.items()}


def length(gradients: Weights) -> Array:
    """√Σ g² over all numbers of all gradients."""
    return np.sqrt(sum(np.sum(value * value) for value in gradients.values()))
