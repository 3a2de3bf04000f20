"""Free penalties and score transforms: a plugin's own code under autograd, watched for what it may not do."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch

from ganreg.constraints.free_form import AbstractFreePenalty, AbstractScoreTransform
from ganreg.draws import Stream
from ganreg.errors import PluginError
from ganreg.implementations import implementation_of
from ganreg_torch.scores import one_per_sample

Score = Callable[[torch.Tensor], torch.Tensor]
SetScore = Callable[[torch.Tensor, str], torch.Tensor]
NAME = "torch"


def free_value(
    penalty: AbstractFreePenalty,
    score: Score,
    real: torch.Tensor,
    fake: torch.Tensor,
    stream: Stream,
    weights: Mapping[str, torch.Tensor] | None,
) -> torch.Tensor:
    """A free penalty by its torch implementation, a scalar that is differentiable in the weights.

    Raises:
        UnsupportedError: it has no implementation for torch.
        PluginError: what it returned is no scalar, or it changed samples, or left gradients in `.grad`.
    """
    made = implementation_of(penalty, NAME, "value")
    with torch.enable_grad(), _watched(penalty, {"real": real, "fake": fake}, weights or {}):
        value = made.value(score, real.detach(), fake.detach(), stream)
    if not isinstance(value, torch.Tensor) or value.shape != ():
        shape = tuple(value.shape) if isinstance(value, torch.Tensor) else type(value).__name__
        raise PluginError(
            f"{type(made).__name__}.value, which computes {type(penalty).__name__}, returned {shape}. Expected a "
            "tensor of shape (): take the mean over the samples."
        )
    return value


def through(score: SetScore, transforms: list[AbstractScoreTransform]) -> SetScore:
    """The scores that transforms make of a critic's, one after another.

    Raises:
        UnsupportedError: a transform has no implementation for torch.
    """
    for transform in transforms:
        score = partial(_transformed, implementation_of(transform, NAME, "scores"), score)
    return score


def _transformed(made: Any, score: SetScore, x: torch.Tensor, samples: str) -> torch.Tensor:
    """f̂(x), with a graph if one is wanted; inside there always is one, for f̂ may be made of slopes."""
    with torch.enable_grad():
        points = x if x.requires_grad else x.detach().requires_grad_()
        scores = one_per_sample(made.scores(lambda at: score(at, samples), points), len(x))
    return scores if torch.is_grad_enabled() else scores.detach()


@contextmanager
def _watched(
    penalty: AbstractFreePenalty, samples: Mapping[str, torch.Tensor], weights: Mapping[str, torch.Tensor]
) -> Iterator[None]:
    """Raise `PluginError` if what happens inside changes samples in place, or any weight's `.grad`."""
    versions = {name: tensor._version for name, tensor in samples.items()}
    grads = {name: _grad_of(weight) for name, weight in weights.items()}
    yield
    for name, tensor in samples.items():
        if tensor._version != versions[name]:
            raise PluginError(
                f"{type(penalty).__name__} changed the {name} samples in place. Leave them as they are: y = x + 1, "
                "and not x += 1."
            )
    for name, weight in weights.items():
        if _grad_of(weight) != grads[name]:
            raise PluginError(
                f"{type(penalty).__name__} left a gradient in {name}.grad. Use torch.autograd.grad(…, "
                "create_graph=True), not backward()."
            )


def _grad_of(weight: torch.Tensor) -> tuple[int, int] | None:
    """Which tensor a weight's `.grad` is, and how often it was changed; None without one."""
    grad = weight.grad
    return None if grad is None else (id(grad), grad._version)
