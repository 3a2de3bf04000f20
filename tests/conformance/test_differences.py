"""What nothing stands beside is held against differences of its own losses, and never called proven."""

import attrs
import pytest
from conformance.wrong import free_forms as wrong
from free_forms.announced import ganreg_components
from free_forms.registered import announced  # noqa: F401

from ganreg.conformance import Report, iter_checks
from ganreg.conformance.checks import ALONE_CHECKS
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("announced")

TORCH = {"name": "torch", "dtype": "float64"}
DIFFERENCES = "gradients against differences"


def alone(name, **implementations):
    """The constraint, announced without an oracle."""
    (right,) = (spec for spec in ganreg_components() if spec.name == name)
    registry().register(attrs.evolve(right, oracle=None, implementations=implementations or right.implementations))
    return f"constraint/{name}"


def first_refusal(name):
    return next((check.name for check in iter_checks(name, [TORCH]) if check().status == "fail"), None)


def test_what_is_right_is_self_consistent():
    name = alone("free_gp")
    assert Report.of(name, TORCH).subjects[0].verdict[0] == "self-consistent"
    assert [check.name for check in iter_checks(name, [TORCH]) if check.backend] == list(ALONE_CHECKS)


@pytest.mark.parametrize("mistake", [wrong.WithoutGraph])
def test_a_second_order_that_is_missing_is_seen(mistake):
    assert first_refusal(alone("free_gp", torch=mistake)) == DIFFERENCES


def test_factors_held_constant_are_seen():
    assert first_refusal(alone("js_regulariser", torch=wrong.FactorsHeldConstant)) == DIFFERENCES


def test_a_formula_that_is_consistently_wrong_is_not_seen_and_not_proven():
    name = alone("free_gp", torch=wrong.SquareOfTheMean)
    assert Report.of(name, TORCH).subjects[0].verdict[0] == "self-consistent"


def test_in_float32_alone_it_is_untested():
    report = Report.of(alone("free_gp"), {"name": "torch", "dtype": "float32"})
    assert report.subjects[0].verdict == ("untested", f"no example passed the check {DIFFERENCES!r}")
