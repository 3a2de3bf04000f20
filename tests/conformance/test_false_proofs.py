"""Oracles and published numbers that prove nothing are refused, or nothing is called proven by them."""

import numpy as np
import pytest
from conformance.strangers import losses, penalties
from conformance.strangers.losses import Softened
from conformance.strangers.penalties import Cubic, FactorHalf, Oracle

from ganreg import Pinned
from ganreg.conformance import Report
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


def shared(excess, weight, xp):
    """The mistake, written once."""
    return weight * xp.mean(excess**3) / 2


class Shares(Cubic):
    """Its formula is a function of its module."""

    def value(self, norms, xp):
        return shared(self.excess(norms, xp), self.weight, xp)

    def derivative(self, norms, xp):
        return super().derivative(norms, xp) / 2


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
        above = np.asarray(norms) - 1
        return shared(np.maximum(above, 0) if self.one_sided else np.abs(above), self.weight, np)

    def derivative(self, norms):
        return np.asarray(super().derivative(norms)) / 2


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
    ],
)
def test_an_oracle_that_uses_the_components_functions_is_refused(component, oracle):
    assert verdict_of(component, oracle=oracle) == failed_by("independence of the oracle")


def test_an_oracle_that_shares_a_function_leaves_the_component_self_consistent():
    word, why = verdict_of(Shares, oracle=BorrowsFunction)
    assert word == "self-consistent"
    assert why.startswith("its oracle and its formulas share")
    assert why.endswith(".shared")


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
    own_word = "by its own word alone: its points (real)"
    assert verdict_of(Cubic, numbers=RIGHT_NUMBERS) == ("proven", f"by 2 published numbers; {own_word}")
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
