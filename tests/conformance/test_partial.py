"""What is right in part of all cases gets the verdict that it deserves, and the report says for which part."""

import attrs
import numpy as np
import pytest

from ganreg import ComponentSpec, Support
from ganreg.conformance import Report
from ganreg.constraints import AbstractFreePenalty, AbstractScorePenalty, Fake, Real
from ganreg.errors import CombinationError, ParameterError
from ganreg.losses import AbstractLoss, AbstractLossByValue
from ganreg.networks.initializers import initializer
from ganreg.params import NON_NEGATIVE, param
from ganreg.registry import registry

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.usefixtures("own_registrations")

NUMPY, STRICT, TORCH = ({"name": name, "dtype": "float64"} for name in ("numpy", "strict", "torch"))
NO_NUMPY = {name: Support(level="none", reason="written for torch") for name in ("numpy", "cupy", "strict")}


def checked(component, backends, **details):
    registry().register(ComponentSpec.from_class(component, **details))
    (found,) = Report.of(component, backends).subjects
    return found


def failure_of(component, backends, **details):
    rows = checked(component, backends, **details).rows
    return next((check.name, result.reason) for check, result in rows if result.status == "fail")


# Samples of some shapes alone -----------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class OfImages(AbstractFreePenalty):
    """λ·mean over real images of the squared slope at the first row of pixels."""

    weight: float = param(2.0, "The factor λ.", validator=NON_NEGATIVE)


@attrs.frozen(kw_only=True)
class OfImagesAlone(OfImages):
    """The same, and says so."""

    def check(self, shape):
        if len(shape) != 3:
            raise CombinationError(f"It takes images, not samples of shape {shape}.")


