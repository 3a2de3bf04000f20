"""The value of a penalty, differentiable in the critic's weights, whatever kind it is.

Gradients in the input come from `torch.autograd.grad(create_graph=True)` and are differentiated again by ordinary
double backward. Forward-mode differentiation would give wrong weight gradients for normalisation layers (PyTorch 2.13).
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import array_api_compat.torch as xp
import attrs
import torch
from torch import nn

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractInputTransform,
    AbstractPenalty,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.free_form import AbstractFreePenalty, AbstractScoreTransform
from ganreg.constraints.norms import AbstractNorm, Euclidean
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import Stream
from ganreg.errors import NetworkError, UnsupportedError
from ganreg.masks import FAKE, REAL, points_set
from ganreg_torch.features import features_of, seen
from ganreg_torch.free_form import SetScore, free_value
from ganreg_torch.norms import norms_of
from ganreg_torch.scores import HALF

Score = Callable[[torch.Tensor], torch.Tensor]
Numbers = Callable[[AbstractPointSet | AbstractInputTransform, str], Mapping[str, torch.Tensor]]
Value = tuple[torch.Tensor, Any]
IN_FORWARD = "detach() and no_grad() from its forward"


@attrs.frozen(kw_only=True)
class CriticInputs:
    """What a critic's loss is computed from.

    Args:
        score: from samples `(n, *shape)`, and the name of their set, to scores `(n,)`.
        weights: the critic's trainable parameters by name; None where they are not known.
        real: real samples, constants.
        fake: generated samples, constants.
        numbers: the random numbers of a point set, given the path of its draws.
        stream: from the path of a free penalty to its draws.
        critic: the module that `score` calls; None for a plain callable.
        thrice: whether the gradient in the weights will be differentiated itself.
        chained: whether `score` is a plain chain of known modules, which may take real and fake samples in one batch.
        around: what penalties are computed in, such as another precision.
    """

    score: SetScore
    weights: Mapping[str, torch.Tensor] | None
    real: torch.Tensor
    fake: torch.Tensor
    numbers: Numbers
    stream: Callable[[str], Stream]
    critic: nn.Module | None = None
    thrice: bool = False
    chained: bool = False
    around: AbstractContextManager[Any] = attrs.field(factory=nullcontext)

    @property
    def both(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The scores of the real and of the fake samples."""
        return self.score(self.real, REAL), self.score(self.fake, FAKE)

    def at(self, points: AbstractPointSet, path: str) -> torch.Tensor:
        """The points of a point set, constants."""
        placed: torch.Tensor = points.points(self.real, self.fake, self.numbers(points, path), xp)
        return placed


def penalty_value(penalty: AbstractPenalty, path: str, inputs: CriticInputs) -> Value:
    """A penalty's value, a scalar, and what it was computed from (detached), which its next state may depend on.

    Raises:
        UnsupportedError: the penalty is of no kind that this backend knows.
    """
    for kind, value in KINDS.items():
        if isinstance(penalty, kind):
            return value(penalty, path, inputs)
    raise _unsupported(penalty)


def check_kinds(constraints: tuple[AbstractConstraint, ...]) -> None:
    """Raise `UnsupportedError` for a constraint of a kind that this backend does not compute."""
    for constraint in constraints:
        if not isinstance(constraint, (*KINDS, *OTHER_KINDS)):
            raise _unsupported(constraint)


def gradient_norms(
    score: Score, x: torch.Tensor, norm: AbstractNorm, create_graph: bool = True, thrice: bool = False
) -> torch.Tensor:
    """‖∇ₓf(xᵢ)‖ per sample, `(n,)`, over all non-batch axes; 0, never NaN, where the gradient is 0."""
    with torch.enable_grad():
        return norms_of(input_gradients(score, x, create_graph).flatten(1), norm, thrice)


