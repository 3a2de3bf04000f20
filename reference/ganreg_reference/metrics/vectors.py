"""Samples as lists of feature vectors, and what is taken of two of them."""

from math import sqrt
from typing import Any

import numpy as np

from ganreg_reference.arrays import Float64


def vectors(metric: Any, x: Any) -> list[Float64]:
    """The features of each sample."""
    features = getattr(metric, "features", None)
    return [np.asarray(row, dtype=np.float64).ravel() for row in (x if features is None else features(x))]


def distance(a: Float64, b: Float64) -> float:
    """‖a − b‖."""
    return sqrt(sum((float(p) - float(q)) ** 2 for p, q in zip(a, b, strict=True)))


def dot(a: Float64, b: Float64) -> float:
    """⟨a, b⟩."""
    return sum(float(p) * float(q) for p, q in zip(a, b, strict=True))
