"""The norm of order 1."""

from typing import Any

import attrs

from ganreg.constraints.norms.abstract import AbstractNorm, Array


@attrs.frozen
class L1(AbstractNorm):
    """‖g‖₁ = Σ |g|: the dual of the largest coordinate. Of the subgradients where a number is 0, the one that is 0."""

    name = "l1"

    def value(self, gradients: Array, xp: Any) -> Array:
        """Σ |g|."""
        return xp.sum(xp.abs(gradients), axis=1)

    def pullback(self, gradients: Array, norms: Array, cotangents: Array, xp: Any) -> Array:
        """cᵢ sign(gᵢ)."""
        return cotangents[:, None] * xp.sign(gradients)
