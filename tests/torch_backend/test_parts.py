"""Samples in parts: a critic of a tuple or a dict of tensors is that of their rows, side by side."""

import pytest
import torch
from torch import nn

import ganreg
from ganreg.constraints import GradientPenalty
from ganreg.errors import DataError
from ganreg.losses import NonSaturating, Relativistic, Wasserstein
from ganreg_torch.objective import TorchObjective

DRAWS = {"epsilon": torch.tensor([0.1, 0.4, 0.6, 0.9])}


class OfImageAndText(nn.Module):
    """A critic of an image `(n, 2, 2)` and an embedding `(n, 3)`."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.image, self.text, self.score = nn.Linear(4, 5), nn.Linear(3, 5), nn.Linear(5, 1)

    def forward(self, samples):
        image, text = samples.values() if isinstance(samples, dict) else samples
        return self.score(torch.tanh(self.image(image.flatten(1)) + self.text(text)))


def batch(seed):
    drawn = torch.randn(4, 7, generator=torch.Generator().manual_seed(seed))
    return drawn[:, :4].reshape(4, 2, 2), drawn[:, 4:]


def named(samples):
    return dict(zip(("image", "text"), samples, strict=True))


def objective(loss=None):
    return TorchObjective(loss or Wasserstein(), (GradientPenalty(),))


def by_hand(critic, real, fake):
    """One ε for both parts of a sample, one norm over both, λ = 10."""
    epsilon = DRAWS["epsilon"]
    image = epsilon[:, None, None] * real[0] + (1 - epsilon[:, None, None]) * fake[0]
    text = epsilon[:, None] * real[1] + (1 - epsilon[:, None]) * fake[1]
    points = image.requires_grad_(), text.requires_grad_()
    of_image, of_text = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    norms = (of_image.square().sum((1, 2)) + of_text.square().sum(1)).sqrt()
    return critic(fake).mean() - critic(real).mean() + 10 * ((norms - 1) ** 2).mean()


@pytest.mark.parametrize("kind", [tuple, list, named])
def test_the_loss_is_that_by_hand(kind):
    critic, real, fake = OfImageAndText(), batch(1), batch(2)
    found = objective().critic_loss(critic, kind(real), kind(fake), draws=DRAWS)
    expected = by_hand(critic, real, fake)
    assert found.item() == pytest.approx(expected.item(), rel=1e-6)
    weights = list(critic.parameters())
    for one, other in zip(*(torch.autograd.grad(loss, weights) for loss in (found, expected)), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-6)


def test_a_penalty_of_a_function_is_the_same():
    critic, real, fake = OfImageAndText(), batch(1), batch(2)
    of_function, of_module = (objective().penalty(one, real, fake, draws=DRAWS) for one in (critic.forward, critic))
    assert of_function.item() == of_module.item()


def test_the_plain_functions_take_parts_too():
    critic, real, fake = OfImageAndText(), batch(1), batch(2)
    found = ganreg.critic_loss(critic, real, fake)
    found += ganreg.gradient_penalty(critic, named(real), named(fake), draws=DRAWS)
    assert found.item() == pytest.approx(by_hand(critic, real, fake).item(), rel=1e-6)
    assert ganreg.generator_loss(critic, fake).item() == pytest.approx(-critic(fake).mean().item(), rel=1e-6)


def test_the_generators_loss_reaches_every_part():
    critic, fake = OfImageAndText(), [part.requires_grad_() for part in batch(2)]
    loss = objective(NonSaturating()).generator_loss(critic, fake)
    found = torch.autograd.grad(loss, fake)
    expected = torch.autograd.grad(nn.functional.softplus(-critic(fake)).mean(), fake)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other)


def test_real_samples_in_the_generators_loss_are_in_parts_too():
    critic, real, fake = OfImageAndText(), batch(1), batch(2)
    loss = objective(Relativistic()).generator_loss(critic, fake, real=real)
    assert loss.item() == pytest.approx(nn.functional.softplus(critic(real) - critic(fake)).mean().item(), rel=1e-5)


def test_such_a_critic_is_tried_once_in_each_mode():
    critic, one, calls = OfImageAndText(), objective(), []
    critic.register_forward_hook(lambda *_: calls.append(1))
    for passes in (4, 3, 3):
        one.critic_loss(critic, batch(1), batch(2))
        assert len(calls) == passes
        calls.clear()


IMAGE, TEXT = batch(1)
WRONG = {
    "whole numbers": ((IMAGE, torch.arange(4)), "labels="),
    "two batch sizes": ((IMAGE, TEXT[:3]), "one batch size"),
    "two types": ((IMAGE, TEXT.double()), "one dtype"),
    "an array": (IMAGE.numpy(), "Expected a tensor"),
    "nothing": ((), "Expected a tensor"),
    "other parts": ((TEXT, IMAGE), "the same ones"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_are_no_samples_is_refused(name):
    wrong, told = WRONG[name]
    with pytest.raises(DataError, match=told):
        objective().critic_loss(OfImageAndText(), (IMAGE, TEXT), wrong)
