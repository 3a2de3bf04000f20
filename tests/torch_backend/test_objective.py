"""The functional face: what reaches whom, and what is refused."""

from typing import Any

import attrs
import pytest
import torch
from torch import nn

from ganreg.constraints import Clip, GradientPenalty
from ganreg.errors import CombinationError, NetworkError, ParameterError, UnsupportedError
from ganreg.losses import AbstractLoss, NonSaturating, Wasserstein
from ganreg.registry import registry
from ganreg_torch.objective import TorchObjective

EPSILON = torch.tensor([0.1, 0.4, 0.6, 0.9])


def _objective(*constraints: Any, loss: Any = None, allow: tuple[str, ...] = ()) -> TorchObjective:
    return TorchObjective(loss or Wasserstein(), constraints, allow)


GP = GradientPenalty()


@attrs.frozen
class Relativistic(AbstractLoss):
    name = "relativistic"
    generator_needs_real = True
    pairwise = True

    def critic(self, real: Any, fake: Any, xp: Any) -> Any:
        return xp.mean(fake - real)

    def critic_gradients(self, real: Any, fake: Any, xp: Any) -> Any:
        return -xp.ones_like(real) / len(real), xp.ones_like(fake) / len(fake)

    def generator(self, real: Any, fake: Any, xp: Any) -> Any:
        return xp.mean((real - fake) ** 2)

    def generator_gradients(self, real: Any, fake: Any, xp: Any) -> Any:
        return 2 * (real - fake) / len(real), 2 * (fake - real) / len(real)


# What reaches whom ------------------------------------------------------------------------------------------------


def test_nothing_of_a_critic_loss_reaches_the_generator(critic, real) -> None:
    generator = nn.Linear(2, 3)
    _objective(GP).critic_loss(critic, real, generator(torch.ones(4, 2))).backward()
    assert all(parameter.grad is None for parameter in generator.parameters())
    assert all(parameter.grad is not None for parameter in critic.parameters())


def test_computing_a_critic_loss_leaves_nothing_in_grad(critic, real, fake) -> None:
    real.requires_grad_()
    _objective(GP).critic_loss(critic, real, fake)
    assert real.grad is None
    assert all(parameter.grad is None for parameter in critic.parameters())


def test_a_generator_loss_reaches_the_samples_but_not_the_critic(critic, fake) -> None:
    fake.requires_grad_()
    _objective().generator_loss(critic, fake).backward()
    assert fake.grad.abs().sum() > 0
    assert all(parameter.grad is None for parameter in critic.parameters())


def test_a_generator_loss_leaves_the_critic_as_trainable_as_it_was(critic, fake) -> None:
    critic.stack[0].bias.requires_grad_(False)
    _objective().generator_loss(critic, fake)
    assert [name for name, parameter in critic.named_parameters() if not parameter.requires_grad] == ["stack.0.bias"]


def test_a_critic_that_fails_is_left_as_trainable_as_it_was(critic) -> None:
    with pytest.raises(RuntimeError):
        _objective().generator_loss(critic, torch.ones(4, 99))
    assert all(parameter.requires_grad for parameter in critic.parameters())


def test_a_generator_loss_of_a_plain_callable_reaches_the_samples_but_not_its_parameters(critic, fake) -> None:
    fake.requires_grad_()
    loss = _objective(loss=NonSaturating()).generator_loss(critic.forward, fake)
    (of_callable,) = torch.autograd.grad(2 * loss, fake)
    (of_module,) = torch.autograd.grad(2 * _objective(loss=NonSaturating()).generator_loss(critic, fake), fake)
    assert torch.equal(of_callable, of_module)
    _objective().generator_loss(critic.forward, fake).backward()
    assert all(parameter.grad is None for parameter in critic.parameters())


def test_a_plain_callables_generator_loss_cannot_be_differentiated_twice(critic, fake) -> None:
    loss = _objective(loss=NonSaturating()).generator_loss(critic.forward, fake.requires_grad_())
    with pytest.raises(UnsupportedError, match="once only"):
        torch.autograd.grad(loss, fake, create_graph=True)


