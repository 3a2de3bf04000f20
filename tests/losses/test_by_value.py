"""A loss by its values alone: computed where derivatives are found, refused where they are written by hand."""

import attrs
import numpy as np
import pytest

import ganreg
from ganreg import Support, losses
from ganreg.conformance import Case, case_checks
from ganreg.errors import PluginError, UnsupportedError
from ganreg.losses import AbstractLossByValue
from ganreg.registry import registry
from ganreg_reference.losses import NonSaturating
from ganreg_reference.losses.by_complex_step import LossByComplexStep
from ganreg_reference.oracles import loss_oracle


@attrs.frozen
class TorchsOwn(AbstractLossByValue):
    """E softplus(−r) + E softplus(f), as PyTorch's users write it."""

    def critic(self, real, fake, xp):
        from torch.nn.functional import binary_cross_entropy_with_logits as bce

        return bce(real, xp.ones_like(real)) + bce(fake, xp.zeros_like(fake))

    def generator(self, real, fake, xp):
        from torch.nn.functional import binary_cross_entropy_with_logits as bce

        return bce(fake, xp.ones_like(fake))


def softplus(z):
    return np.log1p(np.exp(z)) if np.real(z) < 0 else z + np.log1p(np.exp(-z))


class Values:
    """The same in NumPy, a score at a time."""

    def __init__(self, loss=None):
        pass

    def critic(self, real, fake):
        return sum(softplus(-r) for r in real) / len(real) + sum(softplus(f) for f in fake) / len(fake)

    def generator(self, real, fake):
        return sum(softplus(-f) for f in fake) / len(fake)


NOT_HERE = {name: Support(level="none", reason="PyTorch's own") for name in ("numpy", "cupy", "strict")}


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    ganreg.register(TorchsOwn, oracle=Values, support=NOT_HERE)


def test_torch_agrees_with_the_reference_on_every_check(registered):
    case = Case(real=np.random.default_rng(0).normal(size=(3, 4)), loss=TorchsOwn(), constraints=("r1",))
    backend = registry().create("backend", "torch", dtype="float64", device="cpu")
    found = {check.name: check().status for check in case_checks(case, backend)}
    assert set(found.values()) <= {"pass", "not-run"}
    assert found["critic weight gradients"] == found["generator weight gradients"] == "pass"


def test_array_backends_refuse_it(registered):
    with pytest.raises(UnsupportedError, match="PyTorch's own"):
        ganreg.build(loss=TorchsOwn(), backend="numpy")


def test_array_backends_refuse_it_without_a_declaration():
    with pytest.raises(UnsupportedError, match="it gives no derivatives"):
        ganreg.build(loss=TorchsOwn(), backend="numpy")


def test_its_derivatives_are_asked_for_in_vain():
    for ask in (TorchsOwn().critic_gradients, TorchsOwn().generator_gradients):
        with pytest.raises(UnsupportedError, match="Derive it from AbstractLoss"):
            ask(np.zeros(1), np.zeros(1), np)


def test_complex_steps_give_what_was_derived_by_hand():
    by_hand, found = NonSaturating(losses.NonSaturating()), LossByComplexStep(Values())
    real, fake = np.array([0.3, -2.0, 40.0]), np.array([1.5, -700.0])
    for one, other in zip(found.critic_gradients(real, fake), by_hand.critic_gradients(real, fake), strict=True):
        assert np.max(np.abs(one - np.asarray(other))) < 1e-15
    in_real, in_fake = found.generator_gradients(real, fake)
    assert in_real is None
    assert np.max(np.abs(in_fake - np.asarray(by_hand.generator_gradients(None, fake)[1]))) < 1e-15


def test_the_reference_takes_complex_steps_where_an_oracle_gives_values_alone(registered):
    assert isinstance(loss_oracle(TorchsOwn()), LossByComplexStep)


class Absolute(Values):
    """|z| is not analytic: its complex step is 0."""

    def critic(self, real, fake):
        return sum(np.abs(r) for r in real) - sum(fake)


def test_values_that_take_no_complex_numbers_are_found_out():
    with pytest.raises(PluginError, match=r"complex step and .* by differences.*Write √\(z·z\)"):
        LossByComplexStep(Absolute()).critic_gradients(np.array([0.5]), np.array([1.0]))


class Hinge(Values):
    """A kink at 1, where differences say nothing."""

    def critic(self, real, fake):
        return sum(1 - r if np.real(r) < 1 else 0 * r for r in real)


def test_a_kink_is_no_reason_to_refuse():
    in_real, _ = LossByComplexStep(Hinge()).critic_gradients(np.array([1.0, 0.5]), np.array([1.0]))
    assert in_real.tolist() == [0.0, -1.0]
