"""Free penalties and score transforms in a loop of one's own."""

import pytest
import torch
from conformance.wrong.free_forms import WithBackward
from free_forms.components import FreeGP, GradientNormalisation, JensenShannon
from torch import nn

import ganreg
from ganreg.draws import Draws
from ganreg.errors import CombinationError, NetworkError, ParameterError, PluginError
from ganreg.registry import registry
from ganreg_torch.free_form import free_value, through
from ganreg_torch.placement import Placement
from ganreg_torch.streams import DeviceDraws


@pytest.fixture
def critic():
    torch.manual_seed(3)
    return nn.Sequential(nn.Flatten(), nn.Linear(12, 5), nn.Tanh(), nn.Linear(5, 1)).double()


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(4, 3, 2, 2, generator=generator, dtype=torch.float64) for _ in range(2)]


@pytest.fixture
def line():
    """f(x) = 3x₁ + 4x₂."""
    made = nn.Linear(2, 1, bias=False).double()
    with torch.no_grad():
        made.weight[:] = torch.tensor([[3.0, 4.0]])
    return made


def objective(constraint, loss="wasserstein", **settings):
    return ganreg.objective(loss=loss, constraint=constraint, backend="torch", **settings)


def gradients(total, critic):
    return torch.cat([g.flatten() for g in torch.autograd.grad(total, list(critic.parameters()))])


@pytest.mark.parametrize("source", ["step", "generator"])
def test_a_penalty_written_by_hand_is_the_built_in_one_to_the_last_draw(critic, batch, source):
    losses = []
    for name in ("gp", "free_gp"):
        where = {"step": 5} if source == "step" else {"generator": torch.Generator().manual_seed(9)}
        losses.append(objective(name).critic_loss(critic, *batch, **where))
    assert torch.equal(losses[0], losses[1])
    torch.testing.assert_close(gradients(losses[0], critic), gradients(losses[1], critic), rtol=1e-12, atol=1e-14)


def test_a_generator_that_is_given_counts_more_than_the_step(critic, batch):
    made = objective("free_gp")
    one = made.penalty(critic, *batch, generator=torch.Generator().manual_seed(9))
    other = made.penalty(critic, *batch, step=0, generator=torch.Generator().manual_seed(9))
    assert torch.equal(one, other)


def test_a_kept_stream_of_the_device_is_not_reset_by_another():
    draws, draw = DeviceDraws(Placement(torch.device("cpu"), torch.float64)), Draws(3).at("critic", 1)
    kept = draws.kept_stream(draw, "constraint/0")
    first = kept.normal((16,))
    draws.stream(draw, "latent").normal((5,))
    assert torch.equal(first, draws.stream(draw, "constraint/0").normal((16,)))
    again = draws.kept_stream(draw, "constraint/0")
    again.normal((16,))
    assert torch.equal(kept.normal((16,)), again.normal((16,)))


def test_without_a_source_numbers_follow_pytorchs_own_generator(critic, batch):
    made, values = objective("free_gp"), []
    for _ in range(2):
        torch.manual_seed(4)
        values.append(made.penalty(critic, *batch).item())
    assert values[0] == values[1] != made.penalty(critic, *batch).item()


def test_the_numbers_of_a_line(line):
    third = torch.tensor([[torch.tensor(3.0).double().log() / 3, 0.0]], dtype=torch.float64)
    origin = torch.zeros(1, 2, dtype=torch.float64)
    assert objective("js_regulariser").penalty(line, origin, origin).item() == 12.5
    assert objective("js_regulariser").penalty(line, third, origin).item() == pytest.approx(7.8125)
    assert objective("free_gp").penalty(line, third, origin).item() == pytest.approx(160)
    normalised, one = objective("gradient_normalisation"), torch.ones(1, 2, dtype=torch.float64)
    assert normalised.generator_loss(line, one).item() == pytest.approx(-7 / 12)
    assert normalised.critic_loss(line, -one, one).item() == pytest.approx(14 / 12)


def test_nothing_reaches_the_generator_and_nothing_is_left_in_grad(critic, batch):
    real, fake = batch
    fake.requires_grad_()
    total = objective(["js_regulariser", "gradient_normalisation"], allow=["slopes-of-transformed-scores"]).critic_loss(
        critic, real, fake, step=0
    )
    assert torch.autograd.grad(total, fake, allow_unused=True) == (None,)
    assert all(weight.grad is None for weight in critic.parameters())
    assert not real.requires_grad


def test_gradients_that_were_there_before_stay(critic, batch):
    nn.functional.mse_loss(critic(batch[0]), torch.zeros(4, 1).double()).backward()
    before = [weight.grad.clone() for weight in critic.parameters()]
    objective("free_gp").critic_loss(critic, *batch, step=0)
    assert all(torch.equal(weight.grad, grad) for weight, grad in zip(critic.parameters(), before, strict=True))


def test_a_gradient_that_is_added_to_one_that_was_there_is_noticed(critic, batch):
    registry().register(FreeGP, implementations={"torch": WithBackward})
    critic(batch[0]).sum().backward()
    with pytest.raises(PluginError, match=r"left a gradient in 1\.weight\.grad"):
        objective("free_gp").critic_loss(critic, *batch, step=0)


def test_what_an_implementation_does_to_its_tensors_stays_there(critic, batch):
    """It may ask its own view of the samples for a gradient; nobody else's then has one."""
    real, fake = batch
    free_value(JensenShannon(), lambda x: critic(x)[:, 0], real, fake, None, None)
    assert not real.requires_grad
    assert not fake.requires_grad


