"""The last layer of a critic that knows classes."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.conditional import AbstractConditional


class ClassProjection(AbstractConditional):
    """y = ⟨w + E[l], x⟩ + b for a sample of class l, so ẏ = ⟨w + E[l], ẋ⟩; y and ẏ are vectors of one number.

    With ȳ and the adjoint c of ẏ: x̄ = ȳ·(w + E[l]), the adjoint of ẋ is c·(w + E[l]), b̄ = ȳ, and w and E[l] have the
    same gradient ȳ·x + c·ẋ.

    Source: Miyato and Koyama 2018 (arXiv 1802.05637), equation 3.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """⟨w + E[l], x⟩ + b."""
        return self.tangent(x, weights, x) + weights["bias"]

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """ȳ·(w + E[l]); ȳ·x for w and E[l], b̄ = ȳ."""
        return adjoint * self._direction(weights), self._gradients(weights, adjoint * x, adjoint)

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """⟨w + E[l], ẋ⟩."""
        return np.array([np.sum(self._direction(weights) * tangent)])

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """ȳ·(w + E[l]); c·(w + E[l]); ȳ·x + c·ẋ for w and E[l], b̄ = ȳ."""
        direction = self._direction(weights)
        gradients = self._gradients(weights, adjoint * x + tangent_adjoint * tangent, adjoint)
        return adjoint * direction, tangent_adjoint * direction, gradients

    def _direction(self, weights: Weights) -> Array:
        return weights["weight"][0] + self.row(weights["embedding"])

    def _gradients(self, weights: Weights, row: Array, bias: Array) -> Weights:
        return {"weight": row[None], "embedding": self.table(row, weights["embedding"]), "bias": bias}
