"""Every backend computes what the reference computes."""

from collections import Counter

import array_api_strict
import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from strategies import cases, critics_by_second_order, penalised_cases

from ganreg.backend import AbstractBackend
from ganreg.conformance import iter_checks
from ganreg.conformance.checks import check_gradients
from ganreg.registry import registry
from ganreg_array.engine import ArrayEngine
from ganreg_array.loss import evaluate_loss
from ganreg_array.namespace import Namespace

EXAMPLES = 40


@attrs.frozen(kw_only=True)
class StrictBackend(AbstractBackend):
    """The array engine on array-api-strict and a device that is not the default: portability, not CuPy itself."""

    name = "strict"
    dtype: str = "float64"

    def engine(self, recipe):
        return ArrayEngine(recipe, self._space())

    def evaluate_loss(self, loss, player, real, fake):
        return evaluate_loss(loss, player, real, fake, self._space())

    def _space(self):
        return Namespace(array_api_strict, self.dtype, array_api_strict.Device("device1"))


def backends():
    for dtype in ("float32", "float64"):
        yield pytest.param(lambda d=dtype: registry().create("backend", "numpy", dtype=d), id=f"numpy-{dtype}")
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "torch", dtype=d, device="cpu"), id=f"torch-{dtype}"
        )
        yield pytest.param(lambda d=dtype: StrictBackend(dtype=d), id=f"strict-{dtype}")
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "torch", dtype=d, device="cuda"),
            id=f"torch-cuda-{dtype}",
            marks=pytest.mark.gpu,
        )
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "cupy", dtype=d), id=f"cupy-{dtype}", marks=pytest.mark.gpu
        )


@pytest.mark.parametrize("make", list(backends()))
def test_a_backend_agrees_with_the_reference_on_every_check(make):
    backend = make()
    found = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(cases())
    def every_check_passes(case):
        for check in iter_checks(case, backend):
            result = check()
            found[check.name, result.status] += 1
            assert result.status != "fail", f"{check.name}: {result.reason}"

    every_check_passes()
    names = {name for name, _ in found}
    seldom_run = [name for name in names if found[name, "pass"] < EXAMPLES / 4 and not found[name, "not-run"]]
    assert not seldom_run, f"set aside too often to mean anything: {seldom_run} in {dict(found)}"


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
