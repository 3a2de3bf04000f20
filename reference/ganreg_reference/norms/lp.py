"""The norm of order p."""

from typing import Any

import numpy as np

from ganreg_reference.norms.l1 import smallest_share

Array = Any


class Lp:
    """‖g‖ₚ = (Σₖ |gₖ|ᵖ)^(1/p) over all numbers of one sample's gradient, for 1 < p < ∞."""

    def __init__(self, norm: Any) -> None:
        self.p = norm.p

    def value(self, gradient: Array) -> Array:
        """The norm, with |g| = −g where g is negative."""
        total = sum((-number if np.real(number) < 0 else number) ** self.p for number in np.ravel(gradient))
        return total ** (1.0 / self.p)

    def pullback(self, gradient: Array, cotangent: Array) -> Array:
        """cotangent·sign(gₖ)·|gₖ|ᵖ⁻¹/‖g‖ᵖ⁻¹, which is taken as 0 where g = 0."""
        norm = self.value(gradient)
        if norm == 0:
            return np.zeros_like(gradient)
        parts = [np.sign(number) * abs(number) ** (self.p - 1) for number in np.ravel(gradient)]
        return cotangent * np.reshape(parts, np.shape(gradient)) / norm ** (self.p - 1)

    def kink(self, gradient: Array) -> float:
        """As for p = 1 if p < 2, where |gₖ|ᵖ⁻¹ is steep at 0; inf otherwise."""
        return smallest_share(gradient) if self.p < 2 else float("inf")
