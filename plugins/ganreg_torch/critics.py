"""A critic of the user's own: a module or any callable, seen as a function to scores `(n,)`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _NormBase

from ganreg.errors import NetworkError, UnsupportedError
from ganreg_torch.free_form import SetScore
from ganreg_torch.scores import one_per_sample


def score_function(critic: Callable[..., Any], labels: torch.Tensor | None) -> SetScore:
    """From samples to scores `(n,)`, with the labels as second argument where there are some; their set is all one.

    Points twice as many as samples are real and fake ones together, each with its label.
    """

    def score(x: torch.Tensor, samples: str) -> torch.Tensor:
        own = torch.cat([labels] * (len(x) // len(labels))) if labels is not None and len(x) > len(labels) else labels
        return one_per_sample(critic(x) if own is None else critic(x, own), len(x))

    return score


def check_trainable(critic: Any) -> None:
    """Raise `NetworkError` for a module without a trainable parameter: a backward pass would leave no gradient."""
    if isinstance(critic, nn.Module) and not any(weight.requires_grad for weight in critic.parameters()):
        raise NetworkError(frozen_message(critic))


def check_learns(critic: Any, value: torch.Tensor, points: list[torch.Tensor]) -> None:
    """Raise `NetworkError` if a value of a plain callable depends on its points and on no weight."""
    if value.grad_fn is not None and not _reaches_beyond(value, points):
        raise NetworkError(frozen_message(critic))


def _reaches_beyond(value: torch.Tensor, points: list[torch.Tensor]) -> bool:
    """Whether a graph has another leaf than these; a weight is found early."""
    own = {id(tensor) for tensor in points}
    ahead, met = [value.grad_fn], set()
    while ahead:
        node = ahead.pop()
        if node is None or node in met:
            continue
        met.add(node)
        if hasattr(node, "variable") and id(node.variable) not in own:
            return True
        ahead += [earlier for earlier, _ in node.next_functions]
    return False


def trainable(critic: Any) -> Mapping[str, nn.Parameter] | None:
    """A module's trainable parameters by name; None for a plain callable, whose parameters nobody knows."""
    if not isinstance(critic, nn.Module):
        return None
    return {name: weight for name, weight in critic.named_parameters() if weight.requires_grad}


NORMALISATIONS = (nn.LayerNorm, nn.GroupNorm, nn.RMSNorm, _NormBase)


def elementwise(critic: nn.Module) -> tuple[str, ...]:
    """The names of a module's trainable parameters that scale or shift numbers one by one: its normalisations'."""
    return tuple(
        f"{place}.{name}" if place else name
        for place, module in critic.named_modules()
        if isinstance(module, NORMALISATIONS)
        for name, weight in module.named_parameters(recurse=False)
        if weight.requires_grad
    )


def frozen_message(critic: Any) -> str:
    """What to say about a critic that cannot learn."""
    return (
        f"The critic {type(critic).__name__} has no trainable parameter: a backward pass would leave no gradient. "
        "Call critic.requires_grad_(True) before the critic's step; in Lightning, self.toggle_optimizer(…) with the "
        "critic's optimizer."
    )


@contextmanager
def held_constant(critic: nn.Module) -> Iterator[None]:
    """While this lasts, a module's parameters require no gradient, so that what is built now never reaches them."""
    weights = [weight for weight in critic.parameters() if weight.requires_grad]
    for weight in weights:
        weight.requires_grad_(False)
    try:
        yield
    finally:
        for weight in weights:
            weight.requires_grad_(True)


def only_to_samples(samples: torch.Tensor, function: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """A scalar function of samples, differentiable in the samples alone, once.

    For a callable whose parameters are not known and so cannot be held constant.
    """
    value: torch.Tensor = _OnlyToSamples.apply(samples, function)  # type: ignore[no-untyped-call]
    return value


class _OnlyToSamples(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, samples: torch.Tensor, function: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        """The value; its gradient in the samples is computed at once and kept."""
        with torch.enable_grad():
            points = samples.detach().requires_grad_()
            value = function(points)
            (gradient,) = torch.autograd.grad(value, points, materialize_grads=True)
        ctx.save_for_backward(gradient)
        return value.detach()

    @staticmethod
    def backward(ctx: Any, cotangent: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Cotangent times the kept gradient."""
        if torch.is_grad_enabled():  # create_graph=True: the kept gradient is a constant, and would give 0
            raise UnsupportedError(
                "The generator's loss of a plain callable can be differentiated once only. "
                "Give the critic as an nn.Module."
            )
        (gradient,) = ctx.saved_tensors
        return cotangent * gradient, None