def test_real_scores_in_a_generator_loss_are_constants(critic, real, fake) -> None:
    loss = _objective(loss=Relativistic()).generator_loss(critic, fake.requires_grad_(), real=real.requires_grad_())
    loss.backward()
    assert real.grad is None
    assert loss.item() == pytest.approx(((critic(real) - critic(fake)) ** 2).mean().item())


def test_a_generator_loss_that_needs_real_samples_asks_for_them(critic, fake) -> None:
    with pytest.raises(ParameterError, match="Give real="):
        _objective(loss=Relativistic()).generator_loss(critic, fake)


def test_the_critic_loss_can_be_evaluated_without_gradients(critic, real, fake) -> None:
    expected = _objective(GP).critic_loss(critic, real, fake, draws={"epsilon": EPSILON})
    with torch.no_grad():
        found = _objective(GP).critic_loss(critic, real, fake, draws={"epsilon": EPSILON})
    assert found.item() == expected.item()


# Values -----------------------------------------------------------------------------------------------------------


def test_the_terms_add_up_to_the_loss(critic, real, fake) -> None:
    loss, terms = _objective(GP).critic_loss(critic, real, fake, with_terms=True)
    assert list(terms) == ["critic_loss", "gradient_penalty", "wasserstein_estimate"]
    assert not any(term.requires_grad for term in terms.values())
    assert loss.item() == terms["critic_loss"].item()
    assert loss.item() == pytest.approx((terms["gradient_penalty"] - terms["wasserstein_estimate"]).item())


def test_the_loss_is_the_losses_formula_of_the_scores(critic, real, fake) -> None:
    loss = _objective(loss=NonSaturating()).critic_loss(critic, real, fake)
    softplus = nn.functional.softplus
    assert loss.item() == pytest.approx((softplus(-critic(real)).mean() + softplus(critic(fake)).mean()).item())


def test_scores_in_a_column_equal_scores_in_a_vector(critic, real, fake) -> None:
    flat = _objective(GP).critic_loss(lambda x: critic(x)[:, 0], real, fake, draws={"epsilon": EPSILON})
    column = _objective(GP).critic_loss(critic, real, fake, draws={"epsilon": EPSILON})
    assert flat.item() == column.item()


@pytest.mark.parametrize("shape", [(4, 2), (1, 4), (2,), (4, 1, 1), ()])
def test_scores_of_any_other_shape_are_refused_with_their_shape(real, fake, shape) -> None:
    critic = nn.Linear(3, 1)
    with pytest.raises(NetworkError, match=rf"shape \({', '.join(map(str, shape))}.*for 4 samples"):
        _objective().critic_loss(lambda x: critic.weight.sum() * torch.ones(shape), real, fake)


def test_scores_that_are_no_tensor_are_refused(real, fake) -> None:
    with pytest.raises(NetworkError, match="returned a tuple"):
        _objective().critic_loss(lambda x: (x,), real, fake)


