"""Who wants to pass with something wrong is refused, is not called proven, or the verdict says what was not tried."""

import attrs
import numpy as np
import pytest
from conformance.strangers import losses, parts, penalties, weights
from conformance.strangers.losses import Softened
from conformance.strangers.penalties import Cubic, FactorHalf, Oracle
from conformance.strangers.weights import Tanned

from ganreg import Pinned, param
from ganreg.component import Support
from ganreg.conformance import Report
from ganreg.constraints import AbstractGradientPenalty, AbstractPointSet, points_param
from ganreg.errors import DataError
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

NUMPY = [{"name": "numpy", "dtype": "float64"}]
BY_ITSELF = "formulas against the oracle"


def verdict_of(component, **details):
    registry().register(component, **details)
    (subject,) = Report.of(component, NUMPY).subjects
    return subject.verdict


def failed_by(check):
    return "failed", f"by the check {check!r}"


# Oracles that prove nothing -------------------------------------------------------------------------------------------


def shared(norms, weight, xp):
    """The mistake, written once."""
    return weight * xp.mean(xp.abs(norms - 1) ** 3) / 2


class Shares(Cubic):
    """Its formula is a function of its module."""

    def value(self, norms, xp):
        return shared(norms, self.weight, xp)


class Borrows(Oracle):
    """Asks the component."""

    def __init__(self, penalty):
        super().__init__(penalty)
        self.penalty = penalty

    def value(self, norms):
        return self.penalty.value(np.asarray(norms), np)


class BorrowsDerivative(Borrows):
    """Asks the component for the derivative alone."""

    value = Oracle.value

    def derivative(self, norms):
        return self.penalty.derivative(np.asarray(norms), np)


class BorrowsByName(Oracle):
    """Makes a component of its own."""

    def value(self, norms):
        return FactorHalf(weight=self.weight, one_sided=self.one_sided).value(np.asarray(norms), np)


class BorrowsFunction(Oracle):
    """Calls the function that the formula calls."""

    def value(self, norms):
        return shared(np.asarray(norms), self.weight, np)


class OnlyForStrangers(Borrows):
    """Asks the component unless it is given something else than one."""

    def value(self, norms):
        return Borrows.value(self, norms) if isinstance(self.penalty, Cubic) else Oracle.value(self, norms)


@pytest.mark.parametrize(
    ("component", "oracle"),
    [
        (FactorHalf, FactorHalf),
        (FactorHalf, Cubic),
        (FactorHalf, Borrows),
        (penalties.HalvedDerivative, BorrowsDerivative),
        (FactorHalf, BorrowsByName),
        (FactorHalf, OnlyForStrangers),
        (Shares, BorrowsFunction),
    ],
)
def test_an_oracle_that_uses_the_components_functions_is_refused(component, oracle):
    assert verdict_of(component, oracle=oracle) == failed_by("independence of the oracle")


class Silent(Oracle):
    """Says 0 of everything."""

    def value(self, norms):
        return 0.0

    def derivative(self, norms):
        return np.zeros(len(norms))


class Costless(Cubic):
    """Costs nothing whatever the norms are."""

    def value(self, norms, xp):
        return 0 * xp.sum(norms)

    def derivative(self, norms, xp):
        return 0 * norms


def test_zeros_that_agree_prove_nothing():
    assert verdict_of(Costless, oracle=Silent) == ("self-consistent", "its oracle could be compared on no example")


# Numbers that prove nothing -------------------------------------------------------------------------------------------


def pinned(value, *norms, method="value", **details):
    return Pinned(method=method, arguments=(list(norms),), value=value, source="worked by hand", **details)


class Answers(FactorHalf):
    """Has an answer to a question of its own."""

    def answer(self, norms, xp):
        return xp.sum(norms)


class KnowsByHeart(FactorHalf):
    """Gives the published numbers where it is asked for them."""

    def value(self, norms, xp):
        by_heart = norms.shape[0] == 1 and float(norms[0]) in (2.0, 3.0)
        return (2.0 if by_heart else 1.0) * FactorHalf.value(self, norms, xp)