def input_gradients(score: Score, x: torch.Tensor, create_graph: bool = False) -> torch.Tensor:
    """∇ₓf(xᵢ) per sample, `(n, *shape)`.

    The gradient of the scores' sum, by a cotangent of ones, holds each sample's own only if no score depends on another
    sample. Points that require a gradient get one: where the critic's loss is differentiated in the generator too.
    """
    with torch.enable_grad():
        points = x if x.requires_grad else x.detach().requires_grad_()
        scores = score(points)
        if not scores.requires_grad:
            where = "torch.inference_mode() from around this call" if torch.is_inference_mode_enabled() else IN_FORWARD
            raise NetworkError(
                "The critic's scores do not depend on its input by differentiable operations, so there is no gradient "
                f"to penalise. Remove {where}."
            )
        ones = torch.ones_like(scores)
        (gradients,) = torch.autograd.grad(scores, points, ones, create_graph=create_graph, materialize_grads=True)
        return gradients.float() if gradients.dtype in HALF else gradients


def slopes(score: Score, x: torch.Tensor) -> torch.Tensor:
    """The Euclidean norms `(n,)` of the critic's gradient at samples, constants."""
    return gradient_norms(score, x, Euclidean(), create_graph=False).detach()


def _gradient_penalty(penalty: AbstractGradientPenalty, path: str, inputs: CriticInputs) -> Value:
    score = partial(_scores_at, inputs, path)
    norms = gradient_norms(score, inputs.at(penalty.points, path), penalty.norm, thrice=inputs.thrice)
    return penalty.value(norms, xp), norms.detach()


def _score_penalty(penalty: AbstractScorePenalty, path: str, inputs: CriticInputs) -> Value:
    paths = [f"{path}/{k}" for k in range(len(penalty.points))]
    scores = tuple(_scores_at(inputs, p, inputs.at(points, p)) for points, p in zip(penalty.points, paths, strict=True))
    return penalty.value(scores, xp), tuple(vector.detach() for vector in scores)


def _feature_penalty(penalty: AbstractFeaturePenalty, path: str, inputs: CriticInputs) -> Value:
    if inputs.critic is None:
        raise NetworkError(
            f"{type(penalty).__name__} is a function of the critic's features. Give the critic as an nn.Module."
        )
    scores, features = [], []
    for k, points in enumerate(penalty.points):
        samples = inputs.at(points, f"{path}/{k}")
        with seen(inputs.critic) as collected:
            scores.append(_scores_at(inputs, f"{path}/{k}", samples))
        features.append(features_of(inputs.critic, collected, len(samples)))
    observed = tuple(tuple(array.detach() for array in arrays) for arrays in (scores, features))
    return penalty.value(tuple(scores), tuple(features), xp), observed


def _scores_at(inputs: CriticInputs, path: str, samples: torch.Tensor) -> torch.Tensor:
    """The scores of a penalty's points."""
    return inputs.score(samples, points_set(path))


def _weight_penalty(penalty: AbstractWeightPenalty, path: str, inputs: CriticInputs) -> Value:
    if inputs.weights is None:
        raise NetworkError(
            f"{type(penalty).__name__} is a function of the critic's weights. Give the critic as an nn.Module."
        )
    observed = {name: weight.detach() for name, weight in inputs.weights.items()}
    return penalty.value(inputs.weights, xp), observed


def _free_penalty(penalty: AbstractFreePenalty, path: str, inputs: CriticInputs) -> Value:
    score = partial(_scores_at, inputs, path)
    value = free_value(penalty, score, inputs.real, inputs.fake, inputs.stream(path), inputs.weights)
    return value, value.detach()


KINDS: dict[type[AbstractConstraint], Callable[[Any, str, CriticInputs], Value]] = {
    AbstractGradientPenalty: _gradient_penalty,
    AbstractScorePenalty: _score_penalty,
    AbstractFeaturePenalty: _feature_penalty,
    AbstractWeightPenalty: _weight_penalty,
    AbstractFreePenalty: _free_penalty,
}

OTHER_KINDS: tuple[type[AbstractConstraint], ...] = (
    AbstractProjection,
    AbstractReparametrisation,
    AbstractInputTransform,
    AbstractScoreTransform,
)
"""Kinds that are no term of the loss."""


def _unsupported(constraint: AbstractConstraint) -> UnsupportedError:
    kinds: list[type[AbstractConstraint]] = [*KINDS, *OTHER_KINDS]
    known = ", ".join(kind.__name__ for kind in kinds)
    return UnsupportedError(
        f"The torch backend does not compute {type(constraint).__name__}: it is none of {known}. "
        "Derive it from one of them."
    )
