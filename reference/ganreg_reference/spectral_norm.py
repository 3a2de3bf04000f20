"""The oracle of spectral normalisation."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from ganreg.errors import ParameterError

Array = Any
Weights = Mapping[str, Array]


class SpectralNorm:
    """W̃ = W/σ(W) for each weight of rank 2 or more, as a matrix of as many rows as its first axis is long.

    σ(W) = uᵀWv with the singular vectors u and v of the largest singular value; by `iterations` power iterations from
    the state, or exactly. For constant u and v: dσ = uᵀ·dW·v, so dW̃ = dW/σ − W·(uᵀ·dW·v)/σ², and of a gradient G in W̃
    becomes G/σ − (Σ G·W/σ²)·uvᵀ in W. Where Wᵀu = 0, σ is taken as 1 and its derivative as 0, and u stays.

    Source: Miyato et al. 2018 (arXiv 1802.05957), equations 6, 8 and 12, Algorithm 1.
    """

    def __init__(self, constraint: Any) -> None:
        self.iterations = constraint.iterations
        self.exact = constraint.method == "svd"
        self.excluded = constraint.exclude

    def start(self, weights: Weights, stream: Any) -> Weights:
        """Numbers u ~ N(0, 1) of length 1 per weight, in the alphabetical order of their names; nothing if exact.

        Raises:
            ParameterError: there is no such weight.
        """
        state = {}
        if not self._names(weights):
            raise ParameterError(
                f"Spectral normalisation finds nothing to act on among {', '.join(weights)}, with {self.excluded} "
                "excluded. Expected a weight of rank 2 or more."
            )
        for name in sorted(self._names(weights)):
            drawn = stream.normal((len(weights[name]),))
            state[name] = drawn / _length(drawn)
        return {} if self.exact else state

    def effective(self, weights: Weights, state: Weights) -> Weights:
        """W/σ of each weight."""
        found = {}
        for name in self._names(weights):
            _, _, sigma = self._triplet(weights[name], state.get(name))
            found[name] = weights[name] / sigma if sigma != 0 else weights[name]
        return found

    def pullback(self, weights: Weights, state: Weights, cotangents: Weights) -> Weights:
        """G/σ − (Σ G·W/σ²)·uvᵀ of each weight."""
        found = {}
        for name in self._names(weights):
            weight, given = weights[name], cotangents[name]
            u, v, sigma = self._triplet(weight, state.get(name))
            if sigma == 0:
                found[name] = given
                continue
            slope = np.sum(given * weight) / sigma**2
            found[name] = given / sigma - slope * np.outer(u, v).reshape(weight.shape)
        return found

    def next_state(self, state: Weights, weights: Weights) -> Weights:
        """The u of each weight after the iterations."""
        return {name: self._triplet(weights[name], u)[0] for name, u in state.items()}

    def _names(self, weights: Weights) -> list[str]:
        matrices = [name for name, weight in weights.items() if np.ndim(weight) >= 2 and name.split(".")[-1] != "bias"]
        return [name for name in matrices if not any(fnmatchcase(name, pattern) for pattern in self.excluded)]

    def _triplet(self, weight: Array, u: Array) -> tuple[Array, Array, Array]:
        matrix = weight.reshape(len(weight), -1)
        return largest(matrix) if self.exact else iterated(matrix, u, self.iterations)


def iterated(matrix: Array, u: Array, iterations: int) -> tuple[Array, Array, Array]:
    """u, v and σ = uᵀWv after power iterations; σ = 0 and the u of before where Wᵀu = 0."""
    for _ in range(iterations):
        v = np.array([column @ u for column in matrix.T])
        if _length(v) == 0:
            return u, v, 0.0
        v = v / _length(v)
        u = np.array([row @ v for row in matrix])
        u = u / _length(u)
    return u, v, sum(u[i] * (matrix[i] @ v) for i in range(len(u)))


def largest(matrix: Array) -> tuple[Array, Array, Array]:
    """u, v and σ exactly: σ² is the largest eigenvalue of WWᵀ, u its eigenvector, v = Wᵀu/σ."""
    values, vectors = np.linalg.eigh(matrix @ matrix.T)
    u = vectors[:, np.argmax(values)]
    along = matrix.T @ u
    sigma = _length(along)
    return u, along / sigma if sigma != 0 else along, sigma


def _length(vector: Array) -> Array:
    return np.sqrt(sum(number * number for number in vector))