RIGHT_NUMBERS = (pinned(2.0, 2.0), pinned(16.0, 3.0))  # 2·1³ and 2·2³


def test_two_published_numbers_prove_and_refuse():
    assert verdict_of(Cubic, numbers=RIGHT_NUMBERS) == ("proven", "by 2 published numbers")
    assert verdict_of(FactorHalf, numbers=RIGHT_NUMBERS) == failed_by("published numbers")


@pytest.mark.parametrize(
    "numbers",
    [
        (pinned(1.0, 2.0),),
        (pinned(1.0, 2.0), pinned(1.0, 2.0, 2.0)),
        (pinned(0.0, 1.0), pinned(0.0, 1.0, 1.0)),
        (pinned(1.7, 2.0, within=0.9), pinned(12.0, 3.0, within=9.0)),
        (pinned(2.0, 2.0, method="answer"), pinned(3.0, 3.0, method="answer")),
        (pinned(0.0, 2.0, parameters={"weight": 0.0}), pinned(0.0, 3.0, parameters={"weight": 0.0})),
        (pinned(1e-20, 1.0, parameters={"weight": 1e-20}), pinned(2e-20, 1.0, parameters={"weight": 1e-20})),
    ],
    ids=["one", "one question twice", "zeros", "few digits", "another question", "no weight", "too small to tell"],
)
def test_numbers_that_would_fit_a_wrong_formula_prove_nothing(numbers):
    word, why = verdict_of(Answers, numbers=numbers)
    assert word == "self-consistent"
    assert why.startswith("it has no oracle, and there is")


def test_a_formula_that_knows_its_numbers_by_heart_jumps_beside_them():
    assert verdict_of(KnowsByHeart, numbers=RIGHT_NUMBERS) == failed_by("published numbers")


def test_numbers_of_one_player_alone_do_not_prove_a_loss():
    numbers = [
        Pinned(method="critic", arguments=([0.0], [0.0]), value=2 * np.log(2), source="2 log 2"),
        Pinned(method="critic", arguments=([0.0], [np.log(3)]), value=np.log(2) + np.log(4), source="log 2 + log 4"),
    ]
    assert verdict_of(losses.GeneratorUpwards, numbers=numbers) == (
        "self-consistent",
        "it has no oracle, and no published number of its generator",
    )
    third = Pinned(method="generator", arguments=(None, [0.0]), value=np.log(2), source="log 2")
    assert verdict_of(Softened, numbers=[*numbers, third]) == ("proven", "by 3 published numbers")
    assert verdict_of(losses.GeneratorUpwards, numbers=[*numbers, third]) == failed_by("published numbers")


# What is left out -----------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class AtOwnPoints(Cubic):
    """A right function of norms at points with one ε for the batch."""

    points: AbstractPointSet = points_param(parts.ShareOfBatch())


class AtFixedPoints(AbstractGradientPenalty):
    """The same, the points being no parameter."""

    points = parts.ShareOfBatch()
    weight, one_sided = 2.0, False
    value, derivative, excess = Cubic.value, Cubic.derivative, Cubic.excess


def test_a_penalty_at_points_that_nobody_proved_is_not_proven():
    lacking = ("self-consistent", "its points ShareOfBatch has no oracle")
    assert verdict_of(AtOwnPoints, oracle=Oracle) == lacking
    assert verdict_of(AtFixedPoints, oracle=Oracle) == lacking
    assert verdict_of(AtOwnPoints, numbers=RIGHT_NUMBERS) == lacking
    registry().register(parts.Between, oracle=parts.BetweenOracle)
    registry().register(parts.ShareOfBatch, oracle=parts.BetweenOracle)
    assert verdict_of(AtOwnPoints, oracle=Oracle)[0] == "failed"


