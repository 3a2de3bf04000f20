"""A stranger's mistake is refused by the check that is meant for it; without it the same component is proven."""

import pytest
from conformance.strangers import losses, parts, penalties, shapes, states, training, weights

from ganreg.conformance import Report, iter_checks
from ganreg.conformance.checks import CHECKS
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

NUMPY = [{"name": "numpy", "dtype": "float64"}, {"name": "strict", "dtype": "float64"}]
MODULES = (losses, penalties, states, parts, weights, training, shapes)
RIGHT = list({right: oracle for module in MODULES for right, oracle in module.RIGHT.items()}.items())
MISTAKES = [
    pytest.param(wrong, oracle, check, id=wrong.__name__)
    for module in MODULES
    for wrong, check in module.MISTAKES.items()
    for right, oracle in module.RIGHT.items()
    if issubclass(wrong, right)
]
WITHOUT = [
    pytest.param(wrong, check, id=wrong.__name__)
    for module in MODULES
    for wrong, check in module.WITHOUT_ORACLE.items()
]


def named(classes):
    return [cls.__name__ for cls, _ in classes]


def announced(component, oracle=None, **details):
    registry().register(component, oracle=oracle, **details)
    return component


def first_refusal(component, check):
    """The first check that fails, and why; or nothing. On backends only where the check is made there."""
    for one in iter_checks(component, NUMPY if check in CHECKS else []):
        if (result := one()).status == "fail":
            return one.name, result.reason
    return None, ""


@pytest.mark.parametrize(("right", "oracle"), RIGHT, ids=named(RIGHT))
def test_what_is_right_is_proven_by_its_oracle_and_self_consistent_without(right, oracle):
    (found,) = Report.of(announced(right, oracle), NUMPY[:1]).subjects
    assert found.verdict == ("proven", "by its oracle")
    announced(right)
    assert found.verdict == ("self-consistent", "it has no oracle, and there is no published number")


@pytest.mark.parametrize(("wrong", "oracle", "check"), MISTAKES)
def test_a_mistake_is_refused_by_the_check_that_is_meant_for_it(wrong, oracle, check):
    found, reason = first_refusal(announced(wrong, oracle), check)
    assert found == check, reason
    assert reason


@pytest.mark.parametrize(("wrong", "check"), WITHOUT)
def test_without_an_oracle_some_mistakes_are_seen_and_others_are_not(wrong, check):
    found, reason = first_refusal(announced(wrong), check)
    assert found == check, reason
