"""Every backend computes what the reference computes."""

from collections import Counter

import pytest
from conformance.backends import backends
from hypothesis import HealthCheck, assume, given, settings
from strategies import cases, critics_by_second_order, image_cases, penalised_cases, random_cases

from ganreg.conformance import case_checks
from ganreg.conformance.checks import check_gradients

EXAMPLES, IMAGES, RANDOM = 40, 8, 12


@pytest.mark.parametrize("make", list(backends()))
def test_a_backend_agrees_with_the_reference_on_every_check(make):
    backend = make()
    found = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(cases())
    def every_check_passes(case):
        for check in case_checks(case, backend):
            result = check()
            found[check.name, result.status] += 1
            assert result.status != "fail", f"{check.name}: {result.reason}"

    every_check_passes()
    assert not seldom_run(found, EXAMPLES), f"set aside too often to mean anything: {dict(found)}"


def seldom_run(found, examples):
    """The checks that passed on less than a quarter of the examples."""
    names = {name for name, _ in found}
    return [name for name in names if found[name, "pass"] < examples / 4 and not found[name, "not-run"]]


@pytest.mark.parametrize("make", list(backends()))
def test_a_backend_agrees_with_the_reference_on_networks_of_images(make):
    backend = make()
    found = Counter()

    @settings(max_examples=IMAGES, suppress_health_check=[HealthCheck.too_slow])
    @given(image_cases())
    def every_check_passes(case):
        for check in case_checks(case, backend):
            result = check()
            found[check.name, result.status] += 1
            assert result.status != "fail", f"{check.name}: {result.reason}"

    every_check_passes()
    assert not seldom_run(found, IMAGES), f"set aside too often to mean anything: {dict(found)}"


@pytest.mark.parametrize("make", list(backends()))
def test_a_backend_agrees_with_the_reference_on_networks_that_drop_numbers(make):
    backend = make()
    found = Counter()

    @settings(max_examples=RANDOM, suppress_health_check=[HealthCheck.too_slow])
    @given(random_cases())
    def every_check_passes(case):
        for check in case_checks(case, backend):
            result = check()
            found[check.name, result.status] += 1
            assert result.status != "fail", f"{check.name}: {result.reason}"

    every_check_passes()
    assert not seldom_run(found, RANDOM), f"set aside too often to mean anything: {dict(found)}"


@pytest.mark.parametrize("kind", critics_by_second_order)
@pytest.mark.parametrize("make", list(backends()))
def test_a_penaltys_second_order_agrees_for_every_kind_of_critic(make, kind):
    backend = make()

    @settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
    @given(penalised_cases(kind))
    def the_gradient_agrees(case):
        result = check_gradients(case, backend, "critic")
        assume(result.status != "set-aside")
        assert result.status == "pass", result.reason

    the_gradient_agrees()