def test_labels_reach_the_critic(real, fake) -> None:
    class Conditional(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(5, 3)

        def forward(self, x: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
            return (x * self.embedding(label)).sum(1)

    critic, labels = Conditional(), torch.tensor([0, 1, 2, 3])
    _, terms = _objective(GP).critic_loss(critic, real, fake, labels=labels, with_terms=True)
    norms = critic.embedding.weight[:4].norm(dim=1)
    assert terms["gradient_penalty"].item() == pytest.approx((10 * (norms - 1) ** 2).mean().item(), rel=1e-5)
    assert _objective().generator_loss(critic, fake, labels=labels).item() == pytest.approx(
        -critic(fake, labels).mean().item()
    )


def test_labels_are_those_of_real_and_fake_points_together() -> None:
    scale = nn.Parameter(torch.ones(()))

    def critic(x: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        return scale * label * (x**2).sum(1) / 2

    real, fake, labels = torch.ones(2, 2), 2 * torch.ones(2, 2), torch.tensor([1.0, 3.0])
    objective = _objective(GradientPenalty(points="both", target=0.0, weight=1.0))
    # The slope is label·x, squared 2·1 and 2·9 at the real samples, 8·1 and 8·9 at the fake ones: (20 + 80)/4.
    assert objective.penalty(critic, real, fake, labels=labels).item() == pytest.approx(25)


# Refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plain", [False, True], ids=["module", "callable"])
def test_a_frozen_critic_is_refused(critic, real, fake, plain) -> None:
    critic.requires_grad_(False)
    with pytest.raises(NetworkError, match=r"no trainable parameter.*requires_grad_\(True\)"):
        _objective(GP).critic_loss(critic.forward if plain else critic, real, fake)


def test_a_critic_that_mixes_samples_is_refused_with_a_gradient_penalty(batch_norm, real, fake) -> None:
    with pytest.raises(CombinationError, match=r"batch normalisation in 1 \(BatchNorm1d\).*LayerNorm"):
        _objective(GP).critic_loss(batch_norm, real, fake)


def test_it_is_refused_again_at_the_next_call(batch_norm, real, fake) -> None:
    objective = _objective(GP)
    for _ in range(2):
        with pytest.raises(CombinationError):
            objective.critic_loss(batch_norm, real, fake)


def test_it_is_refused_in_training_mode_after_it_passed_in_evaluation_mode(batch_norm, real, fake) -> None:
    objective = _objective(GP)
    assert objective.critic_loss(batch_norm.eval(), real, fake).isfinite()
    with pytest.raises(CombinationError):
        objective.critic_loss(batch_norm.train(), real, fake)


def test_the_refusal_can_be_lifted_by_name(batch_norm, real, fake) -> None:
    seeing = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), batch_norm)
    assert _objective(GP, allow=("batch-norm-with-gp",)).critic_loss(seeing, real, fake).isfinite()


def test_without_a_gradient_penalty_it_is_not_refused(batch_norm, real, fake) -> None:
    seeing = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), batch_norm)
    assert _objective().critic_loss(seeing, real, fake).isfinite()


def test_a_critic_is_probed_once(critic, real, fake) -> None:
    calls = []
    critic.register_forward_hook(lambda *_: calls.append(1))
    objective = _objective(GP)
    counts = []
    for _ in range(3):
        objective.critic_loss(critic, real, fake)
        counts.append(len(calls))
        calls.clear()
    assert counts == [4, 3, 3]


def test_unequal_batches_are_refused_where_they_are_paired(critic, real, fake) -> None:
    with pytest.raises(CombinationError, match="3 real and 4 fake"):
        _objective(GP).critic_loss(critic, real[:3], fake)


def test_a_penalty_alone_refuses_unequal_batches_too(critic, real, fake) -> None:
    with pytest.raises(CombinationError, match="3 real and 4 fake"):
        _objective(GP).penalty(critic, real[:3], fake)


def test_unequal_batches_are_averaged_each_over_its_own(critic, real, fake) -> None:
    loss = _objective().critic_loss(critic, real[:3], fake)
    assert loss.item() == pytest.approx((critic(fake).mean() - critic(real[:3]).mean()).item())


# Projections ------------------------------------------------------------------------------------------------------


def test_clipping_bounds_every_trainable_parameter_biases_included_and_no_buffer(batch_norm) -> None:
    with torch.no_grad():
        for tensor in (*batch_norm.parameters(), batch_norm[1].running_mean):
            tensor.fill_(3.0)
    batch_norm[0].weight.requires_grad_(False)
    _objective(Clip(bound=0.5)).project_(batch_norm)
    assert batch_norm[1].running_mean.tolist() == [3.0] * 5
    values = {name: parameter.unique().tolist() for name, parameter in batch_norm.named_parameters()}
    assert values.pop("0.weight") == [3.0]
    assert set(map(tuple, values.values())) == {(0.5,)}


def test_only_a_module_can_be_projected(critic) -> None:
    with pytest.raises(NetworkError, match="the critic is a method"):
        _objective(Clip()).project_(critic.forward)


def test_the_backend_makes_the_objective(critic, real, fake) -> None:
    made = registry().create("backend", "torch").objective(Wasserstein(), (GP,), allow=("batch-norm-with-gp",))
    assert made.allow == ("batch-norm-with-gp",)
    assert made.critic_loss(critic, real, fake).isfinite()
