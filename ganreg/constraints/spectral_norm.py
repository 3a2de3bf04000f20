"""Spectral normalisation."""

from collections.abc import Mapping
from typing import Any, Self

import attrs
import numpy as np

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractReparametrisation, Array, State
from ganreg.constraints.selection import as_matrix, exclude_param, matrices
from ganreg.draws import Stream
from ganreg.params import COUNT, OneOf, param

Weights = Mapping[str, Array]


@attrs.frozen
class Triplet:
    """Singular vectors u `(rows,)` and v `(columns,)` of a matrix W, and σ = uᵀWv ≥ 0."""

    u: Array
    v: Array
    sigma: Array

    def divisor(self, xp: Any) -> Array:
        """σ, or 1 where it is 0."""
        return xp.where(self.sigma > 0, self.sigma, xp.ones_like(self.sigma))


@attrs.frozen(kw_only=True)
class SpectralNorm(AbstractReparametrisation):
    """W̃ = W/σ(W) for every trainable parameter of rank 2 or more, as a matrix `(out, rest)`, with σ its spectral norm.

    Biases are none, whatever their rank: normalised, that of a layer norm on images would jump from 0 to norm 1.

    By power iteration from the state u: v = Wᵀu/‖Wᵀu‖, u′ = Wv/‖Wv‖, `iterations` times, then σ = u′ᵀWv. The gradient
    takes u′ and v as constants: W̄ = (G − ⟨G, W̃⟩u′vᵀ)/σ for a gradient G in W̃. After a critic update u′ is the next u;
    u₀ is N(0, 1), normalised. With `method="svd"` σ, u and v are exact, and there is no state.

    Embeddings and class projections are such parameters too; the first axis of a transposed convolution's kernel is
    that of its input channels. A weight that is 0 throughout, or has Wᵀu = 0, stays as it is: W̃ = W, W̄ = G, u′ = u.

    `torch.nn.utils.spectral_norm` differs: there each forward in training mode moves u, so that evaluating twice gives
    two results; norms count as 1e-12 at least, and a weight of 0 gives NaN; a transposed convolution's kernel is
    reshaped by its output channels.

    Source: Miyato et al. 2018 (arXiv 1802.05957), equations 6 to 8 and 12, Algorithm 1.
    """

    name = "spectral_norm"
    claim = Claim(
        "diverges",
        "with the non-saturating loss and a single weight, whose normalisation is its sign: no critic is flat",
    )

    iterations: int = param(1, "Power iterations at each evaluation.", validator=COUNT)
    method: str = param(
        "power", "By power iteration from a state, or exactly by a decomposition.", validator=OneOf(("power", "svd"))
    )
    exclude: tuple[str, ...] = exclude_param()

    @property
    def is_exact(self) -> bool:
        """Only with `method="svd"`: power iteration takes u′ and v as constants, as the paper does."""
        return self.method == "svd"

    def among(self, elementwise: tuple[str, ...]) -> Self:
        """The same, leaving scales and shifts alone."""
        return attrs.evolve(self, exclude=(*self.exclude, *elementwise)) if elementwise else self

    def start(self, weights: Weights, stream: Stream) -> State:
        """u₀ by the weight's name; nothing for `method="svd"`."""
        drawn = {name: stream.normal(weights[name].shape[:1]) for name in matrices(weights, self.exclude, self)}
        return {} if self.method == "svd" else {name: u / np.sqrt(np.sum(u * u)) for name, u in drawn.items()}

    def effective(self, weights: Weights, state: State, xp: Any) -> Weights:
        """W/σ."""
        found = self._triplets(weights, state, xp)
        return {name: weights[name] / triplet.divisor(xp) for name, triplet in found.items()}

    def pullback(self, weights: Weights, state: State, cotangents: Weights, xp: Any) -> Weights:
        """(G − ⟨G, W/σ⟩uvᵀ)/σ."""
        pulled = {}
        for name, triplet in self._triplets(weights, state, xp).items():
            gradient, sigma = cotangents[name], triplet.divisor(xp)
            along = xp.sum(gradient * weights[name]) / sigma
            outer = xp.reshape(triplet.u[:, None] * triplet.v[None, :], gradient.shape)
            pulled[name] = (gradient - along * outer) / sigma
        return pulled

    def next_state(self, state: State, observed: Weights, xp: Any) -> State:
        """u′."""
        return {name: triplet.u for name, triplet in self._triplets(observed, state, xp).items()} if state else state

    def _triplets(self, weights: Weights, state: State, xp: Any) -> dict[str, Triplet]:
        if self.method == "power":
            return {
                name: power_iterations(as_matrix(weights[name], xp), u, self.iterations, xp)
                for name, u in state.items()
            }
        names = matrices(weights, self.exclude, self)
        return {name: largest(as_matrix(weights[name], xp), xp) for name in names}


def power_iterations(matrix: Array, u: Array, iterations: int, xp: Any) -> Triplet:
    """The triplet after some iterations from u; u itself where Wᵀu = 0."""
    for _ in range(iterations):
        v, _ = _direction(matrix.T @ u, xp)
        found, sigma = _direction(matrix @ v, xp)
        u = xp.where(sigma > 0, found, u)
    return Triplet(u, v, sigma)


def largest(matrix: Array, xp: Any) -> Triplet:
    """The triplet of the largest singular value, exactly."""
    u, sigma, v = xp.linalg.svd(matrix, full_matrices=False)
    return Triplet(u[:, 0], v[0, :], sigma[0])


def _direction(vector: Array, xp: Any) -> tuple[Array, Array]:
    """x/‖x‖, or 0 where x = 0, and ‖x‖."""
    norm = xp.sqrt(xp.sum(vector * vector))
    return vector / xp.where(norm > 0, norm, xp.ones_like(norm)), norm
