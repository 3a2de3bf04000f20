"""A penalty's term, and what it is computed from."""

from typing import Any

import attrs
import jax.numpy as jnp

from ganreg.constraints.points import AbstractPointSet
from ganreg.masks import points_set
from ganreg_jax.arguments import Arguments
from ganreg_jax.network import Critic, Weights

Array = Any


@attrs.frozen
class Term:
    """A penalty's value, what it was computed from, and the critic's buffers after it."""

    value: Array
    observed: Any
    buffers: Weights


@attrs.frozen
class Surroundings:
    """What penalties are computed from: the critic, both sets of samples as it sees them, and this update's draws."""

    critic: Critic
    real: Array
    fake: Array
    given: Arguments

    def at(self, points: AbstractPointSet, path: str) -> Array:
        """The points of a point set."""
        return points.points(self.real, self.fake, self.given.draws[path], jnp)

    def masks(self, path: str) -> Weights:
        """The masks of the points at a path."""
        return self.given.draws[points_set(path)]
