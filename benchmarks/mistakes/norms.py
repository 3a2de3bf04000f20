"""Mistakes in the norm of a gradient penalty."""

from typing import Any

import attrs

from ganreg.constraints.norms import AbstractNorm, Euclidean


@attrs.frozen
class Squared(Euclidean):
    """`(gradients ** 2).sum(1)`: the root is forgotten."""

    name = "squared"

    def value(self, gradients: Any, xp: Any) -> Any:
        """‖g‖²."""
        return xp.sum(gradients * gradients, axis=1)

    def pullback(self, gradients: Any, norms: Any, cotangents: Any, xp: Any) -> Any:
        """2cᵢgᵢ."""
        return 2 * cotangents[:, None] * gradients


@attrs.frozen
class PerElement(AbstractNorm):
    """`gradients.norm(2, dim=1)` on an image of one channel, without flattening: each pixel is told to have slope 1.

    N = √mean_j (|g_j| − 1)², so that the mean of N² is what is then added.
    """

    name = "per_element"

    def value(self, gradients: Any, xp: Any) -> Any:
        """The root of the mean over a sample's pixels."""
        away = xp.abs(gradients) - 1
        return xp.sqrt(xp.mean(away * away, axis=1))

    def pullback(self, gradients: Any, norms: Any, cotangents: Any, xp: Any) -> Any:
        """cᵢ (|g| − 1) sign(g)/(d Nᵢ)."""
        positive = norms > 0
        scale = xp.where(positive, cotangents / xp.where(positive, norms, xp.ones_like(norms)), xp.zeros_like(norms))
        return scale[:, None] * (xp.abs(gradients) - 1) * xp.sign(gradients) / gradients.shape[1]


@attrs.frozen
class MeanOfSquares(Euclidean):
    """`gradients.pow(2).mean(1).sqrt()`: a mean in the place of the sum, so that slopes are pulled towards √d."""

    name = "mean_of_squares"

    def value(self, gradients: Any, xp: Any) -> Any:
        """‖g‖/√d."""
        return super().value(gradients, xp) / gradients.shape[1] ** 0.5

    def pullback(self, gradients: Any, norms: Any, cotangents: Any, xp: Any) -> Any:
        """cᵢ gᵢ/(√d ‖gᵢ‖)."""
        root = gradients.shape[1] ** 0.5
        return super().pullback(gradients, norms * root, cotangents / root, xp)


@attrs.frozen
class PlusTinyInRoot(Euclidean):
    """`sqrt(sum + 1e-6)`: against NaN at slope 0."""

    name = "plus_tiny_in_root"

    def value(self, gradients: Any, xp: Any) -> Any:
        """√(Σ g² + 1e-6)."""
        return xp.sqrt(xp.sum(gradients * gradients, axis=1) + 1e-6)
