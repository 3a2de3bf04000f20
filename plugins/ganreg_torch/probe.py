"""What a module does with a small batch: found by trying, not by its class name. Nothing of the module changes."""

from enum import Enum
from inspect import Parameter, signature
from typing import Any

import attrs
import torch
from torch import nn

from ganreg.errors import NetworkError
from ganreg_torch.placement import Placement
from ganreg_torch.scores import one_per_sample
from ganreg_torch.streams import untouched_generators

BATCH = 4


@attrs.frozen
class Behaviour:
    """How a module behaves in its present mode.

    Args:
        output: what it returned for the probe.
        random: whether it draws from PyTorch's own generators (dropout).
    """

    output: Any
    random: bool


def probe_samples(shape: tuple[int, ...], placement: Placement) -> torch.Tensor:
    """A few samples `(4, *shape)`, always the same, drawn from a generator of their own."""
    samples = torch.randn((BATCH, *shape), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return placement.tensor(samples)


def takes_labels(module: nn.Module) -> bool:
    """Whether a module's forward requires a second argument, the labels."""
    parameters = list(signature(module.forward).parameters.values())
    required = [
        p for p in parameters if p.default is Parameter.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    return len(required) > 1


def cloned_buffers(module: nn.Module) -> dict[str, torch.Tensor]:
    """Copies of a module's buffers, for a call that must leave its own alone."""
    return {name: buffer.clone() for name, buffer in module.named_buffers()}


def behaviour(module: nn.Module, what: str, *arguments: torch.Tensor) -> Behaviour:
    """Call a module once with its buffers and PyTorch's generators protected.

    Raises:
        NetworkError: it cannot take such samples.
    """
    x = arguments[0]
    with untouched_generators(x.device):
        before = _generator_states(x.device)
        output = _called(module, what, arguments)
        after = _generator_states(x.device)
    return Behaviour(output, any(not torch.equal(a, b) for a, b in zip(before, after, strict=True)))


class Mixing(Enum):
    """How the samples of a batch see one another."""

    NOT = "not at all"
    ONE_NUMBER = "through one number of the batch, such as its standard deviation"
    FREELY = "in several ways, as in batch normalisation"


def mixing(critic: nn.Module, x: torch.Tensor, labels: torch.Tensor | None = None) -> Mixing:
    """Whether the score of one sample depends on another."""
    return mixing_of(*probed(critic, x, labels))


def probed(critic: nn.Module, x: torch.Tensor, labels: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Points like x, which require a gradient, and their scores `(n,)`."""
    with torch.enable_grad():
        points = x.detach().clone().requires_grad_()
        arguments = (points,) if labels is None else (points, labels)
        return points, one_per_sample(behaviour(critic, "critic", *arguments).output, len(x))


def mixing_of(points: torch.Tensor, scores: torch.Tensor) -> Mixing:
    """Whether some ∂score[i]/∂x[j] ≠ 0 with i ≠ j, by autograd.

    If all that passes from x[j] to the others is one number σ, then ∂score[i]/∂x[j] = (∂score[i]/∂σ)·(∂σ/∂x[j]): for
    all i ≠ j multiples of one another.
    """
    if not scores.requires_grad:
        return Mixing.NOT
    n = len(points)
    with torch.enable_grad():
        rows = [torch.autograd.grad(score, points, retain_graph=True, materialize_grads=True)[0] for score in scores]
    jacobian = torch.stack(rows).reshape(n, n, -1).double()
    others = [torch.cat([jacobian[:j, j], jacobian[j + 1 :, j]]) for j in range(n)]
    if not any(bool(slopes.any()) for slopes in others):
        return Mixing.NOT
    return Mixing.ONE_NUMBER if all(map(_has_rank_one, others)) else Mixing.FREELY


def is_blind_to_shifts(critic: nn.Module, x: torch.Tensor, labels: torch.Tensor | None = None) -> bool:
    """Whether scores stay the same when a whole batch is moved: then it is not seen where a set of samples lies.

    Batch normalisation right after the first linear layer takes a batch's mean away.
    """
    with torch.no_grad():
        scores, moved = (probed(critic, batch, labels)[1].detach() for batch in (x, x + 1))
        spread = scores.max() - scores.min()
        return bool(spread > 0) and bool((moved - scores).abs().max() <= 1e-3 * spread)


def batch_norms(critic: nn.Module) -> list[str]:
    """The places and classes of a critic's batch normalisations, by their classes' names."""
    return [
        f"{name or 'critic'} ({type(m).__name__})"
        for name, m in critic.named_modules()
        if "BatchNorm" in type(m).__name__
    ]


def cause_of(critic: nn.Module) -> str:
    """Where a critic that mixes samples does so, in words."""
    suspects = batch_norms(critic)
    return f"batch normalisation in {', '.join(suspects)}" if suspects else "some layer looks at the whole batch"


def _has_rank_one(rows: torch.Tensor) -> bool:
    """Whether all rows are multiples of one, up to rounding in float32; one row alone cannot tell."""
    values = torch.linalg.svdvals(rows)
    return len(values) > 1 and bool(values[1] <= 1e-4 * values[0])


def _called(module: nn.Module, what: str, arguments: tuple[torch.Tensor, ...]) -> Any:
    try:
        return torch.func.functional_call(module, cloned_buffers(module), arguments)
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        shapes = ", ".join(str(tuple(argument.shape)) for argument in arguments)
        raise NetworkError(
            f"The {what} {type(module).__name__} cannot take input of shape {shapes}: {error}"
        ) from error


def _generator_states(device: torch.device) -> list[torch.Tensor]:
    states = [torch.random.get_rng_state()]
    return [*states, torch.cuda.get_rng_state(device)] if device.type == "cuda" else states
