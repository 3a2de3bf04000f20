"""The norm of order ∞."""

from typing import Any

import attrs

from ganreg.constraints.norms.abstract import AbstractNorm, Array


@attrs.frozen
class LInf(AbstractNorm):
    """‖g‖∞ = max |g|: the dual of the distance Σ |x − y|. Numbers that share the largest size share the gradient."""

    name = "linf"

    def value(self, gradients: Array, xp: Any) -> Array:
        """The largest |g|."""
        return xp.max(xp.abs(gradients), axis=1)

    def pullback(self, gradients: Array, norms: Array, cotangents: Array, xp: Any) -> Array:
        """cᵢ sign(gᵢₖ)/m at the m numbers of the largest size."""
        signs = xp.sign(gradients)
        signs = xp.where(xp.abs(gradients) == norms[:, None], signs, xp.zeros_like(signs))
        ties = xp.sum(xp.abs(signs), axis=1)
        return (cotangents / xp.where(ties > 0, ties, xp.ones_like(ties)))[:, None] * signs
