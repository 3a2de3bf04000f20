"""Schedules are checked as learning rates, by the optimizer's oracle at each step."""

import pytest

from ganreg.conformance import case_checks
from ganreg.conformance.examples import examples
from ganreg.registry import registry


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", ["constant", "linear", "cosine", "warm_up"])
def test_a_schedules_steps_are_compared(name, dtype):
    (case,) = examples("schedule", name)[1:2]
    found = {check.name: check() for check in case_checks(case, registry().create("backend", "numpy", dtype=dtype))}
    assert found["single steps and projections"].status == "pass", found
    assert not [check for check, result in found.items() if result.status == "fail"]
