"""Rules that multiply rounding pass where they are right, in both precisions, and are refused where they are wrong."""

import pytest
from conformance.strangers.rules import RIGHT, WRONG, AdaBelief, Lion

from ganreg.conformance import Report
from ganreg.conformance.checks import check_iterations, check_steps
from ganreg.conformance.examples import examples
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

MISTAKES = [pytest.param(wrong, right, id=wrong.__name__) for right, all_ in WRONG.items() for wrong in all_]
STEPS = "single steps and projections"


def numpy(dtype):
    return {"name": "numpy", "dtype": dtype}


def report_of(rule, oracle, dtype):
    registry().register(rule, oracle=oracle)
    (found,) = Report.of(rule, numpy(dtype)).subjects
    return found


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("rule", [Lion, AdaBelief])
def test_a_right_rule_has_no_failure(rule, dtype):
    found = report_of(rule, RIGHT[rule], dtype)
    assert found.failures == []
    assert found.verdict[0] == "proven"


@pytest.mark.parametrize(("wrong", "right"), MISTAKES)
def test_a_wrong_rule_is_refused_by_its_formulas(wrong, right):
    assert report_of(wrong, RIGHT[right], "float64").failures[0][0].name == "formulas against the oracle"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("wrong", "right"), MISTAKES)
def test_a_wrong_rule_is_refused_at_work_too(wrong, right, dtype):
    registry().register(wrong, oracle=RIGHT[right])
    backend = registry().resolve("backend", numpy(dtype))
    statuses = [check_steps(case, backend).status for case in examples("optimizer", wrong(lr=1e-3))]
    assert "fail" in statuses


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_scheduled_rate_is_taken_as_it_stands_at_the_step(dtype):
    backend = registry().resolve("backend", numpy(dtype))
    schedule = registry().create("schedule", "linear", start=0.02, end=0.0, over=2)
    case = examples("optimizer", registry().create("optimizer", "sgd", lr=schedule))[1]
    assert [check(case, backend).status for check in (check_steps, check_iterations)] == ["pass", "pass"]
