"""A critic under DistributedDataParallel, which averages gradients over the ranks only when it was called itself."""

import gc

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from ganreg.errors import UnsupportedError


def unwrapped(critic: nn.Module) -> nn.Module:
    """The module within DistributedDataParallel, or the critic itself."""
    return critic.module if isinstance(critic, DistributedDataParallel) else critic


def check_wrapping(critic: nn.Module, slopes: bool) -> None:
    """Refuse a critic whose gradients PyTorch would leave as they are on each rank, without a word.

    Args:
        critic: as it was given.
        slopes: whether a constraint takes its gradient in the samples.

    Raises:
        UnsupportedError: it is the module within a DistributedDataParallel, or `static_graph=True` meets a gradient
            penalty, whose inner differentiation is taken for the backward pass.
    """
    if not (distributed.is_available() and distributed.is_initialized()) or distributed.get_world_size() == 1:
        return
    if isinstance(critic, DistributedDataParallel):
        if slopes and critic.static_graph:
            raise UnsupportedError(
                "The critic's DistributedDataParallel has static_graph=True, under which a gradient penalty leaves "
                "gradients that are not averaged over the ranks. Wrap it without static_graph."
            )
    elif _wrapped_elsewhere(critic):
        raise UnsupportedError(
            f"The critic {type(critic).__name__} was given without its DistributedDataParallel: its gradients would "
            "not be averaged over the ranks. Give the wrapped critic, not its .module."
        )


def through_all(critic: object, total: torch.Tensor) -> torch.Tensor:
    """A penalty under DistributedDataParallel, plus nothing of each weight.

    A penalty alone does not depend on the last bias, whose gradient the ranks would wait for: none would be averaged.
    """
    if not isinstance(critic, DistributedDataParallel) or not torch.is_grad_enabled():
        return total
    nothing = [weight.flatten()[:0].sum() for weight in critic.parameters() if weight.requires_grad]
    return total + torch.stack(nothing).sum().to(total)


def _wrapped_elsewhere(critic: nn.Module) -> bool:
    """Whether a DistributedDataParallel of this module lives. A module does not know; so all objects are asked."""
    return any(issubclass(type(one), DistributedDataParallel) and one.module is critic for one in gc.get_objects())
