"""Kinks of a loss: any number between its one-sided derivatives is a derivative there."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ganreg.draws import Float64

BESIDE = 1e-6
"""How far from a score its one-sided derivatives are taken."""

JUMP = 1e-3
"""By how much of its size, or of a mean's 1/n, a derivative has to change so near by to be at a kink."""


def nearest_subgradient(
    evaluate: Callable[[Float64, Float64], Any],
    kind: str,
    real: Float64,
    fake: Float64,
    got: Float64,
    expected: Float64,
) -> Float64:
    """The expected derivative; at a kink of the reference, what lies nearest to `got` between its two sides.

    At 1 − D(x) = 0 the hinge's derivative is a convention: `relu` has 0 there, `min(0, D(x) − 1)` has −½.

    Args:
        evaluate: the reference's evaluation of a loss at real and fake scores.
        kind: in which scores, `real` or `fake`.
        real: the real scores.
        fake: the fake scores.
        got: the candidate's derivative.
        expected: the reference's.
    """
    if got.shape != expected.shape:
        return expected
    moves = ((BESIDE, 0), (-BESIDE, 0), (0, BESIDE), (0, -BESIDE))
    sides = np.stack([getattr(evaluate(real + a, fake + b), kind) for a, b in moves])
    low, high = np.min(sides, axis=0), np.max(sides, axis=0)
    size = np.maximum(np.maximum(np.abs(low), np.abs(high)), 1 / len(expected))
    return np.where(high - low > JUMP * size, np.clip(got.astype(np.float64), low, high), expected)
