"""The logistic functions, written so that neither end overflows and complex-step differentiation works."""

from typing import Any

import numpy as np

Array = Any


def softplus(x: Array) -> Array:
    """log(1 + eˣ) as max(x, 0) + log(1 + e^(−|x|)); analytic away from Re x = 0, for a number or an array."""
    positive = np.real(x) > 0
    return np.where(positive, x, 0.0) + np.log1p(np.exp(np.where(positive, -x, x)))


def sigmoid(x: Array) -> Array:
    """1/(1 + e⁻ˣ), which for x ≤ 0 is eˣ/(1 + eˣ); analytic away from Re x = 0, for a number or an array."""
    positive = np.real(x) > 0
    power = np.exp(np.where(positive, -x, x))
    return np.where(positive, 1.0, power) / (1.0 + power)
