"""Layer normalisation over all numbers of one sample."""

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class LayerNorm(AbstractReferenceLayer):
    """y = γ·u + β with u = (x − x̄)/s, s = √(mean((x − x̄)²) + ε); products run number by number.

    Write ⟨a, b⟩ for mean(a·b). From ds = ⟨u, dx⟩ follows du = J·dx with the symmetric map

        J·a = (a − mean(a) − u·⟨u, a⟩)/s.

    So ẏ = γ·Jẋ; from ȳ come x̄ = J(γȳ), γ̄ = ȳ·u, β̄ = ȳ. With c the adjoint of ẏ and k = γ·c, the reverse pass has to
    differentiate k·Jẋ = n(⟨k, ẋ⟩ − mean(k)·mean(ẋ) − ⟨k, u⟩⟨u, ẋ⟩)/s in x as well, which gives

        x̄ = J(γȳ) − (u·⟨k, Jẋ⟩ + ⟨u, ẋ⟩·Jk + ⟨k, u⟩·Jẋ)/s,    adjoint of ẋ = Jk,    γ̄ = ȳ·u + c·Jẋ,    β̄ = ȳ.

    Source: Ba, Kiros, Hinton 2016 (arXiv 1607.06450), equation 3, for y.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """γ·u + β."""
        u, _ = self._normalised(x)
        return weights["weight"] * u + weights["bias"]

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """J(γȳ); γ̄ = ȳ·u, β̄ = ȳ."""
        u, s = self._normalised(x)
        return self._jacobian(u, s, weights["weight"] * adjoint), {"weight": adjoint * u, "bias": adjoint}

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """γ·Jẋ."""
        u, s = self._normalised(x)
        return weights["weight"] * self._jacobian(u, s, tangent)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """J(γȳ) − (u·⟨k, Jẋ⟩ + ⟨u, ẋ⟩·Jk + ⟨k, u⟩·Jẋ)/s; Jk; γ̄ = ȳ·u + c·Jẋ, β̄ = ȳ."""
        u, s = self._normalised(x)
        k = weights["weight"] * tangent_adjoint
        j_k, j_tangent = self._jacobian(u, s, k), self._jacobian(u, s, tangent)
        curvature = u * np.mean(k * j_tangent) + np.mean(u * tangent) * j_k + np.mean(k * u) * j_tangent
        x_adjoint = self._jacobian(u, s, weights["weight"] * adjoint) - curvature / s
        return x_adjoint, j_k, {"weight": adjoint * u + tangent_adjoint * j_tangent, "bias": adjoint}

    def _normalised(self, x: Array) -> tuple[Array, Array]:
        centred = x - np.mean(x)
        s = np.sqrt(np.mean(centred * centred) + self.layer.epsilon)
        return centred / s, s

    def _jacobian(self, u: Array, s: Array, a: Array) -> Array:
        return (a - np.mean(a) - u * np.mean(u * a)) / s
