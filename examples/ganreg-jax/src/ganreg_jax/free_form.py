"""Free penalties and score transforms: a plugin's own code in JAX, traced and differentiated with everything else."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from ganreg.constraints.free_form import AbstractFreePenalty, AbstractScoreTransform
from ganreg.draws import Stream
from ganreg.errors import PluginError
from ganreg.implementations import implementation_of
from ganreg.schedules import replaced
from ganreg_jax.arguments import Arguments
from ganreg_jax.asked import Answering, Asking, Wish
from ganreg_jax.compiled import explained
from ganreg_jax.effective import ByPath
from ganreg_jax.flat import named
from ganreg_jax.network import Critic, Score, Weights
from ganreg_jax.plan import Due, Plan
from ganreg_jax.terms import Surroundings, Term

Array = Any
NAME = "jax"
METHODS: dict[type, str] = {AbstractFreePenalty: "value", AbstractScoreTransform: "scores"}
"""What an implementation of each free form offers."""


def free_penalty(penalty: AbstractFreePenalty, path: str, around: Surroundings, buffers: Weights) -> Term:
    """The term by its implementation. Its calls of the critic leave running statistics as they are."""
    stream = Answering(around.given.draws[path])
    value = free_value(penalty, around.critic, buffers, (around.real, around.fake), stream)
    return Term(value, value, buffers)


def free_value(
    penalty: AbstractFreePenalty, critic: Critic, buffers: Weights, samples: tuple[Array, Array], stream: Stream
) -> Array:
    """A free penalty, a scalar.

    Args:
        penalty: as it stands at the update.
        critic: in training.
        buffers: its own.
        samples: real and fake ones, as the critic sees them.
        stream: what it draws from.

    Raises:
        UnsupportedError: it has no implementation for JAX.
        PluginError: what it returned is no scalar, or it called the critic without regard to its labels.
    """
    made = implementation_of(penalty, NAME, "value")
    value = made.value(partial(_scored, critic, buffers), *map(jnp.asarray, samples), stream)
    if not isinstance(value, jax.Array) or value.shape != ():
        shape = tuple(value.shape) if isinstance(value, jax.Array) else type(value).__name__
        raise PluginError(
            f"{type(made).__name__}.value, which computes {type(penalty).__name__}, returned {shape}. Expected a JAX "
            "array of shape (): take the mean over the samples."
        )
    return value


def _scored(critic: Critic, buffers: Weights, x: Array) -> Array:
    labels = critic.labels
    if labels is not None and x.shape[0] % labels.shape[0]:
        raise PluginError(
            f"A free penalty calls the critic with {x.shape[0]} samples, but its labels are those of the "
            f"{labels.shape[0]} real samples, again and again. Give as many samples, or a multiple."
        )
    return critic.at(x, buffers, {})[0]


def wishes_of(plan: Plan, due: Due, given: Arguments) -> tuple[Wish, ...]:
    """What a free penalty draws in a step, seen by tracing it without numbers; the moving ones it has.

    Args:
        plan: the step.
        due: the penalty.
        given: the step's arrays, of which only the shapes matter.
    """
    stream = Asking(str(given.real.dtype))
    penalty = replaced(due.component, **given.numbers[due.key])
    transforms = transforms_of(plan.score_transforms, given.numbers)

    def traced(params: Array, buffers: Weights, x: Array) -> Array:
        critic = Critic(plan.critic, named(params, plan.critic), given.labels, transforms)
        return free_value(penalty, critic, buffers, (x, x), stream)

    with explained():
        jax.eval_shape(traced, given.critic, given.critic_buffers, given.real)
    return tuple(stream.wishes)


def transforms_of(due: Sequence[Due], numbers: ByPath) -> tuple[Callable[[Score, Array], Array], ...]:
    """The score transforms of a step, each a function of a critic and samples.

    Raises:
        UnsupportedError: one has no implementation for JAX.
    """
    components = [replaced(one.component, **numbers[one.key]) for one in due]
    return tuple(partial(_transformed, implementation_of(one, NAME, "scores")) for one in components)


def _transformed(made: Any, score: Score, x: Array) -> Array:
    scores = made.scores(score, jnp.asarray(x))
    if getattr(scores, "shape", None) != (x.shape[0],):
        raise PluginError(
            f"{type(made).__name__}.scores returned {getattr(scores, 'shape', type(scores).__name__)} for "
            f"{x.shape[0]} samples. Expected one score for each, an array ({x.shape[0]},)."
        )
    return scores