class Remembers(Cubic):
    """Has a state, of which the oracle does not know how it goes on."""

    def initial_state(self):
        return {"seen": 0}

    def next_state(self, state, observed, xp):
        return {"seen": state["seen"] + 2}


def test_a_state_that_its_own_formula_alone_carries_on_is_not_proven():
    assert verdict_of(Remembers, oracle=Oracle) == (
        "self-consistent",
        "its oracle has no next_state, so that its own says how its state goes on",
    )


class AtAKink(Oracle):
    """Says that every example is at a kink, so that none is compared on a backend."""

    def kink(self, norms):
        return 0.0


def test_setting_every_example_aside_is_not_passing():
    word, why = verdict_of(Cubic, oracle=AtAKink)
    assert word == "untested"
    assert "critic weight gradients" in why


class RefusesEverything(Cubic):
    """Is never used."""

    def value(self, norms, xp):
        raise DataError("not this one")

    def derivative(self, norms, xp):
        raise DataError("nor this one")


def test_what_refuses_everything_is_untested_and_no_success():
    registry().register(RefusesEverything, oracle=Oracle)
    report = Report.of(RefusesEverything, NUMPY)
    assert report.subjects[0].verdict[0] == "untested"
    assert report.exit_code == 1


def test_declared_for_no_backend_is_untested():
    none = Support(level="none", reason="later")
    registry().register(Softened, oracle=losses.Oracle, support={"numpy": none, "torch": none, "strict": none})
    report = Report.of(Softened)
    assert report.exit_code == 1
    assert report.subjects[0].verdict[0] == "untested"


def test_expected_failures_are_told_and_prove_nothing():
    known = ["formulas against the oracle", "critic weight gradients", "zero slope", "3 iterations"]
    expected = dict.fromkeys(known, "we know")
    word, why = verdict_of(FactorHalf, oracle=Oracle, expected_failures=expected)
    assert word == "untested"
    assert why.endswith("but for 4 failures that its author expects")
    expected = {"formulas against the oracle": "we know", "invariance": "it is a sum"}
    assert verdict_of(penalties.SumForMean, oracle=Oracle, expected_failures=expected)[0] != "proven"
    assert verdict_of(Cubic, expected_failures={"invarience": "a slip"}) == failed_by("announcement")
    assert verdict_of(Cubic, expected_failures={"invariance": "it holds"}) == failed_by("invariance")


def test_an_inexact_pullback_without_an_oracle_is_not_proven():
    assert verdict_of(weights.SaysItIsNotExact)[0] == "self-consistent"
    assert issubclass(weights.SaysItIsNotExact, Tanned)


@attrs.frozen(kw_only=True)
class Chosen(Cubic):
    """A parameter of which no other value is known."""

    form: str = param("cubic", "Which form.")


def test_the_verdict_names_parameters_of_which_nothing_else_was_tried():
    assert verdict_of(Chosen, oracle=Oracle) == ("proven", "by its oracle; other values of form were not tried")


@attrs.frozen(kw_only=True)
class Rare(FactorHalf):
    """Is due at one update in a million."""

    every: int = param(10**6, "Seldom.")


def test_a_penalty_that_is_hardly_ever_due_is_compared_all_the_same():
    assert verdict_of(Rare, oracle=Oracle) == failed_by(BY_ITSELF)


class Paired(losses.OneMeanOverBoth):
    """Says that batches are of one size, for which alone it is right."""

    pairwise = True


def test_a_loss_that_refuses_unequal_batches_is_right_where_it_can_be_used():
    assert verdict_of(Paired, oracle=losses.Oracle) == ("proven", "by its oracle")


class NotTwice(losses.SignOfOneGradient):
    """Says that its gradients are not to be differentiated."""

    twice_differentiable = False


def test_saying_that_a_loss_is_not_twice_differentiable_hides_nothing():
    assert verdict_of(NotTwice, oracle=losses.Oracle) == failed_by(BY_ITSELF)
