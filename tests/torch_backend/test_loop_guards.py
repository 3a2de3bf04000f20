"""What a loop of one's own gets wrong in silence, or is stopped at far away: refused where it happens, with the remedy.

Each cure is compared with the loss written out by hand, in plain double backward.
"""

import pickle
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.utils import parametrize
from torch.nn.utils.parametrizations import spectral_norm
from torch.utils.checkpoint import checkpoint

from ganreg.constraints import R1, GradientPenalty, LeCam
from ganreg.errors import GanregWarning, NetworkError, UnsupportedError
from ganreg.losses import Wasserstein
from ganreg_torch.objective import TorchObjective

EPSILON = torch.tensor([0.1, 0.4, 0.6, 0.9])
DRAWS = {"epsilon": EPSILON}


def objective(*constraints):
    return TorchObjective(Wasserstein(), constraints or (GradientPenalty(),))


def by_hand(critic, real, fake):
    """Gulrajani et al. 2017, Algorithm 1, with λ = 10, as it is written everywhere."""
    real_scores, fake_scores = critic(real), critic(fake)
    x = (EPSILON[:, None] * real + (1 - EPSILON[:, None]) * fake).requires_grad_()
    (slopes,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return fake_scores.mean() - real_scores.mean() + 10 * ((slopes.norm(dim=1) - 1) ** 2).mean()


def gradients(loss, critic):
    found = torch.autograd.grad(loss, list(critic.parameters()), materialize_grads=True)
    return torch.cat([gradient.flatten() for gradient in found])


def distance(found, expected):
    return ((found - expected).norm() / expected.norm()).item()


def chain():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 6), nn.Softplus(), nn.Linear(6, 1))


def assert_as_by_hand(critic, real, fake):
    found = gradients(objective().critic_loss(critic, real, fake, draws=DRAWS), critic)
    assert distance(found, gradients(by_hand(critic, real, fake), critic)) < 1e-6


# A critic that changes between two calls ----------------------------------------------------------------------------


def grown(critic):
    critic.append(nn.Tanh())


def exchanged(critic):
    critic[1] = nn.Tanh()


def rewritten(critic):  # as Accelerate does it
    plain = critic.forward
    critic.forward = lambda x: 2 * plain(x)


def normalised(critic):
    spectral_norm(critic[0])


@pytest.mark.parametrize("change", [grown, exchanged, rewritten, normalised])
def test_a_chain_that_changed_is_not_computed_as_it_was(change, real, fake):
    critic, one = chain(), objective()
    before = one.critic_loss(critic, real, fake, draws=DRAWS).item()
    change(critic)
    critic.eval()  # where a spectral norm does not move
    found = one.critic_loss(critic, real, fake, draws=DRAWS)
    assert found.item() == pytest.approx(by_hand(critic, real, fake).item(), rel=1e-5)
    assert abs(found.item() - before) > 1e-3


def test_a_backward_hook_on_a_part_is_called(real, fake):
    critic, called = chain(), []
    one = objective()
    one.critic_loss(critic, real, fake)
    critic[2].register_full_backward_hook(lambda *_: called.append(1))
    one.critic_loss(critic, real, fake).backward()
    assert called


def sent(value):
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("copy", [deepcopy, sent])
def test_an_objective_may_be_copied_and_sent_with_the_critic_it_knows(copy, real, fake):
    critic, one = chain(), objective(LeCam(), GradientPenalty())
    draws = {"constraint/1/epsilon": EPSILON}
    one.critic_loss(critic, real, fake, draws=draws)
    other, of_other = copy((critic, one))
    expected = one.critic_loss(critic, real, fake, draws=draws)
    assert of_other.critic_loss(other, real, fake, draws=draws).item() == expected.item()
    assert of_other.updates == 2


# A frozen critic ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", ["interpolates", "real"])
def test_a_penalty_of_a_frozen_critic_behind_a_function_is_refused(points, critic, real, fake):
    critic.requires_grad_(False)
    with pytest.raises(NetworkError, match=r"no trainable parameter.*requires_grad_\(True\)"):
        objective(GradientPenalty(points=points)).penalty(critic.forward, real, fake)


def test_a_penalty_of_a_trainable_critic_behind_a_function_is_not(critic, real, fake):
    critic.stack[0].requires_grad_(False)
    of_function = objective().penalty(critic.forward, real, fake, draws=DRAWS)
    assert of_function.item() == objective().penalty(critic, real, fake, draws=DRAWS).item()


def test_it_may_be_evaluated_without_gradients(critic, real, fake):
    critic.requires_grad_(False)
    with torch.no_grad():
        assert objective().penalty(critic.forward, real, fake) > 0


# A critic that cannot be differentiated twice -----------------------------------------------------------------------


