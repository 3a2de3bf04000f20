"""One verified loss and one verified penalty as plain functions, for a training loop of one's own.

The backend is found by the arrays that are given: tensors of PyTorch are computed by the backend `torch`. Scores are
`(n,)` or `(n, 1)`; nothing reaches the generator from a critic's loss or penalty, and nothing is left in `.grad`:

    loss = critic_loss(critic, real, fake) + gradient_penalty(critic, real, fake)
    loss.backward()

For constraints with state, lazy ones or several at once, make an `ganreg.objective(...)`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ganreg.constraints.abstract import AbstractConstraint
from ganreg.constraints.clip import Clip
from ganreg.constraints.gradient_penalty import GradientPenalty
from ganreg.errors import UnsupportedError
from ganreg.losses.abstract import AbstractLoss
from ganreg.losses.wasserstein import Wasserstein
from ganreg.objectives import AbstractObjective
from ganreg.registry import registry

Array = Any


def gradient_penalty(
    critic: Any,
    real: Array,
    fake: Array,
    *,
    weight: float = 10,
    target: float = 1,
    one_sided: bool = False,
    points: Any = "interpolates",
    norm: Any = 2,
    labels: Array | None = None,
    generator: Any = None,
    draws: Mapping[str, Array] | None = None,
    allow: tuple[str, ...] = (),
) -> Array:
    """The gradient penalty λ·mean((‖∇ₓf(x̂)‖ − target)²), or λ·mean(max(0, ‖∇ₓf(x̂)‖ − target)²) if one-sided.

    The norm runs over all non-batch axes. x̂ = ε·x + (1 − ε)·x̃ with one ε ~ U[0, 1) per sample. The result is
    differentiable in the critic's parameters; samples are constants.

    Args:
        critic: a module or another callable, called as `critic(x)`, or `critic(x, labels)` where labels are given.
        real: real samples `(n, *shape)`.
        fake: generated samples `(n, *shape)`.
        weight: the factor λ ≥ 0.
        target: the norm that costs nothing, ≥ 0.
        one_sided: whether norms below the target cost nothing.
        points: where the gradient is taken: `"interpolates"`, `"real"`, `"fake"`, `"both"`, `"perturbed_real"`, or a
            point set.
        norm: of the gradient: its order 1, 2, `inf` or another p ≥ 1, or a norm. It is the dual of the distance for
            which the critic shall be Lipschitz: `inf` serves the distance Σ |x − y|.
        labels: handed to the critic.
        generator: the framework's random generator to draw ε from; by default its own.
        draws: the numbers themselves, `{"epsilon": (n,)}`.
        allow: refusals to lift, `("batch-norm-with-gp",)`.

    Returns:
        A scalar of the samples' type.

    Raises:
        CombinationError: the critic's score of one sample depends on the others, or batches are unequal.
        NetworkError: scores are not one per sample, or the critic has no trainable parameter.
        UnsupportedError: no backend differentiates such arrays.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), equation 3 and Algorithm 1.
    """
    constraint = GradientPenalty(weight=weight, target=target, one_sided=one_sided, points=points, norm=norm)
    objective = _objective(backend_of(real), Wasserstein(), constraint, tuple(allow))
    return objective.penalty(critic, real, fake, labels=labels, generator=generator, draws=draws)


def critic_loss(
    critic: Any, real: Array, fake: Array, *, loss: Any = "wasserstein", labels: Array | None = None
) -> Array:
    """The critic's loss without penalties, a scalar, differentiable in the critic's parameters; samples are constants.

    Args:
        critic: called as `critic(x)`, or `critic(x, labels)` where labels are given.
        real: real samples `(n, *shape)`.
        fake: generated samples `(m, *shape)`.
        loss: `"wasserstein"`, `"non_saturating"`, … or a loss with parameters.
        labels: handed to the critic.

    Raises:
        NetworkError: scores are not one per sample, or the critic has no trainable parameter.
        UnsupportedError: no backend differentiates such arrays.
    """
    return _objective(backend_of(real), _loss(loss)).critic_loss(critic, real, fake, labels=labels)


def generator_loss(
    critic: Any, fake: Array, *, loss: Any = "wasserstein", real: Array | None = None, labels: Array | None = None
) -> Array:
    """The generator's loss, a scalar, differentiable in `fake`; nothing reaches the critic's parameters.

    Args:
        critic: called as `critic(x)`, or `critic(x, labels)` where labels are given.
        fake: generated samples `(n, *shape)`.
        loss: as for `critic_loss`.
        real: real samples, for a loss whose generator compares with them.
        labels: handed to the critic.

    Raises:
        NetworkError: scores are not one per sample.
        ParameterError: the loss needs real samples and there are none.
        UnsupportedError: no backend differentiates such arrays.
    """
    return _objective(backend_of(fake), _loss(loss)).generator_loss(critic, fake, real=real, labels=labels)


def clip_(critic: Any, bound: float = 0.01, *, exclude: str | tuple[str, ...] = ()) -> None:
    """Clip every trainable parameter of a critic to [−bound, bound], in place; buffers are left alone.

    Call it after each optimizer step.

    Args:
        critic: a module.
        bound: half the side of the box, > 0.
        exclude: parameters that are left alone: names, or patterns such as `"*.bias"`. The scale of a batch norm is
            clipped as everything else unless it is excluded.

    Raises:
        UnsupportedError: no backend knows such modules.

    Source: Arjovsky, Chintala, Bottou 2017 (arXiv 1701.07875), Algorithm 1, line 7.
    """
    patterns = (exclude,) if isinstance(exclude, str) else tuple(exclude)
    _objective(backend_of(critic), Wasserstein(), Clip(bound=bound, exclude=patterns)).project_(critic)


def backend_of(value: Any) -> str:
    """The name of the backend whose framework an array or a module belongs to: the root module of one of its classes.

    Samples in parts, a tuple, list or mapping of arrays, belong where their first part does.

    Raises:
        UnsupportedError: there is none of that name.
    """
    if isinstance(value, tuple | list | Mapping) and value:
        return backend_of(next(iter(value.values() if isinstance(value, Mapping) else value)))
    known = registry().names("backend")
    roots = [cls.__module__.partition(".")[0] for cls in type(value).__mro__]
    for root in roots:
        if root in known:
            return root
    raise UnsupportedError(
        f"No backend differentiates a {type(value).__module__}.{type(value).__qualname__}. Give tensors and modules of "
        "PyTorch, or train with ganreg.build(...), which needs no framework."
    )


def _loss(loss: Any) -> AbstractLoss:
    resolved: AbstractLoss = registry().resolve("loss", loss)
    return resolved


@lru_cache(maxsize=64)
def _objective(
    backend: str, loss: AbstractLoss, constraint: AbstractConstraint | None = None, allow: tuple[str, ...] = ()
) -> AbstractObjective:
    """Kept, because an objective remembers which critics it has probed already."""
    made: AbstractObjective = (
        registry().create("backend", backend).objective(loss, () if constraint is None else (constraint,), allow=allow)
    )
    return made
