"""Mistakes of the kind that one makes with this constraint, and the check that refuses each."""

import attrs
import ganreg
import pytest
from ganreg.conformance import iter_checks

from ganreg_fisher.constraint import Fisher
from ganreg_fisher.plugin import NUMBERS

BACKEND = {"name": "numpy", "dtype": "float64"}
BY_ORACLE, BY_NUMBERS, BY_DIFFERENCES = "formulas against the oracle", "published numbers", "derivatives by hand"
STATE = "points and state"


def refused_by(component, **announced):
    """The names of the checks that a component fails, until the first one stops the rest."""
    ganreg.register(component, **announced)
    checks = iter_checks(component, [BACKEND])
    return [check.name for check in checks if check().status == "fail"]


@attrs.frozen(kw_only=True)
class MaximisedMultiplier(Fisher):
    """The paper's λ(1 − Ω), as it stands in what the critic *maximises*; value and derivative agree."""

    name = "maximised_multiplier"

    def value(self, scores, xp):
        return super().value(scores, xp) - 2 * self.multiplier * (_moment(scores, xp) - 1)

    def gradients(self, scores, xp):
        return tuple(
            found - 2 * self.multiplier / vector.shape[0] * vector
            for found, vector in zip(super().gradients(scores, xp), scores, strict=True)
        )


@attrs.frozen(kw_only=True)
class WrongGradient(Fisher):
    """One side of the derivative has another sign."""

    name = "wrong_gradient"

    def gradients(self, scores, xp):
        real, fake = super().gradients(scores, xp)
        return real, -fake


@attrs.frozen(kw_only=True)
class WrongUpdate(Fisher):
    """λ ← λ − ρ(Ω − 1): right for the multiplier of what is maximised."""

    name = "wrong_update"

    def next_state(self, state, observed, xp):
        return {"multiplier": state["multiplier"] - self.rho * (_moment(observed, xp) - 1)}


@attrs.frozen(kw_only=True)
class NoHalf(Fisher):
    """Ω without its ½."""

    name = "no_half"

    def value(self, scores, xp):
        return super().value(tuple(2**0.5 * vector for vector in scores), xp)

    def gradients(self, scores, xp):
        found = super().gradients(tuple(2**0.5 * vector for vector in scores), xp)
        return tuple(2**0.5 * vector for vector in found)


def _moment(scores, xp):
    return sum(xp.mean(vector * vector) for vector in scores) / 2


@pytest.mark.parametrize("mistake", [MaximisedMultiplier, NoHalf])
def test_a_mistake_in_value_and_derivative_alike_is_seen_by_the_oracle_and_by_the_numbers(mistake):
    assert refused_by(mistake, oracle="ganreg_fisher.oracle:FisherOracle") == [BY_ORACLE]
    assert refused_by(mistake, numbers=NUMBERS) == [BY_NUMBERS]


def test_a_wrong_derivative_is_seen_without_either():
    assert refused_by(WrongGradient) == [BY_DIFFERENCES]


def test_a_multiplier_that_moves_the_wrong_way_is_seen_beside_the_oracles():
    assert refused_by(WrongUpdate, oracle="ganreg_fisher.oracle:FisherOracle") == [STATE]
