"""Batch normalisation in use: running statistics take the batch's place."""

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class RunningNorm(AbstractReferenceLayer):
    """y = γ·u + β with u = (x − m)/s, s = √(v + ε), for constant running means m and variances v per channel.

    So ẏ = γ·ẋ/s. With ȳ and the adjoint c of ẏ: x̄ = γȳ/s, the adjoint of ẋ is γc/s, and, summed over the pixels of
    each channel, γ̄ = ȳ·u + c·ẋ/s and β̄ = ȳ. γ = 1 and β = 0 where they are absent.

    Source: Ioffe and Szegedy 2015 (arXiv 1502.03167), Algorithm 2, for y.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """γ·u + β."""
        y = self._gamma(x, weights) * self._normalised(x, weights)
        return y + _per_channel(weights["bias"], x) if "bias" in weights else y

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """γȳ/s; γ̄ = ȳ·u, β̄ = ȳ."""
        gradients = _gradients(weights, adjoint * self._normalised(x, weights), adjoint)
        return self.tangent(x, weights, adjoint), gradients

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """γ·ẋ/s."""
        return self._gamma(x, weights) * tangent / self._s(x, weights)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """γȳ/s; γc/s; γ̄ = ȳ·u + c·ẋ/s, β̄ = ȳ."""
        gamma_each = adjoint * self._normalised(x, weights) + tangent_adjoint * tangent / self._s(x, weights)
        adjoints = (self.tangent(x, weights, a) for a in (adjoint, tangent_adjoint))
        return *adjoints, _gradients(weights, gamma_each, adjoint)

    def _gamma(self, x: Array, weights: Weights) -> Array:
        return _per_channel(weights["weight"], x) if "weight" in weights else 1.0

    def _s(self, x: Array, weights: Weights) -> Array:
        return np.sqrt(_per_channel(weights["running_var"], x) + self.layer.epsilon)

    def _normalised(self, x: Array, weights: Weights) -> Array:
        return (x - _per_channel(weights["running_mean"], x)) / self._s(x, weights)


def _per_channel(weight: Array, x: Array) -> Array:
    return weight.reshape(-1, *[1] * (x.ndim - 1))


def _gradients(weights: Weights, gamma_each: Array, beta_each: Array) -> Weights:
    each = {"weight": gamma_each, "bias": beta_each}
    return {name: np.array([np.sum(channel) for channel in each[name]]) for name in each if name in weights}