class FirstRow:
    def __init__(self, component):
        self.weight = component.weight

    def value(self, critic, real, fake, stream):
        x = real.requires_grad_()
        (slopes,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
        return self.weight * self.rows(slopes).square().sum((1, 2)).mean()

    def rows(self, slopes):
        return slopes[:, :, 0, :]


class LastRow(FirstRow):
    def rows(self, slopes):
        return slopes[:, :, -1, :]


class FirstRowOracle:
    def __init__(self, component):
        self.weight = component.weight

    def value(self, critic, real, fake, stream):
        slopes = (critic.slope(x, i)[:, 0, :] for i, x in enumerate(real))
        return self.weight * sum(np.sum(slope * slope) for slope in slopes) / len(real)


def announced(implementation):
    return {"oracle": FirstRowOracle, "implementations": {"torch": implementation}}


def test_a_penalty_of_images_that_says_so_is_proven_on_images():
    assert checked(OfImagesAlone, [TORCH], **announced(FirstRow)).verdict == (
        "proven",
        "by its oracle; on samples of shape (1, 4, 4) and (3, 4, 4) alone, by its check(shape)",
    )


def test_a_penalty_of_images_is_still_compared_there():
    check, _ = failure_of(OfImagesAlone, [TORCH], **announced(LastRow))
    assert check == "critic weight gradients"


def test_a_penalty_of_images_that_does_not_say_so_is_judged_on_images_and_told_how():
    found = checked(OfImages, [TORCH], **announced(FirstRow))
    assert found.verdict == ("proven", "by its oracle")
    reason = next(result.reason for check, result in found.rows if check.name == "precision and shapes")
    assert "note: on some samples it raises IndexError" in reason
    assert "refuse others by check(shape)" in reason
    assert "samples (3, 5)" in reason


def test_a_recipe_asks_its_constraints_what_they_take():
    import ganreg

    registry().register(ComponentSpec.from_class(OfImagesAlone, **announced(FirstRow)))
    with pytest.raises(CombinationError, match="takes images"):
        ganreg.build(constraint=OfImagesAlone(), backend="torch", data_shape=(2,))


# Kinks ----------------------------------------------------------------------------------------------------------------


@attrs.frozen
class HingeByMinimum(AbstractLossByValue):
    """The hinge as −min(0, ±D − 1), whose derivative at the kink is −½ in PyTorch."""

    def critic(self, real, fake, xp):
        zero = torch.zeros(())
        return -torch.min(zero.to(real), real - 1).mean() - torch.min(zero.to(fake), -1 - fake).mean()

    def generator(self, real, fake, xp):
        return -fake.mean()


@attrs.frozen
class HingeOfOtherMargin(HingeByMinimum):
    """A kink elsewhere."""

    def critic(self, real, fake, xp):
        return super().critic(real + 1e-3, fake, xp)


@attrs.frozen
class HingeBeyondItsSides(HingeByMinimum):
    """Right but at the kink, where no subgradient is."""

    def critic(self, real, fake, xp):
        at_kink = (fake == -1).to(fake)
        return super().critic(real, fake, xp) + (at_kink * 3 * (fake - fake.detach())).mean()


HINGE = {"oracle": "ganreg_reference.losses:Hinge", "support": NO_NUMPY}


def test_any_subgradient_at_a_kink_is_right():
    assert checked(HingeByMinimum, [TORCH], **HINGE).verdict == ("proven", "by its oracle")


@pytest.mark.parametrize("wrong", [HingeOfOtherMargin, HingeBeyondItsSides])
def test_no_other_number_is(wrong):
    assert failure_of(wrong, [TORCH], **HINGE)[0] == "loss and score gradients"


# Oracles, classes and names -------------------------------------------------------------------------------------------


class Undecorated(AbstractLoss):
    """E log cosh of each side's distance from ±1; nobody decorated the class."""

    def critic(self, real, fake, xp):
        return xp.mean(self.smooth(real - 1, xp)) + xp.mean(self.smooth(fake + 1, xp))

    def critic_gradients(self, real, fake, xp):
        return xp.tanh(real - 1) / real.shape[0], xp.tanh(fake + 1) / fake.shape[0]

    def generator(self, real, fake, xp):
        return xp.mean(self.smooth(fake - 1, xp))

    def generator_gradients(self, real, fake, xp):
        return None, xp.tanh(fake - 1) / fake.shape[0]

    def smooth(self, t, xp):
        return xp.abs(t) + xp.log1p(xp.exp(-2 * xp.abs(t))) - float(np.log(2))


class ValuesAlone:
    """log cosh t = log((eᵗ + e⁻ᵗ)/2), scaled so that nothing overflows."""

    def __init__(self, loss):
        pass

    def one(self, t):
        size = t if np.real(t) > 0 else -t
        return size + np.log((1 + np.exp(-2 * size)) / 2)

    def critic(self, real, fake):
        return sum(self.one(r - 1) for r in real) / len(real) + sum(self.one(f + 1) for f in fake) / len(fake)

    def generator(self, real, fake):
        return sum(self.one(f - 1) for f in fake) / len(fake)


class AsksForMore(ValuesAlone):
    def __init__(self, loss):
        self.margin = loss.margin


def test_an_oracle_of_values_alone_proves_a_formula_of_all_backends():
    assert checked(Undecorated, [NUMPY, STRICT], oracle=ValuesAlone).verdict == ("proven", "by its oracle")


def test_an_oracle_that_cannot_be_made_is_named():
    _, reason = failure_of(Undecorated, [NUMPY], oracle=AsksForMore)
    assert "its oracle AsksForMore cannot be made" in reason
    assert "margin" in reason


def test_two_objects_of_a_class_without_parameters_are_the_same():
    assert Undecorated() == Undecorated()
    assert len({Undecorated(), Undecorated()}) == 1
    assert Undecorated() != HingeByMinimum()


class Paired(Undecorated):
    def critic(self, real, fake, xp):
        return xp.mean(self.smooth(real - 1, xp) + self.smooth(fake + 1, xp))


@attrs.frozen
class PairedByTorch(AbstractLossByValue):
    def critic(self, real, fake, xp):
        return (fake - real).mean()

    def generator(self, real, fake, xp):
        return -fake.mean()


def test_a_loss_that_takes_pairs_alone_is_told_how_to_say_so():
    _, reason = failure_of(Paired, [NUMPY], oracle=ValuesAlone)
    assert "critic of real (4,), fake (2,)" in reason or "critic of real (2,), fake (4,)" in reason
    _, reason = failure_of(PairedByTorch, [TORCH], oracle="ganreg_reference.losses:Wasserstein", support=NO_NUMPY)
    assert "pairwise = True" in reason


@attrs.frozen(kw_only=True)
class CountsByLength(AbstractScorePenalty):
    """λ·mean(f(x)² + f(x̃)²); counts samples by len, which array-api-strict alone has not."""

    points = (Real(), Fake())
    weight: float = param(0.5, "The factor λ.", validator=NON_NEGATIVE)

    def value(self, scores, xp):
        return self.weight * sum(xp.sum(one * one) / len(one) for one in scores)

    def gradients(self, scores, xp):
        return tuple(2 * self.weight * one / len(one) for one in scores)


class Drift:
    points = ("real", "fake")

    def __init__(self, penalty):
        self.weight = penalty.weight

    def value(self, scores):
        return self.weight * sum(np.mean([s**2 for s in one]) for one in scores)

    def gradients(self, scores):
        return tuple(np.array([2 * self.weight * s / len(one) for s in one]) for one in scores)


def test_the_length_of_an_array_is_forgiven_where_strict_has_none():
    assert checked(CountsByLength, [NUMPY, STRICT], oracle=Drift).verdict == ("proven", "by its oracle")


@attrs.frozen(kw_only=True)
class Anchored(CountsByLength):
    """λ·mean(f(x)²) + mean(f(x̃)²) about the running mean of f(x), which begins at 0."""

    mean: float = param(0.0, "The running mean.", described=False)

    def initial_state(self):
        return {"mean": 0.0}

    def now(self, state, update):
        return attrs.evolve(super().now(state, update), mean=state["mean"])

    def next_state(self, state, observed, xp):
        return {"mean": 0.5 * state["mean"] + 0.5 * xp.mean(observed[0])}

    def value(self, scores, xp):
        return super().value(tuple(one - self.mean for one in scores), xp)

    def gradients(self, scores, xp):
        return super().gradients(tuple(one - self.mean for one in scores), xp)


class Unanchored(Anchored):
    """Forgets to put its state in."""

    def now(self, state, update):
        return self


class AnchoredOracle(Drift):
    def __init__(self, penalty):
        super().__init__(penalty)
        self.mean = penalty.mean

    def value(self, scores):
        return super().value([one - self.mean for one in scores])

    def gradients(self, scores):
        return super().gradients([one - self.mean for one in scores])

    def next_state(self, state, observed):
        return {"mean": (state["mean"] + np.mean(observed[0])) / 2}


def test_a_state_that_is_put_into_fields_of_no_recipe_is_seen_to_matter():
    assert checked(Anchored, [NUMPY], oracle=AnchoredOracle).verdict == ("proven", "by its oracle")
    assert failure_of(Unanchored, [NUMPY], oracle=AnchoredOracle)[0] == "points and state"


def test_an_unknown_initializer_is_told_with_those_that_there_are():
    with pytest.raises(ParameterError, match=r"no initializer 'ortogonal'.*Did you mean 'orthogonal'"):
        initializer("ortogonal")
