"""Small recipes, critics of a user's own, and numerical differentiation in a module's weights."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from ganreg.backend import Batch
from ganreg.networks import MLP
from ganreg.recipe import Recipe


class LayerNormCritic(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stack = nn.Sequential(nn.Linear(3, 6), nn.LayerNorm(6), nn.Softplus(), nn.Linear(6, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.stack(x)


class ConvolutionCritic(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.stack = nn.Sequential(nn.Conv2d(channels, 3, 3, padding=1), nn.Tanh(), nn.Flatten(), nn.Linear(3 * 16, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.stack(x).squeeze(1)


class SecondOrder(nn.Module):
    """A critic whose gradient at 0 is exactly 0: w·‖x‖²."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(0.7))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.weight * (x * x).sum(1)


def batch_norm_critic() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 1))


CRITICS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "layer norm": (LayerNormCritic, (3,)),
    "convolution, C=1": (lambda: ConvolutionCritic(1), (1, 4, 4)),
    "convolution, C=3": (lambda: ConvolutionCritic(3), (3, 4, 4)),
}


def _central_differences(function: Callable[[], torch.Tensor], module: nn.Module) -> dict[str, torch.Tensor]:
    """Five points for every weight of a module: an error of order h⁴."""
    step, gradients = 2e-4, {}
    for name, weight in module.named_parameters():
        gradients[name] = torch.zeros_like(weight)
        flat, out = weight.detach().view(-1), gradients[name].view(-1)
        for place in range(len(flat)):
            start, values = flat[place].item(), []
            for multiple in (1, -1, 2, -2):
                flat[place] = start + multiple * step
                values.append(function().item())
            flat[place] = start
            out[place] = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * step)
    return gradients


def _make_recipe(**changes: Any) -> Recipe:
    backend = {"name": "torch", "device": "cpu", "dtype": "float64"} | changes.pop("backend", {})
    parts: dict[str, Any] = {
        "loss": "wasserstein",
        "constraints": ["gp"],
        "critic_optimizer": {"name": "adam", "lr": 1e-3},
        "generator_optimizer": {"name": "adam", "lr": 1e-3},
        "backend": backend,
        "critic": MLP(width=5, depth=2),
        "generator": MLP(width=4, depth=1),
        "latent_dim": 2,
        "data_shape": (3,),
        "batch_size": 4,
    }
    return Recipe(**(parts | changes))


@pytest.fixture
def make_recipe() -> Callable[..., Recipe]:
    return _make_recipe


@pytest.fixture
def make_engine() -> Callable[..., Any]:
    def make(**changes: Any) -> Any:
        recipe = _make_recipe(**changes)
        return recipe.backend.engine(recipe)

    return make


@pytest.fixture
def batch() -> Batch:
    return Batch(np.random.default_rng(1).normal(size=(4, 3)))


@pytest.fixture
def central_differences() -> Callable[..., dict[str, torch.Tensor]]:
    return _central_differences


@pytest.fixture(params=CRITICS)
def critic_and_shape(request: pytest.FixtureRequest) -> tuple[nn.Module, tuple[int, ...]]:
    make, shape = CRITICS[request.param]
    torch.manual_seed(0)
    return make().double(), shape


@pytest.fixture
def critic() -> nn.Module:
    torch.manual_seed(0)
    return LayerNormCritic()


@pytest.fixture
def batch_norm() -> nn.Module:
    torch.manual_seed(0)
    return batch_norm_critic()


@pytest.fixture
def second_order() -> nn.Module:
    return SecondOrder()


@pytest.fixture
def real() -> torch.Tensor:
    return torch.randn(4, 3, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def fake() -> torch.Tensor:
    return torch.randn(4, 3, generator=torch.Generator().manual_seed(2))


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    """Tensors of a few numbers only wait for one another on several threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def _restored_generator() -> Iterator[None]:
    with torch.random.fork_rng(devices=[]):
        yield
