"""A penalty's value, differentiable in all that it depends on, whatever kind it is.

The gradient in the input is `jax.grad` of the scores' sum, and is differentiated again with everything else.
"""

from collections.abc import Callable
from typing import Any

import attrs
import jax
import jax.numpy as jnp

from ganreg.constraints.abstract import AbstractFeaturePenalty, AbstractGradientPenalty, AbstractScorePenalty
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


def gradient_penalty(penalty: AbstractGradientPenalty, path: str, around: Surroundings, buffers: Weights) -> Term:
    """φ of the norms of ∇ₓf at the points."""
    masks = around.masks(path)

    def total(x: Array) -> tuple[Array, Weights]:
        scores, found = around.critic.at(x, buffers, masks)
        return jnp.sum(scores), found.buffers

    slopes, after = jax.grad(total, has_aux=True)(around.at(penalty.points, path))
    norms = penalty.norm.value(slopes.reshape(slopes.shape[0], -1), jnp)
    return Term(penalty.value(norms, jnp), norms, after)


def score_penalty(penalty: AbstractScorePenalty, path: str, around: Surroundings, buffers: Weights) -> Term:
    """A function of the scores at each point set."""
    scores, _, buffers = _at_each(penalty.points, path, around, buffers)
    return Term(penalty.value(scores, jnp), scores, buffers)


def feature_penalty(penalty: AbstractFeaturePenalty, path: str, around: Surroundings, buffers: Weights) -> Term:
    """A function of the scores and features at each point set."""
    scores, features, buffers = _at_each(penalty.points, path, around, buffers)
    return Term(penalty.value(scores, features, jnp), (scores, features), buffers)


def _at_each(
    sets: tuple[AbstractPointSet, ...], path: str, around: Surroundings, buffers: Weights
) -> tuple[tuple[Array, ...], tuple[Array, ...], Weights]:
    scores, features = [], []
    for k, points in enumerate(sets):
        own = f"{path}/{k}"
        vector, found = around.critic.at(around.at(points, own), buffers, around.masks(own))
        scores.append(vector)
        features.append(found.features)
        buffers = found.buffers
    return tuple(scores), tuple(features), buffers


KINDS: dict[type, Callable[[Any, str, Surroundings, Weights], Term]] = {
    AbstractGradientPenalty: gradient_penalty,
    AbstractScorePenalty: score_penalty,
    AbstractFeaturePenalty: feature_penalty,
}
"""Penalties that are functions of the critic at points; those of its weights are in `critic.py`."""


def term_of(penalty: Any, path: str, around: Surroundings, buffers: Weights) -> Term:
    """A penalty's term, by its kind."""
    return next(value for kind, value in KINDS.items() if isinstance(penalty, kind))(penalty, path, around, buffers)
