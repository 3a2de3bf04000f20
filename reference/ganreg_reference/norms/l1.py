"""The norm of order 1."""

from typing import Any

import numpy as np

Array = Any


class L1:
    """‖g‖₁ = Σₖ |gₖ| over all numbers of one sample's gradient."""

    def __init__(self, norm: Any) -> None:
        self.component = norm

    def value(self, gradient: Array) -> Array:
        """Σₖ |gₖ|, with |g| = −g where g is negative."""
        return sum(-number if np.real(number) < 0 else number for number in np.ravel(gradient))

    def pullback(self, gradient: Array, cotangent: Array) -> Array:
        """cotangent·sign(gₖ): of the subgradients at 0, which are all of [−1, 1], the one in the middle."""
        signs = [-1.0 if np.real(number) < 0 else 1.0 if np.real(number) > 0 else 0.0 for number in np.ravel(gradient)]
        return cotangent * np.reshape(signs, np.shape(gradient))

    def kink(self, gradient: Array) -> float:
        """The least |gₖ| relative to the largest: the norm has a kink where a number is 0."""
        return smallest_share(gradient)


def smallest_share(gradient: Array) -> float:
    """The least |gₖ| relative to the largest, and 0 for a gradient of 0."""
    sizes = [abs(number) for number in np.ravel(gradient)]
    return float(min(sizes) / max(sizes)) if max(sizes) > 0 else 0.0
