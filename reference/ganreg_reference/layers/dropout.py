"""Dropout in training."""

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.batch import AbstractBatchLayer


class Dropout(AbstractBatchLayer):
    """yₖ = mₖ·xₖ, number by number, with factors m `(n, *shape)` among the weights that do not depend on x.

    So ẏ = m·ẋ, x̄ = m·ȳ, and the adjoint of ẋ is m times that of ẏ. No gradient is taken in m.

    Source: Srivastava et al. 2014 (JMLR 15), section 4, equations for y and r; scaled in training as in section 10.
    """

    def forward(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """m·x."""
        return weights["mask"] * xs

    def backward(self, xs: Array, weights: Weights, labels: Array | None, adjoints: Array) -> tuple[Array, Weights]:
        """m·ȳ."""
        return weights["mask"] * adjoints, {}

    def tangent(self, xs: Array, weights: Weights, labels: Array | None, tangents: Array) -> Array:
        """m·ẋ."""
        return weights["mask"] * tangents

    def tangent_backward(
        self,
        xs: Array,
        weights: Weights,
        labels: Array | None,
        tangents: Array,
        adjoints: Array,
        tangent_adjoints: Array,
    ) -> tuple[Array, Array, Weights]:
        """m·ȳ; m times the adjoint of ẏ."""
        return weights["mask"] * adjoints, weights["mask"] * tangent_adjoints, {}
