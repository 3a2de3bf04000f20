"""The norm of order ∞."""

from typing import Any

import numpy as np

Array = Any


class LInf:
    """‖g‖∞ = maxₖ |gₖ| over all numbers of one sample's gradient."""

    def __init__(self, norm: Any) -> None:
        self.component = norm

    def value(self, gradient: Array) -> Array:
        """The largest of all |gₖ|, with |g| = −g where g is negative."""
        return max((-number if np.real(number) < 0 else number for number in np.ravel(gradient)), key=np.real)

    def pullback(self, gradient: Array, cotangent: Array) -> Array:
        """cotangent·sign(gₖ)/m at the m numbers of the largest size, 0 elsewhere."""
        flat = np.ravel(gradient)
        largest = max(abs(np.real(number)) for number in flat)
        at = [abs(np.real(number)) == largest for number in flat]
        shares = [np.sign(np.real(number)) / sum(at) if here else 0.0 for number, here in zip(flat, at, strict=True)]
        return cotangent * np.reshape(shares, np.shape(gradient))

    def kink(self, gradient: Array) -> float:
        """How far the second largest |gₖ| is below the largest, relative to it; inf for a single number."""
        sizes = sorted((abs(number) for number in np.ravel(gradient)), reverse=True)
        if sizes[0] == 0:
            return 0.0
        return float((sizes[0] - sizes[1]) / sizes[0]) if len(sizes) > 1 else float("inf")