def test_transformed_scores_keep_no_graph_that_nobody_asked_for(critic, batch):
    score = through(lambda x, samples: critic(x)[:, 0], [GradientNormalisation()])
    assert score(batch[0], "").requires_grad
    with torch.no_grad():
        assert not score(batch[0], "").requires_grad


def test_a_lazy_one_is_scaled_and_needs_to_know_its_step(critic, batch):
    lazy = objective({"name": "js_regulariser", "every": 4})
    with pytest.raises(ParameterError, match=r"Give step=…"):
        lazy.penalty(critic, *batch)
    assert lazy.penalty(critic, *batch, step=3).item() == 0
    assert lazy.penalty(critic, *batch, step=4) == 4 * objective("js_regulariser").penalty(critic, *batch)


def test_numbers_cannot_be_given_to_a_penalty_that_has_no_names_for_them(critic, batch):
    with pytest.raises(ParameterError, match=r"constraint/0 draws numbers without a name\. Give step=… or"):
        objective("free_gp").penalty(critic, *batch, draws={"epsilon": torch.ones(4)})
    assert objective("js_regulariser").penalty(critic, *batch, draws={}) > 0


def test_samples_are_scored_with_their_labels(batch):
    class Conditional(nn.Module):
        def __init__(self):
            super().__init__()
            self.rows = nn.Parameter(torch.randn(3, 12, generator=torch.Generator().manual_seed(0)).double())

        def forward(self, x, label):
            return (self.rows[label] * x.flatten(1)).sum(1)

    made, labels = Conditional(), torch.tensor([0, 2, 2, 1])
    lengths = made.rows.detach()[labels].norm(dim=1)
    penalty = objective("free_gp").penalty(made, *batch, labels=labels, step=0)
    torch.testing.assert_close(penalty, 10 * ((lengths - 1) ** 2).mean())
    scores = made(batch[0], labels)
    expected = -(scores / (lengths + scores.abs())).mean()
    torch.testing.assert_close(
        objective("gradient_normalisation").generator_loss(made, batch[0], labels=labels), expected
    )


def test_the_generators_gradient_is_that_of_the_transformed_score(critic, batch):
    fake = batch[1].requires_grad_()
    loss = objective("gradient_normalisation").generator_loss(critic, fake)
    (found,) = torch.autograd.grad(loss, fake)
    scores = critic(fake)[:, 0]
    (slopes,) = torch.autograd.grad(scores.sum(), fake, create_graph=True)
    expected = torch.autograd.grad(-(scores / (slopes.flatten(1).norm(dim=1) + scores.abs())).mean(), fake)[0]
    torch.testing.assert_close(found, expected)
    assert all(weight.requires_grad for weight in critic.parameters())


def test_a_plain_callable_will_do(critic, batch):
    def called(x):
        return critic(x)

    for name in ("js_regulariser", "gradient_normalisation"):
        made = objective(name)
        torch.testing.assert_close(made.critic_loss(called, *batch), made.critic_loss(critic, *batch))
        fake = batch[1].clone().requires_grad_()
        made.generator_loss(called, fake).backward()
        assert fake.grad.isfinite().all()
        critic.zero_grad()


def test_without_gradients_there_are_still_values(critic, batch):
    made = objective(["js_regulariser"], "non_saturating")
    wanted = made.penalty(critic, *batch)
    with torch.no_grad():
        assert torch.equal(made.penalty(critic, *batch), wanted)
        assert not objective("gradient_normalisation").critic_loss(critic, *batch).requires_grad


def test_several_transforms_apply_in_their_order(critic, batch):
    class Doubled:
        def __init__(self, component):
            pass

        def scores(self, critic, x):
            return 2 * critic(x) + 1

    class Shifted(GradientNormalisation):
        name = "doubled"
        per_sample_gradients = False

    registry().register(Shifted, implementations={"torch": Doubled})
    first, last = (
        objective(names).critic_loss(critic, *batch)
        for names in (["doubled", "gradient_normalisation"], ["gradient_normalisation", "doubled"])
    )
    plain = objective("gradient_normalisation").critic_loss(critic, *batch)
    torch.testing.assert_close(last, 2 * plain)
    assert (first - last).abs() > 1e-3


@pytest.mark.parametrize("name", ["js_regulariser", "gradient_normalisation"])
def test_a_critic_that_mixes_samples_is_refused(batch, name):
    mixing = nn.Sequential(
        nn.Flatten(), nn.Linear(12, 5), nn.Tanh(), nn.Linear(5, 5), nn.BatchNorm1d(5), nn.Linear(5, 1)
    ).double()
    with pytest.raises(CombinationError, match="takes the gradient of each sample's own score"):
        objective(name).critic_loss(mixing, *batch)
    assert objective(name, allow=["batch-norm-with-gp"]).critic_loss(mixing, *batch).isfinite()


def test_what_a_transform_returns_is_checked(critic, batch):
    class Column:
        def __init__(self, component):
            pass

        def scores(self, critic, x):
            return torch.stack([critic(x), critic(x)])

    registry().register(GradientNormalisation, implementations={"torch": Column})
    with pytest.raises(NetworkError, match=r"scores of shape \(2, 4\) for 4 samples"):
        objective("gradient_normalisation").critic_loss(critic, *batch)