class Attentive(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.queries, self.score = nn.Linear(3, 48), nn.Linear(16, 1)

    def forward(self, x):
        parts = self.queries(x).reshape(len(x), 1, 4, 12).split(4, dim=-1)
        return self.score(functional.scaled_dot_product_attention(*parts).reshape(len(x), 16))


class Checkpointed(nn.Module):
    def __init__(self, reentrant, rate=0.0):
        super().__init__()
        torch.manual_seed(0)
        self.reentrant, self.body = reentrant, nn.Sequential(nn.Linear(3, 6), nn.Softplus(), nn.Dropout(rate))
        self.score = nn.Linear(6, 1)

    def forward(self, x):
        if self.reentrant is None:
            return self.score(self.body(x))
        return self.score(checkpoint(self.body, x, use_reentrant=self.reentrant))


class Distances(nn.Module):
    """Whose derivative has no derivative in PyTorch."""

    def forward(self, x):
        return torch.cdist(x, torch.ones(2, x.shape[1]), p=2.0)


REFUSED = {
    "fused attention": (Attentive, "use the math SDPA backend"),
    "reentrant checkpoints": (lambda: Checkpointed(reentrant=True), "use_reentrant=False"),
    "an operation without second derivative": (
        lambda: nn.Sequential(nn.Linear(3, 4), Distances(), nn.Linear(2, 1)),
        "operations that have a second derivative",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_second_derivative_is_refused_with_the_remedy(name, real, fake):
    make, remedy = REFUSED[name]
    with pytest.raises(UnsupportedError, match=f"twice, and PyTorch cannot: “.*” .*{remedy}"):
        objective().critic_loss(make(), real, fake)


@pytest.mark.parametrize("name", [name for name in REFUSED if "reentrant" not in name])
def test_it_is_taken_where_no_slope_is_penalised(name, real, fake):
    make, _ = REFUSED[name]
    loss = TorchObjective(Wasserstein()).critic_loss(make(), real, fake)
    assert loss.isfinite()


def test_attention_by_the_math_backend_is_differentiated_twice(real, fake):
    critic = Attentive()
    with sdpa_kernel(SDPBackend.MATH):
        assert_as_by_hand(critic, real, fake)
        loss = objective().critic_loss(critic, real, fake, draws=DRAWS)
        expected = gradients(by_hand(critic, real, fake), critic)
    assert distance(gradients(loss, critic), expected) < 1e-6


@pytest.mark.parametrize("nested", [False, True])
def test_a_compiled_critic_is_refused_under_a_penalty(nested, real, fake):
    compiled = torch.compile(chain(), backend="aot_eager")
    compiled = nn.Sequential(compiled) if nested else compiled
    with pytest.raises(UnsupportedError, match=r"critic uncompiled .*critic\._orig_mod"):
        objective().critic_loss(compiled, real, fake)
    loss = TorchObjective(Wasserstein()).critic_loss(compiled, real, fake)
    assert loss.item() == pytest.approx((compiled(fake).mean() - compiled(real).mean()).item(), rel=1e-6)


def test_a_critic_compiled_without_aot_autograd_and_what_was_compiled_are_taken(real, fake):
    critic = chain()
    for taken in (torch.compile(critic, backend="eager"), torch.compile(critic, backend="aot_eager")._orig_mod):
        assert_as_by_hand(taken, real, fake)


def test_the_trial_of_a_critic_leaves_nothing_behind(critic, real, fake):
    objective().critic_loss(critic, real, fake)
    assert all(weight.grad is None for weight in critic.parameters())


def test_inference_mode_is_named(critic, real, fake):
    with torch.inference_mode(), pytest.raises(NetworkError, match=r"Remove torch\.inference_mode"):
        objective().critic_loss(critic, real, fake)


# A critic that sees no shift ----------------------------------------------------------------------------------------


def test_batch_norm_after_the_first_layer_is_warned_of_once_in_training_mode(batch_norm, real):
    one = TorchObjective(Wasserstein())
    with pytest.warns(GanregWarning, match=r"cannot see where either lie.*as DCGAN does") as warned:
        loss = one.critic_loss(batch_norm, real, real + 3)
    assert loss.item() == pytest.approx(0, abs=1e-5)
    assert [Path(warning.filename) for warning in warned] == [Path(__file__)]
    one.critic_loss(batch_norm, real, real + 3)
    assert abs(one.critic_loss(batch_norm.eval(), real, real + 3).item()) > 0.1


@pytest.mark.parametrize("first", [nn.Tanh, nn.ReLU, nn.Dropout])
def test_batch_norm_later_is_not(first, batch_norm, real, fake):
    TorchObjective(Wasserstein()).critic_loss(nn.Sequential(first(), batch_norm), real, fake)


def test_nor_is_a_critic_of_whole_numbers(batch_norm):
    critic, words = nn.Sequential(nn.Embedding(9, 3), nn.Flatten(0, 1), batch_norm), torch.arange(8)[:, None]
    assert TorchObjective(Wasserstein()).critic_loss(critic, words, words % 3).isfinite()


def test_nor_is_a_critic_whose_scores_are_all_the_same(batch_norm, real, fake):
    with torch.no_grad():
        batch_norm[3].weight.zero_()
    TorchObjective(Wasserstein()).critic_loss(batch_norm, real, fake)


# Critics that remember or draw --------------------------------------------------------------------------------------


def test_checkpoints_recompute_with_the_same_masks(real, fake):
    found = []
    for reentrant in (None, False):
        critic = Checkpointed(reentrant, rate=0.5)
        torch.manual_seed(3)
        loss = objective().critic_loss(critic, real, fake, draws=DRAWS)
        torch.rand(3)
        found.append(gradients(loss, critic))
    assert torch.equal(*found)


def test_dropout_draws_as_in_a_loop_by_hand(real, fake):
    critic = Checkpointed(None, rate=0.5)
    one = objective()
    one.critic_loss(critic, real, fake)
    torch.manual_seed(3)
    found = gradients(one.critic_loss(critic, real, fake, draws=DRAWS), critic)
    torch.manual_seed(3)
    assert distance(found, gradients(by_hand(critic, real, fake), critic)) < 1e-6


def test_the_trial_of_a_critic_draws_no_mask(real, fake):
    torch.manual_seed(3)
    found = objective().critic_loss(Checkpointed(None, rate=0.5), real, fake, draws=DRAWS)
    critic = Checkpointed(None, rate=0.5)
    torch.manual_seed(0)
    _ = Checkpointed(None, rate=0.5)
    expected = by_hand(critic, real, fake)
    assert found.item() == pytest.approx(expected.item(), rel=1e-5)


def spectral():
    torch.manual_seed(0)
    return nn.Sequential(spectral_norm(nn.Linear(3, 6)), nn.Softplus(), spectral_norm(nn.Linear(6, 1)))


def moved(critic):
    """The vectors of the power iterations."""
    return torch.cat([buffer.flatten() for buffer in critic.buffers()])


def test_a_spectral_norm_moves_as_often_as_in_a_loop_by_hand(real, fake):
    one, other = spectral(), spectral()
    for critic in (one, other):
        with torch.no_grad():
            critic[0].parametrizations.weight.original.mul_(torch.linspace(0.1, 3, 6)[:, None])
    found = gradients(objective().critic_loss(one, real, fake, draws=DRAWS), one)
    assert distance(found, gradients(by_hand(other, real, fake), other)) < 1e-6
    assert torch.equal(moved(one), moved(other))


def test_within_cached_weights_a_spectral_norm_moves_once(real, fake):
    one, other, loss = spectral(), spectral(), objective()
    loss.critic_loss(one, real, fake, draws=DRAWS)
    with parametrize.cached():
        loss.critic_loss(one, real, fake, draws=DRAWS)
    for _ in range(3 + 1):
        other(real)
    assert torch.equal(moved(one), moved(other))


# Mixed precision ----------------------------------------------------------------------------------------------------


def weak(factor):
    critic = chain()
    with torch.no_grad():
        critic[2].weight.mul_(factor)
    return critic


@pytest.mark.parametrize("factor", [1, 1e-2, 1e-4])
def test_weak_slopes_survive_float16(factor, real, fake):
    critic, r1 = weak(factor), objective(R1(gamma=1.0))
    expected = gradients(r1.penalty(critic, real, fake), critic)
    with torch.autocast("cpu", torch.float16):
        found = r1.penalty(critic, real, fake)
    assert distance(gradients(found, critic), expected) < 1e-6


def test_float16_loses_them_in_a_loop_by_hand(real, fake):
    critic = weak(1e-4)
    assert torch.autograd.grad(objective(R1(gamma=1.0)).penalty(critic, real, fake), critic[0].weight)[0].all()
    with torch.autocast("cpu", torch.float16):
        x = real.clone().requires_grad_()
        (slopes,) = torch.autograd.grad(critic(x).float().sum(), x, create_graph=True)
        found = slopes.float().square().sum(1).mean() / 2
    assert not torch.autograd.grad(found, critic[0].weight)[0].any()


def test_float16_samples_from_a_generator_under_autocast_are_taken(real):
    critic, generator, one = chain(), nn.Linear(2, 3), objective(GradientPenalty(points="fake"))
    with torch.autocast("cpu", torch.float16):
        fake = generator(torch.ones(4, 2))
        assert fake.dtype == torch.float16
        found = one.penalty(critic, real, fake)
    assert found.item() == one.penalty(critic, real, fake.float()).item()


@pytest.mark.parametrize(("kind", "near"), [(torch.float16, 1e-2), (torch.bfloat16, 5e-2)])
def test_a_scaled_loss_gives_the_gradients_of_the_whole_precision(kind, near, real, fake):
    critic = chain()
    expected = gradients(objective().critic_loss(critic, real, fake, draws=DRAWS), critic)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**8)
    critic.zero_grad()
    with torch.autocast("cpu", kind):
        loss = objective().critic_loss(critic, real, fake, draws=DRAWS)
    scaler.scale(loss).backward()
    scaler.unscale_(torch.optim.SGD(critic.parameters()))
    found = torch.cat([weight.grad.flatten() for weight in critic.parameters()])
    assert 0 < distance(found, expected) < near
