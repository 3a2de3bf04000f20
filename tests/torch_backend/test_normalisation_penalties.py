"""Weight gradients of a penalty through each of PyTorch's normalisations, against central differences in float64.

Forward-mode differentiation gets them wrong, silently (PyTorch 2.13). However else a penalty comes to be computed, the
way belongs into `WAYS`.
"""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from ganreg.constraints import GradientPenalty
from ganreg.losses import Wasserstein
from ganreg_torch.objective import TorchObjective

ALLOWED = ("batch-norm-with-gp",)


def of_vectors(norm: nn.Module) -> tuple[nn.Module, tuple[int, ...]]:
    return nn.Sequential(nn.Linear(3, 6), norm, nn.Softplus(), nn.Linear(6, 1)), (3,)


def of_images(norm: nn.Module) -> tuple[nn.Module, tuple[int, ...]]:
    return nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), norm, nn.Tanh(), nn.Flatten(), nn.Linear(36, 1)), (2, 3, 3)


CRITICS = {
    "layer norm": lambda: of_vectors(nn.LayerNorm(6)),
    "layer norm of images": lambda: of_images(nn.LayerNorm((4, 3, 3))),
    "group norm": lambda: of_images(nn.GroupNorm(2, 4)),
    "instance norm": lambda: of_images(nn.InstanceNorm2d(4, affine=True)),
    "batch norm": lambda: of_vectors(nn.BatchNorm1d(6)),
    "batch norm of images": lambda: of_images(nn.BatchNorm2d(4)),
    "batch norm in use": lambda: _in_use(of_vectors(nn.BatchNorm1d(6))),
}


def _in_use(critic_and_shape: tuple[nn.Module, tuple[int, ...]]) -> tuple[nn.Module, tuple[int, ...]]:
    return critic_and_shape[0].eval(), critic_and_shape[1]


def samples(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    return torch.randn((4, *shape), dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def by_objective(critic: nn.Module, shape: tuple[int, ...]) -> torch.Tensor:
    draws = {"epsilon": torch.tensor([0.2, 0.5, 0.9, 0.4], dtype=torch.float64)}
    objective = TorchObjective(Wasserstein(), (GradientPenalty(target=0.3),), ALLOWED)
    return objective.penalty(critic, samples(shape, 1), samples(shape, 2), draws=draws)


def in_eager_mode(critic: nn.Module, shape: tuple[int, ...]) -> list[torch.Tensor]:
    """The gradients of the penalty in all weights, in their order."""
    return list(torch.autograd.grad(by_objective(critic, shape), list(critic.parameters()), materialize_grads=True))


WAYS: dict[str, Callable[[nn.Module, tuple[int, ...]], list[torch.Tensor]]] = {"eager": in_eager_mode}


@pytest.mark.filterwarnings("ignore:The critic's scores stay the same")  # it is about another thing here
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CRITICS)
def test_weight_gradients_of_a_penalty_are_central_differences(name, way, central_differences):
    torch.manual_seed(0)
    critic, shape = CRITICS[name]()
    critic.double()
    with torch.no_grad():
        for weight in critic.parameters():
            weight.add_(0.3 * torch.randn(weight.shape, dtype=torch.float64))
    gradients = WAYS[way](critic, shape)
    numerical = central_differences(lambda: by_objective(critic, shape), critic)
    largest = max(gradient.abs().max() for gradient in numerical.values())
    assert largest > 1e-2
    for (name_of, expected), gradient in zip(numerical.items(), gradients, strict=True):
        assert (gradient - expected).abs().max() <= 1e-8 * largest, name_of
