"""Batch normalisation in use, with a scale and shift for each class."""

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.conditional import AbstractConditional
from ganreg_reference.layers.running_norm import RunningNorm


class ConditionalRunningNorm(AbstractConditional):
    """`RunningNorm` with γ[l] and β[l] for a sample of class l."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """γ[l]·u + β[l]."""
        return RunningNorm(self.layer).forward(x, self._own(weights))

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """Those of `RunningNorm`; γ̄ and β̄ are 0 for other classes."""
        x_adjoint, gradients = RunningNorm(self.layer).backward(x, self._own(weights), adjoint)
        return x_adjoint, self._tables(weights, gradients)

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """γ[l]·ẋ/s."""
        return RunningNorm(self.layer).tangent(x, self._own(weights), tangent)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """Those of `RunningNorm`; γ̄ and β̄ are 0 for other classes."""
        plain = RunningNorm(self.layer)
        *adjoints, gradients = plain.tangent_backward(x, self._own(weights), tangent, adjoint, tangent_adjoint)
        return adjoints[0], adjoints[1], self._tables(weights, gradients)

    def _own(self, weights: Weights) -> Weights:
        """The weights with the rows γ[l] and β[l] in place of the tables."""
        return {**weights, "weight": self.row(weights["weight"]), "bias": self.row(weights["bias"])}

    def _tables(self, weights: Weights, gradients: Weights) -> Weights:
        return {name: self.table(row, weights[name]) for name, row in gradients.items()}
