"""Networks as pure functions of samples and weights."""

from collections.abc import Mapping
from typing import Any

import attrs
import jax.numpy as jnp

from ganreg.networks.network import BoundNetwork
from ganreg_jax.layers import Context, chain

Array = Any
Weights = Mapping[str, Array]


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
    """

    network: BoundNetwork
    weights: Weights
    labels: Array | None

    def at(self, x: Array, buffers: Weights, masks: Weights) -> tuple[Array, Passed]:
        """The scores `(n,)` of a set, and the whole pass."""
        context = Context(repeated(self.labels, x.shape[0]))
        found = passed(self.network, x, self.weights, buffers, masks, context)
        return found.output.reshape(-1), found
