"""The Euclidean norm."""

from typing import Any

import attrs

from ganreg.constraints.norms.abstract import AbstractNorm, Array


@attrs.frozen
class Euclidean(AbstractNorm):
    """‖g‖ = √Σ g², without a stabiliser in the root: 1e-6 there would bias every penalty."""

    name = "euclidean"

    def value(self, gradients: Array, xp: Any) -> Array:
        """√Σ g². The inner `where` keeps the derivative of the root at 0 from becoming infinite."""
        squares = xp.sum(gradients * gradients, axis=1)
        positive = squares > 0
        roots = xp.sqrt(xp.where(positive, squares, xp.ones_like(squares)))
        return xp.where(positive, roots, xp.zeros_like(roots))

    def pullback(self, gradients: Array, norms: Array, cotangents: Array, xp: Any) -> Array:
        """cᵢ gᵢ/‖gᵢ‖."""
        positive = norms > 0
        scale = xp.where(positive, cotangents / xp.where(positive, norms, xp.ones_like(norms)), xp.zeros_like(norms))
        return scale[:, None] * gradients
