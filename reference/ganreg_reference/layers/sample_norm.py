"""What normalisations of one sample have in common."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights
from ganreg_reference.layers.normalisation import Normalisation, least_spread


class AbstractSampleNorm(AbstractReferenceLayer):
    """y = γ·u + β with the u and J of `Normalisation`, number by number; γ = 1 and β = 0 where they are absent."""

    @abstractmethod
    def sets(self, x: Array) -> Sequence[Any]:
        """The index of each set of numbers that is normalised by itself."""

    @abstractmethod
    def for_each(self, weight: Array, x: Array) -> Array:
        """γ or β of each number of x."""

    @abstractmethod
    def gathered(self, each: Array) -> Array:
        """γ̄ or β̄ from what each number gives to it."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """γ·u + β."""
        y = self._gamma(x, weights) * self._normalisation(x).u
        return y + self.for_each(weights["bias"], x) if self.layer.affine else y

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """J(γȳ); γ̄ = ȳ·u, β̄ = ȳ."""
        normal = self._normalisation(x)
        return normal.jacobian(self._gamma(x, weights) * adjoint), self._gradients(adjoint * normal.u, adjoint)

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """γ·Jẋ."""
        return self._gamma(x, weights) * self._normalisation(x).jacobian(tangent)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """J(γȳ) + ∂(k·Jẋ)/∂x with k = γ·c; Jk; γ̄ = ȳ·u + c·Jẋ, β̄ = ȳ."""
        normal, gamma = self._normalisation(x), self._gamma(x, weights)
        k = gamma * tangent_adjoint
        x_adjoint = normal.jacobian(gamma * adjoint) + normal.curvature(k, tangent)
        gamma_each = adjoint * normal.u + tangent_adjoint * normal.jacobian(tangent)
        return x_adjoint, normal.jacobian(k), self._gradients(gamma_each, adjoint)

    def spread(self, x: Array) -> float:
        """That of the sets."""
        return least_spread(x, self.sets(x))

    def _normalisation(self, x: Array) -> Normalisation:
        return Normalisation(x, self.sets(x), self.layer.epsilon)

    def _gamma(self, x: Array, weights: Weights) -> Array:
        return self.for_each(weights["weight"], x) if self.layer.affine else 1.0

    def _gradients(self, gamma_each: Array, beta_each: Array) -> Weights:
        return {"weight": self.gathered(gamma_each), "bias": self.gathered(beta_each)} if self.layer.affine else {}
