"""Batch normalisation in training: channel by channel over the whole batch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ganreg.errors import NetworkError
from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.batch import AbstractBatchLayer
from ganreg_reference.layers.normalisation import Normalisation, least_spread


class BatchNorm(AbstractBatchLayer):
    """y = γ·u + β with the u and J of `Normalisation`, number by number; a set is a channel, of all samples and pixels.

    Each channel has a γ and a β; γ = 1 and β = 0 where they are absent.

    Source: Ioffe and Szegedy 2015 (arXiv 1502.03167), Algorithm 1, for y.
    """

    def forward(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """γ·u + β."""
        y = self.for_each("weight", weights, xs, labels) * self._normalisation(xs).u
        return y + self.for_each("bias", weights, xs, labels)

    def backward(self, xs: Array, weights: Weights, labels: Array | None, adjoints: Array) -> tuple[Array, Weights]:
        """J(γȳ); γ̄ = ȳ·u, β̄ = ȳ."""
        normal, gamma = self._normalisation(xs), self.for_each("weight", weights, xs, labels)
        gradients = self._gradients(weights, labels, adjoints * normal.u, adjoints)
        return normal.jacobian(gamma * adjoints), gradients

    def tangent(self, xs: Array, weights: Weights, labels: Array | None, tangents: Array) -> Array:
        """γ·Jẋ."""
        return self.for_each("weight", weights, xs, labels) * self._normalisation(xs).jacobian(tangents)

    def tangent_backward(
        self,
        xs: Array,
        weights: Weights,
        labels: Array | None,
        tangents: Array,
        adjoints: Array,
        tangent_adjoints: Array,
    ) -> tuple[Array, Array, Weights]:
        """J(γȳ) + ∂(k·Jẋ)/∂x with k = γ·c; Jk; γ̄ = ȳ·u + c·Jẋ, β̄ = ȳ."""
        normal, gamma = self._normalisation(xs), self.for_each("weight", weights, xs, labels)
        k = gamma * tangent_adjoints
        xs_adjoint = normal.jacobian(gamma * adjoints) + normal.curvature(k, tangents)
        gamma_each = adjoints * normal.u + tangent_adjoints * normal.jacobian(tangents)
        return xs_adjoint, normal.jacobian(k), self._gradients(weights, labels, gamma_each, adjoints)

    def buffers(self, xs: Array, weights: Weights, labels: Array | None, old: Weights) -> Mapping[str, Array]:
        """(1 − momentum)·running + momentum·batch; a variance is Σ(x − mean)²/(n − 1), n numbers x per channel."""
        channels = [xs[index] for index in self._sets(xs)]
        batch = {
            "running_mean": np.array([np.mean(x) for x in channels]),
            "running_var": np.array([np.sum((x - np.mean(x)) ** 2) / (x.size - 1) for x in channels]),
        }
        momentum = self.layer.momentum
        return {name: (1.0 - momentum) * old[name] + momentum * now for name, now in batch.items()}

    def spread(self, xs: Array) -> float:
        """That of the channels."""
        return least_spread(xs, self._sets(xs))

    def for_each(self, name: str, weights: Weights, xs: Array, labels: Array | None) -> Array:
        """γ ("weight") or β ("bias") of each number: that of its channel."""
        absent = np.ones if name == "weight" else np.zeros
        return per_channel(weights.get(name, absent(xs.shape[1]))[None], xs)

    def gathered(self, each: Array, weight: Array, labels: Array | None) -> Array:
        """γ̄ or β̄ from what each number gives to it: the sum over samples and pixels."""
        return np.sum(over_pixels(each), axis=0)

    def _gradients(self, weights: Weights, labels: Array | None, gamma_each: Array, beta_each: Array) -> Weights:
        each = {"weight": gamma_each, "bias": beta_each}
        return {name: self.gathered(each[name], weights[name], labels) for name in each if name in weights}

    def _normalisation(self, xs: Array) -> Normalisation:
        return Normalisation(xs, self._sets(xs), self.layer.epsilon)

    def _sets(self, xs: Array) -> Sequence[Any]:
        """The index of each channel."""
        if xs[:, 0].size == 1:
            raise NetworkError(
                f"{self.layer!r} needs more than one number per channel in training, but a batch of shape {xs.shape} "
                "has one. Take a larger batch."
            )
        return [(slice(None), channel) for channel in range(xs.shape[1])]


def per_channel(rows: Array, xs: Array) -> Array:
    """One number per sample and channel, `(n, channels)`, for all pixels of xs `(n, channels, …)`."""
    return rows.reshape(*rows.shape, *[1] * (xs.ndim - 2))


def over_pixels(each: Array) -> Array:
    """The sum over the pixels, `(n, channels)`."""
    return np.sum(each.reshape(*each.shape[:2], -1), axis=2)
