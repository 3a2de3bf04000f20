"""A critic's features: of a user's own module what goes into the last linear layer or convolution that runs."""

from typing import Any

import attrs
import numpy as np
import pytest
import torch
from torch import nn

import ganreg
from ganreg.constraints import AbstractFeaturePenalty, ConsistencyTerm, Fake
from ganreg.errors import NetworkError
from ganreg.networks import BoundNetwork, ClassProjection, Conv2d, Flatten, Sequential, Tanh
from ganreg_torch import read_network
from ganreg_torch.features import features_of, seen, watched
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement

X = torch.linspace(-1, 2, 12).reshape(4, 3)


def features(critic: nn.Module, x: torch.Tensor = X) -> torch.Tensor:
    with seen(critic) as inputs:
        critic(x)
    return features_of(critic, inputs, len(x))


class Backwards(nn.Module):
    """Its layers run in another order than they were made in."""

    def __init__(self) -> None:
        super().__init__()
        self.last, self.first = nn.Linear(5, 1), nn.Linear(3, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.first(x).tanh())


class Shared(nn.Module):
    """One layer runs twice."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layer(self.layer(x).tanh())[:, :1]


def test_they_are_what_goes_into_the_last_linear_layer() -> None:
    critic = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Dropout(0.5), nn.Linear(4, 1)).eval()
    assert torch.equal(features(critic), critic[:3](X))


def test_the_last_is_the_one_that_runs_last_not_the_one_made_last() -> None:
    critic = Backwards()
    assert torch.equal(features(critic), critic.first(X).tanh())


def test_of_a_layer_that_runs_twice_it_is_the_second_time() -> None:
    critic = Shared()
    assert torch.equal(features(critic), critic.layer(X).tanh())


def test_features_of_images_are_flattened() -> None:
    critic = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.Tanh(), nn.Conv2d(2, 1, 4), nn.Flatten())
    found = features(critic, X.reshape(1, 1, 3, 4).repeat(5, 1, 2, 1)[:, :, :4])
    assert found.shape == (5, 2 * 4 * 4)


def test_of_a_specified_critic_they_go_into_its_last_layer_with_parameters() -> None:
    network = Sequential([Conv2d(2), Tanh(), Flatten(), ClassProjection(2)])
    bound = BoundNetwork.bind(network, (1, 3, 3), (1,))
    arrays = {name: np.ones(spec.shape) for name, spec in bound.parameters().items()}
    module = sequential(bound, arrays, Placement(torch.device("cpu"), torch.float32))
    assert watched(module) == [module[3]]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_becomes_float32(dtype) -> None:
    assert features(nn.Linear(3, 1).to(dtype), X.to(dtype)).dtype == torch.float32


def test_hooks_are_gone_afterwards_also_after_an_error() -> None:
    critic = nn.Linear(3, 1)
    with pytest.raises(RuntimeError), seen(critic):
        critic(torch.ones(2, 2))
    assert not critic._forward_pre_hooks


class Quadratic(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight, self.dropout = nn.Parameter(torch.ones(3)), nn.Dropout(0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (self.dropout(x) ** 2 * self.weight).sum(1)


class Folded(nn.Module):
    """Patches are scored one by one: the last layer sees more rows than there are samples."""

    def __init__(self) -> None:
        super().__init__()
        self.layer, self.dropout = nn.Linear(1, 1), nn.Dropout(0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layer(self.dropout(x).reshape(-1, 1)).reshape(len(x), -1).mean(1)


@pytest.mark.parametrize(
    ("critic", "message"),
    [
        (Quadratic(), r"critic Quadratic ran no nn\.Linear and no convolution.*End it with nn\.Linear"),
        (Folded(), r"critic Folded takes input of shape \(12, 1\) for 4 samples\. Expected \(4, …\)"),
        (
            Backwards().forward,
            r"ConsistencyTerm is a function of the critic's features\. Give the critic as an nn\.Module",
        ),
    ],
    ids=["no layer", "other rows", "a callable"],
)
def test_where_there_are_no_features_it_says_what_to_do(critic, message) -> None:
    with pytest.raises(NetworkError, match=message):
        ganreg.objective(constraint="ct").critic_loss(critic, X, X)


def test_the_objective_compares_two_passes_of_a_users_own_module() -> None:
    critic = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Dropout(0.4), nn.Linear(6, 1))
    term = ConsistencyTerm(weight=3.0)
    torch.manual_seed(1)
    found = ganreg.objective(constraint=term).penalty(critic, X, X)
    torch.manual_seed(1)
    inside = [critic[:3](X) for _ in range(2)]
    scores = [critic[3](features)[:, 0] for features in inside]
    # λ·mean((D′ − D″)² + 0.1·mean (D₋′ − D₋″)²)
    by_hand = 3 * ((scores[0] - scores[1]) ** 2 + 0.1 * ((inside[0] - inside[1]) ** 2).mean(1)).mean()
    assert found.item() == pytest.approx(by_hand.item(), rel=1e-6)
    weights = list(critic.parameters())
    for ours, theirs in zip(
        torch.autograd.grad(found, weights), torch.autograd.grad(by_hand, weights, materialize_grads=True), strict=True
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-7)


def test_trying_a_critic_out_costs_none_of_the_users_random_numbers() -> None:
    critic = nn.Sequential(nn.Linear(3, 6), nn.Dropout(0.4), nn.Linear(6, 1))
    objective = ganreg.objective(constraint=["gp", "ct"])
    torch.manual_seed(1)
    first = objective.critic_loss(critic, X, X, step=0)
    torch.manual_seed(1)
    assert torch.equal(objective.critic_loss(critic, X, X, step=0), first)


def test_a_users_own_module_trains_in_an_engine_and_repeats_itself(make_engine, batch) -> None:
    engines = []
    for _ in "ab":
        torch.manual_seed(0)
        critic = nn.Sequential(nn.Linear(3, 6), nn.LeakyReLU(0.2), nn.Dropout(0.4), nn.Linear(6, 1))
        engines.append(make_engine(critic=critic, constraints=["gp", "ct"]))
    one, other = ([engine.critic_step(batch) for _ in range(2)] for engine in engines)
    assert one == other
    assert one[0]["consistency_term"] > 0


@attrs.frozen(kw_only=True)
class Size(AbstractFeaturePenalty):
    """E f(x̃)² + E ‖φ(x̃)‖²."""

    points = (Fake(),)

    def value(self, scores: Any, features: Any, xp: Any) -> Any:
        return xp.mean(scores[0] ** 2) + xp.mean(xp.sum(features[0] ** 2, axis=1))

    def gradients(self, scores: Any, features: Any, xp: Any) -> Any:
        n = len(scores[0])
        return (2 * scores[0] / n,), (2 * features[0] / n,)


def test_a_users_own_module_and_its_specification_have_the_same_features(make_engine, batch) -> None:
    torch.manual_seed(2)
    module = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
    read = read_network(module, (3,))
    own, specified = (make_engine(critic=critic, constraints=[Size()]).critic_step(batch) for critic in (module, read))
    assert own == pytest.approx(specified, rel=1e-12)
