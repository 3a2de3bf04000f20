"""The functional face: where draws come from, and how constraints follow the steps."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
import torch
from torch import nn

from ganreg.constraints import GradientPenalty
from ganreg.errors import ParameterError
from ganreg.losses import Wasserstein
from ganreg_torch.objective import TorchObjective

EPSILON = torch.tensor([0.1, 0.4, 0.6, 0.9])
GP = GradientPenalty()


def _objective(*constraints: Any) -> TorchObjective:
    return TorchObjective(Wasserstein(), constraints)


@attrs.frozen(kw_only=True)
class Counting(GradientPenalty):
    """The weight is the number of updates so far, held as state."""

    name = "counting"

    def initial_state(self) -> Mapping[str, Any]:
        return {"seen": 0.0}

    def now(self, state: Mapping[str, Any], update: int) -> "Counting":
        return attrs.evolve(self, weight=state["seen"])

    def next_state(self, state: Mapping[str, Any], observed: Any, xp: Any) -> Mapping[str, Any]:
        return {"seen": state["seen"] + 1.0}


def test_draws_come_from_the_frameworks_own_generator(critic, real, fake) -> None:
    def loss(seed: int) -> float:
        torch.manual_seed(seed)
        return _objective(GP).critic_loss(critic, real, fake).item()

    assert loss(1) == loss(1) != loss(2)


def test_two_calls_draw_anew(critic, real, fake) -> None:
    objective = _objective(GP)
    assert objective.critic_loss(critic, real, fake).item() != objective.critic_loss(critic, real, fake).item()


def test_draws_come_from_a_given_generator_and_leave_the_frameworks_alone(critic, real, fake) -> None:
    before = torch.random.get_rng_state()
    given = [_objective(GP).critic_loss(critic, real, fake, generator=torch.Generator().manual_seed(5)) for _ in "ab"]
    assert given[0].item() == given[1].item()
    assert torch.equal(before, torch.random.get_rng_state())


def test_draws_are_a_function_of_the_step_and_the_frameworks_seed(critic, real, fake) -> None:
    def loss(seed: int, step: int, drawn_before: int = 0) -> float:
        torch.manual_seed(seed)
        torch.rand(drawn_before)
        return _objective(GP).critic_loss(critic, real, fake, step=step).item()

    assert loss(0, 4) == loss(0, 4, drawn_before=3)
    assert len({loss(0, 4), loss(0, 5), loss(1, 4)}) == 3


def test_given_numbers_are_used(real, fake) -> None:
    class Square(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return super().forward(x) * (x * x).sum(1, keepdim=True)

    critic = Square(3, 1)
    at_real = _objective(GradientPenalty(points="real")).penalty(critic, real, fake)
    assert _objective(GP).penalty(critic, real, fake, draws={"epsilon": torch.ones(4)}).item() == at_real.item()


def test_given_numbers_may_have_the_samples_rank(critic, real, fake) -> None:
    flat = _objective(GP).penalty(critic, real, fake, draws={"epsilon": EPSILON})
    ranked = _objective(GP).penalty(critic, real, fake, draws={"epsilon": EPSILON[:, None]})
    assert flat.item() == ranked.item()


def test_numbers_for_a_list_are_given_by_place(critic, real, fake) -> None:
    draws = {"constraint/0/epsilon": EPSILON, "constraint/1/epsilon": 1 - EPSILON}
    both = _objective(GP, GP).penalty(critic, real, fake, draws=draws)
    alone = [_objective(GP).penalty(critic, real, fake, draws={"epsilon": value}) for value in draws.values()]
    assert both.item() == pytest.approx(sum(alone).item())


@pytest.mark.parametrize(
    ("draws", "message"),
    [
        ({"eps": EPSILON}, r"draws has \['eps'\], expected 'epsilon' or 'constraint/0/epsilon' of shape \(4,\)"),
        ({"epsilon": torch.ones(1)}, r"has shape \(1,\), expected \(4,\)"),
        (EPSILON, "expected a mapping"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(critic, real, fake, draws, message) -> None:
    with pytest.raises(ParameterError, match=message):
        _objective(GP).critic_loss(critic, real, fake, draws=draws)


def test_a_bare_name_is_refused_where_it_would_be_shared(critic, real, fake) -> None:
    with pytest.raises(ParameterError, match="expected 'constraint/0/epsilon'"):
        _objective(GP, GP).critic_loss(critic, real, fake, draws={"epsilon": EPSILON})


def test_two_penalties_never_share_an_epsilon(critic, real, fake) -> None:
    _, terms = _objective(GP, GP).critic_loss(critic, real, fake, step=0, with_terms=True)
    assert terms["gradient_penalty_0"].item() != terms["gradient_penalty_1"].item()


# Time -------------------------------------------------------------------------------------------------------------


def test_a_lazy_penalty_applies_at_every_kth_step_scaled_by_k(critic, real, fake) -> None:
    objective, plain = _objective(GradientPenalty(every=3)), _objective(GP)
    draws = {"epsilon": EPSILON}
    terms = [objective.critic_loss(critic, real, fake, step=s, draws=draws, with_terms=True)[1] for s in range(4)]
    assert ["gradient_penalty" in each for each in terms] == [True, False, False, True]
    expected = 3 * plain.penalty(critic, real, fake, draws=draws)
    assert terms[3]["gradient_penalty"].item() == pytest.approx(expected.item())


def test_a_lazy_penalty_without_a_step_asks_for_it(critic, real, fake) -> None:
    with pytest.raises(ParameterError, match=r"every 3-th update only.*Give step="):
        _objective(GradientPenalty(every=3)).critic_loss(critic, real, fake)


def test_a_constraints_state_is_kept_in_the_objective(critic, real, fake) -> None:
    objective = _objective(Counting())
    weights = [objective.penalty(critic, real, fake, draws={"epsilon": EPSILON}).item() for _ in range(3)]
    assert weights == pytest.approx([0, weights[1], 2 * weights[1]])
    assert objective.states == ({"seen": 3.0},)
