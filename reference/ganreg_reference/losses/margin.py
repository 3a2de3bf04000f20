"""ℓ(t) and ℓ′(t) of one margin t, by which a real sample scores above a fake one."""

from typing import Any

import numpy as np

from ganreg_reference.logistic import sigmoid, softplus

Number = Any


def margin_loss(base: str, t: Number) -> Number:
    """−log σ(t); max(0, 1 − t); (t − 1)²."""
    if base == "logistic":
        return softplus(-t)
    if base == "hinge":
        return 1 - t if np.real(t) < 1 else 0 * t
    return (t - 1) ** 2


def margin_slope(base: str, t: Number) -> Number:
    """−(1 − σ(t)) = −σ(−t); −1 below 1 and 0 from there; 2(t − 1)."""
    if base == "logistic":
        return -sigmoid(-t)
    if base == "hinge":
        return -1.0 if t < 1 else 0.0
    return 2 * (t - 1)
