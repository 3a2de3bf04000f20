"""The norm of order p."""

from typing import Any

import attrs

from ganreg.constraints.norms.abstract import AbstractNorm, Array
from ganreg.params import Range, param


@attrs.frozen
class Lp(AbstractNorm):
    """‖g‖ₚ = (Σ |g|ᵖ)^(1/p) for 1 < p < ∞; `l1` and `linf` are the ends."""

    name = "lp"

    p: float = param(2.0, "The order.", validator=Range(1, low_open=True))

    def value(self, gradients: Array, xp: Any) -> Array:
        """m·(Σ (|g|/m)ᵖ)^(1/p) with m = max |g|, so that no power overflows or vanishes; 0 for a gradient of 0."""
        sizes = xp.abs(gradients)
        largest = xp.max(sizes, axis=1)
        positive = largest > 0
        scale = xp.where(positive, largest, xp.ones_like(largest))
        total = xp.sum((sizes / scale[:, None]) ** self.p, axis=1)
        roots = xp.where(positive, total, xp.ones_like(total)) ** (1 / self.p)
        return xp.where(positive, scale * roots, xp.zeros_like(roots))

    def pullback(self, gradients: Array, norms: Array, cotangents: Array, xp: Any) -> Array:
        """cᵢ sign(gᵢ)(|gᵢ|/‖gᵢ‖)ᵖ⁻¹."""
        divisors = xp.where(norms > 0, norms, xp.ones_like(norms))
        return cotangents[:, None] * xp.sign(gradients) * (xp.abs(gradients) / divisors[:, None]) ** (self.p - 1)
