"""A critic whose score is a function of another critic's scores and slopes."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ganreg.errors import UnsupportedError
from ganreg_reference import oracles
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.questions import STEP, Answered, Asking, answered, gradient
from ganreg_reference.weights import Array, Weights, total

States = tuple[Mapping[str, Any], ...]


class TransformedCritic(ReferenceNetwork):
    """f̂(x), sample by sample, with its derivatives by complex steps: one on each answer, or on each number of x.

    Features, buffers and layers are those of f.

    Args:
        network: the critic f.
        transform: the constraint as it stands.
    """

    def __init__(self, network: ReferenceNetwork, transform: Any) -> None:
        self.network, self.transform = network, transform
        self.oracle = oracles.score_transform_oracle(transform)
        self.layers, self.specifications = network.layers, network.specifications
        self.factors, self._last = network.factors, network._last

    def scores(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """f̂(xᵢ), `(n,)`."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return np.array([self.oracle.score(critic, x) for critic, x in self._each(xs, weights, labels)])

    def backward(self, xs: Array, weights: Weights, labels: Array | None, adjoints: Array) -> tuple[Array, Weights]:
        """All x̄ᵢ = ȳᵢ·∇ₓf̂(xᵢ), and Σᵢ ȳᵢ·∇_w f̂(xᵢ)."""
        derivatives = adjoints[:, 0]
        pairs = zip(derivatives, self.slopes(xs, weights, labels), strict=True)
        in_x = np.array([derivative * slope for derivative, slope in pairs])
        return in_x, self.score_gradient(xs, weights, labels, derivatives)

    def score_gradient(self, xs: Array, weights: Weights, labels: Array | None, derivatives: Array) -> Weights:
        """Σᵢ dᵢ·∇_w f̂(xᵢ)."""
        trained = {name: value for name, value in weights.items() if name not in self.factors}
        parts = []
        for (critic, x), derivative in zip(self._each(xs, weights, labels), derivatives, strict=True):
            own = gradient(self.network, critic.weights, self._answered(critic, x))
            parts.append({name: derivative * own[name] for name in trained})
        return total(parts, trained)

    def slopes(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """∇ₓf̂(xᵢ), in the shape of the samples, which are real."""
        if np.iscomplexobj(xs):
            raise self._refusal()
        found = np.zeros(np.shape(xs))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            for own, (critic, x) in zip(found, self._each(xs, weights, labels), strict=True):
                for place in np.ndindex(own.shape):
                    moved = x.astype(complex)
                    moved[place] += 1j * STEP
                    own[place] = np.imag(self.oracle.score(critic, moved)) / STEP
        return found

    def slope_gradient(self, xs: Array, weights: Weights, labels: Array | None, directions: Array) -> Weights:
        """Refused: it would be a third derivative of f."""
        raise self._refusal()

    def tangent_backward(self, *arguments: Any) -> tuple[Array, Array, Weights]:
        """Refused likewise."""
        raise self._refusal()

    def answered(self, xs: Array, weights: Weights, labels: Array | None) -> list[Answered]:
        """What is asked of f for f̂ at each of these samples."""
        return [self._answered(critic, x) for critic, x in self._each(xs, weights, labels)]

    def _answered(self, critic: Asking, x: Array) -> Answered:
        name = oracles.component_name(self.transform)
        return answered(lambda asking: self.oracle.score(asking, x), critic, name)

    def _each(self, xs: Array, weights: Weights, labels: Array | None) -> Iterator[tuple[Asking, Array]]:
        """For each sample the critic with its label and its masks, and the sample."""
        for i, x in enumerate(xs):
            own = {name: value[i : i + 1] if name in self.factors else value for name, value in weights.items()}
            yield Asking(self.network, own, None if labels is None else labels[i : i + 1]), x

    def _refusal(self) -> UnsupportedError:
        return UnsupportedError(
            f"The reference does not differentiate slopes of the scores that {oracles.component_name(self.transform)!r}"
            " makes: leave out penalties that take them."
        )


def seen_through(
    critic: ReferenceNetwork, constraints: tuple[Any, ...], states: States, update: int
) -> ReferenceNetwork:
    """The critic with what is scored in its place after `update` critic updates."""
    for constraint, state in zip(constraints, states, strict=True):
        if oracles.kind_of(constraint) == oracles.SCORE_TRANSFORM:
            critic = TransformedCritic(critic, constraint.now(state, update))
    return critic
