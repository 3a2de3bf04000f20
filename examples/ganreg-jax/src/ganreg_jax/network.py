"""Networks as pure functions of samples and weights."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import attrs
import jax.numpy as jnp

from ganreg.networks.network import BoundNetwork
from ganreg_jax.layers import Context, chain

Array = Any
Weights = Mapping[str, Array]
Score = Callable[[Array], Array]


@attrs.frozen
class Passed:
    """What a pass gives.

    Args:
        output: `(n, *shape)`.
        features: what goes into the last layer that has parameters, `(n, d)`.
        buffers: all buffers after it, by name.
    """

    output: Array
    features: Array
    buffers: Weights


def passed(
    network: BoundNetwork, x: Array, params: Weights, buffers: Weights, masks: Weights, context: Context
) -> Passed:
    """One set of samples through a network."""
    weights, place = {**params, **buffers, **masks}, network.last_trained
    features, first = chain(network.layers[:place], x, weights, context)
    shifted = {_moved(name, -place): value for name, value in weights.items()}
    output, last = chain(network.layers[place:], features, shifted, context)
    after = {**buffers, **first, **{_moved(name, place): value for name, value in last.items()}}
    return Passed(output, features.reshape(features.shape[0], -1), after)


def _moved(name: str, by: int) -> str:
    """A weight's name in a chain that starts elsewhere: `3.weight` moved by −2 is `1.weight`."""
    place, _, rest = name.partition(".")
    return f"{int(place) + by}.{rest}"


def repeated(labels: Array | None, n: int) -> Array | None:
    """Labels for n points: those given, again and again."""
    return labels if labels is None else jnp.tile(labels, n // labels.shape[0])


@attrs.frozen
class Critic:
    """A critic in training, as a function of one set of samples after another.

    Args:
        network: its specification.
        weights: what it computes with.
        labels: of the batch, `(n,)`; points beside the samples have the same.
        transforms: what is scored in its place, in order, each a function of a critic and samples.
    """

    network: BoundNetwork
    weights: Weights
    labels: Array | None
    transforms: tuple[Callable[[Score, Array], Array], ...] = ()

    def at(self, x: Array, buffers: Weights, masks: Weights) -> tuple[Array, Passed]:
        """The scores `(n,)` of a set, transformed, and the whole pass of the set itself."""

        def pass_of(points: Array) -> Passed:
            context = Context(repeated(self.labels, points.shape[0]))
            return passed(self.network, points, self.weights, buffers, masks, context)

        score = through(lambda points: pass_of(points).output.reshape(-1), self.transforms)
        found = pass_of(x)
        return score(x) if self.transforms else found.output.reshape(-1), found


def through(score: Score, transforms: Sequence[Callable[[Score, Array], Array]]) -> Score:
    """The scores that transforms make of a critic's, one after another."""
    for transform in transforms:
        score = partial(transform, score)
    return score
