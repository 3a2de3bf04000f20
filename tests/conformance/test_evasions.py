"""Who wants to pass with something wrong is refused, is not called proven, or the verdict says what was not tried."""

import attrs
import pytest
from conformance.strangers import losses, parts, penalties, weights
from conformance.strangers.losses import Softened
from conformance.strangers.penalties import Cubic, FactorHalf, Oracle, PlacedOracle
from conformance.strangers.weights import Tanned
from conformance.test_false_proofs import NUMPY, RIGHT_NUMBERS, failed_by, verdict_of

from ganreg import param
from ganreg.component import Support
from ganreg.conformance import Report
from ganreg.constraints import AbstractGradientPenalty, AbstractPointSet, points_param
from ganreg.errors import DataError
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

BY_ITSELF = "formulas against the oracle"


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

    def now(self, state, update):
        return attrs.evolve(self, weight=self.weight * (1 + state["seen"]))

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
    assert verdict_of(Chosen, oracle=PlacedOracle) == ("proven", "by its oracle; other values of form were not tried")


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
