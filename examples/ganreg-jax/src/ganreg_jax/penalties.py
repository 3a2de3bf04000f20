"""A penalty's value, differentiable in all that it depends on, whatever kind it is.

The gradient in the input is `jax.grad` of the scores' sum, and is differentiated again with everything else.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from ganreg.constraints.abstract import AbstractFeaturePenalty, AbstractGradientPenalty, AbstractScorePenalty
from ganreg.constraints.free_form import AbstractFreePenalty
from ganreg.constraints.points import AbstractPointSet
from ganreg_jax.free_form import free_penalty
from ganreg_jax.network import Weights
from ganreg_jax.terms import Surroundings, Term

Array = Any


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
    AbstractFreePenalty: free_penalty,
}
"""Penalties that are functions of the critic at points; those of its weights are in `critic.py`."""


def term_of(penalty: Any, path: str, around: Surroundings, buffers: Weights) -> Term:
    """A penalty's term, by its kind."""
    return next(value for kind, value in KINDS.items() if isinstance(penalty, kind))(penalty, path, around, buffers)
