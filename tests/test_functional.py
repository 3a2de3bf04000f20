"""The plain functions."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

import ganreg
from ganreg.errors import CombinationError, GanregError, ParameterError, UnsupportedError
from ganreg.functional import backend_of, clip_, critic_loss, generator_loss, gradient_penalty


@pytest.fixture
def critic() -> nn.Module:
    critic = nn.Linear(3, 1)
    with torch.no_grad():
        critic.weight[:] = torch.tensor([[0.0, 3.0, 4.0]])
    return critic


@pytest.fixture
def real() -> torch.Tensor:
    return torch.ones(4, 3)


@pytest.fixture
def fake() -> torch.Tensor:
    return torch.zeros(4, 3)


def test_they_are_offered_at_the_top() -> None:
    assert ganreg.gradient_penalty is gradient_penalty
    assert (ganreg.critic_loss, ganreg.generator_loss, ganreg.clip_) == (critic_loss, generator_loss, clip_)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, 160.0),
        ({"weight": 1}, 16.0),
        ({"target": 0}, 250.0),
        ({"target": 6, "one_sided": True}, 0.0),
        # The slope is (0, 3, 4): 7 in the norm of order 1, 4 in that of order ∞.
        ({"norm": 1}, 360.0),
        ({"norm": float("inf")}, 90.0),
        ({"norm": "linf", "points": "both"}, 90.0),
    ],
)
def test_the_penalty_of_a_linear_critic_is_its_formula(critic, real, fake, parameters, expected) -> None:
    assert gradient_penalty(critic, real, fake, **parameters).item() == pytest.approx(expected)


def test_the_losses_of_a_linear_critic_are_their_formulas(critic, real, fake) -> None:
    assert critic_loss(critic, real, fake).item() == pytest.approx(-7)
    assert generator_loss(critic, real).item() == pytest.approx(-7 - critic.bias.item())


def test_losses_go_by_name(critic, real, fake) -> None:
    softplus, scores = nn.functional.softplus, (critic(real), critic(fake))
    expected = (softplus(-scores[0]).mean() + softplus(scores[1]).mean()).item()
    assert critic_loss(critic, real, fake, loss="non_saturating").item() == pytest.approx(expected)
    assert generator_loss(critic, fake, loss="non_saturating").item() == pytest.approx(
        softplus(-scores[1]).mean().item()
    )


def test_they_train_a_critic_in_a_loop_of_ones_own(critic, real, fake) -> None:
    optimizer = torch.optim.SGD(critic.parameters(), lr=0.01)
    (critic_loss(critic, real, fake) + gradient_penalty(critic, real, fake)).backward()
    optimizer.step()
    assert critic.weight.norm().item() < 5


def test_points_may_be_elsewhere(real, fake) -> None:
    class Square(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.weight.sum() * (x * x).sum(1) / 2

    critic = Square(3, 1)
    slope = critic.weight.sum().item() * 3**0.5
    found = [gradient_penalty(critic, real, fake, points=points, target=0, weight=1) for points in ("real", "fake")]
    assert [value.item() for value in found] == pytest.approx([slope**2, 0])


def test_numbers_and_generators_can_be_given(real, fake) -> None:
    critic = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))

    def penalty(**source: object) -> float:
        return gradient_penalty(critic, real, fake, **source).item()

    assert penalty(draws={"epsilon": torch.ones(4)}) == pytest.approx(penalty(points="real"))
    generators = [torch.Generator().manual_seed(seed) for seed in (1, 1, 2)]
    one, same, other = (penalty(generator=generator) for generator in generators)
    assert one == same != other


def test_a_critic_is_probed_once_over_all_calls(real, fake) -> None:
    critic, calls = nn.Linear(3, 1), []
    critic.register_forward_hook(lambda *_: calls.append(1))
    for _ in range(3):
        gradient_penalty(critic, real, fake)
    assert len(calls) == 4


def test_batch_norm_is_refused_and_allowed_by_name(real, fake) -> None:
    critic = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 1))
    with pytest.raises(CombinationError, match="BatchNorm1d"):
        gradient_penalty(critic, real, fake)
    assert gradient_penalty(critic, real, fake, allow=("batch-norm-with-gp",)).isfinite()


def test_clipping_includes_biases_and_leaves_buffers_alone() -> None:
    critic = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    with torch.no_grad():
        critic[0].bias.fill_(5)
    clip_(critic, 0.1)
    assert max(parameter.abs().max().item() for parameter in critic.parameters()) == pytest.approx(0.1)
    assert critic[1].running_var.tolist() == [1, 1]


def test_clipping_leaves_excluded_parameters_alone() -> None:
    critic = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    clip_(critic, 0.1, exclude="1.*")
    assert critic[1].weight.tolist() == [1, 1]
    assert critic[0].weight.abs().max().item() == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda c, r, f: gradient_penalty(c, r, f, weight=-1), ParameterError),
        (lambda c, r, f: gradient_penalty(c, r, f, points="nowhere"), GanregError),
        (lambda c, r, f: critic_loss(c, r, f, loss="wassertsein"), GanregError),
        (lambda c, r, f: clip_(c, 0), ParameterError),
    ],
)
def test_wrong_parameters_are_refused(critic, real, fake, call, error) -> None:
    with pytest.raises(error):
        call(critic, real, fake)


@pytest.mark.parametrize("array", [np.ones((4, 3)), [[1.0]], None], ids=["numpy", "list", "none"])
def test_arrays_that_no_backend_differentiates_are_refused(critic, array) -> None:
    for call in (lambda: critic_loss(critic, array, array), lambda: gradient_penalty(critic, array, array)):
        with pytest.raises(UnsupportedError, match="differentiate"):
            call()


def test_clipping_something_else_is_refused() -> None:
    with pytest.raises(UnsupportedError, match=r"builtins\.function"):
        clip_(lambda x: x)


def test_a_subclass_belongs_to_its_framework(real) -> None:
    class Mine(nn.Linear):
        pass

    assert backend_of(Mine(3, 1)) == backend_of(real) == backend_of(nn.Parameter(real)) == "torch"


def test_importing_them_imports_no_framework() -> None:
    code = "import sys, ganreg.functional; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
