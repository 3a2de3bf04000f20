"""A constraint registered from a script goes by name on every backend, and is held against the reference."""

import attrs
import numpy as np
import pytest

import ganreg
from ganreg.conformance import Case, case_checks
from ganreg.constraints import AbstractGradientPenalty, Real, points_param
from ganreg.errors import ParameterError, UnknownNameError
from ganreg.params import POSITIVE, param
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

REAL = np.random.default_rng(0).normal(size=(4, 3))


@attrs.frozen(kw_only=True)
class Huber(AbstractGradientPenalty):
    """mean h(‖g‖) with h quadratic up to δ and linear beyond."""

    name = "huber"

    delta: float = param(0.5, "Where the quadratic ends.", validator=POSITIVE)
    points: object = points_param(Real())

    def value(self, norms, xp):
        quadratic = norms * norms / 2
        linear = self.delta * (norms - self.delta / 2)
        return xp.mean(xp.where(norms <= self.delta, quadratic, linear))

    def derivative(self, norms, xp):
        return xp.where(norms <= self.delta, norms, self.delta * xp.ones_like(norms)) / norms.shape[0]


@attrs.frozen(kw_only=True)
class Wrong(Huber):
    """The same with a derivative that forgets the mean."""

    name = "wrong"

    def derivative(self, norms, xp):
        return norms.shape[0] * Huber.derivative(self, norms, xp)


class HuberOracle:
    """Huber's formula, sample by sample."""

    def __init__(self, component):
        self.delta = component.delta

    def value(self, norms):
        parts = [n * n / 2 if n <= self.delta else self.delta * (n - self.delta / 2) for n in norms]
        return sum(parts) / len(parts)

    def derivative(self, norms):
        return np.array([min(n, self.delta) / len(norms) for n in norms])


BACKENDS = {
    "reference": "reference",
    "numpy-float32": {"name": "numpy", "dtype": "float32"},
    "numpy-float64": {"name": "numpy", "dtype": "float64"},
    "torch-float32": {"name": "torch", "dtype": "float32"},
    "torch-float64": {"name": "torch", "dtype": "float64"},
}


def results_of(case, backend):
    return {check.name: check() for check in case_checks(case, registry().resolve("backend", BACKENDS[backend]))}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("delta", [0.1, 5.0])
def test_it_agrees_with_the_reference_on_every_check(backend, delta):
    ganreg.register(Huber, oracle=HuberOracle)
    case = Case(real=REAL, constraints=({"name": "huber", "delta": delta},), optimizer={"name": "sgd", "lr": 0.01})
    results = results_of(case, backend)
    assert {name: r for name, r in results.items() if r.status == "fail"} == {}
    assert results["critic weight gradients"].status == "pass"


def test_a_wrong_derivative_is_found_by_the_oracle():
    ganreg.register(Wrong, oracle=HuberOracle)
    results = results_of(Case(real=REAL, constraints=("wrong",)), "numpy-float64")
    assert results["critic weight gradients"].status == "fail"
    assert results["critic weight gradients without a constraint"].status == "pass"


def test_a_wrong_derivative_is_not_used_where_the_value_is_differentiated():
    ganreg.register(Wrong, oracle=HuberOracle)
    results = results_of(Case(real=REAL, constraints=("wrong",)), "torch-float64")
    assert results["critic weight gradients"].status == "pass"


@pytest.mark.parametrize("backend", ["reference", "numpy", "torch"])
def test_it_is_built_trained_saved_and_loaded_by_name(backend, tmp_path):
    ganreg.register(Huber, aliases=("hub",))
    gan = ganreg.build(constraint={"name": "hub", "delta": 1.0}, backend=backend, batch_size=8, n_critic=1)
    gan.fit(np.random.default_rng(0).normal(size=(20, 3)), iterations=2, run=tmp_path)
    assert (gan.history["huber"] > 0).all()
    assert ganreg.load(tmp_path).recipe.constraints == (Huber(delta=1.0),)


def test_it_is_validated_like_any_other():
    ganreg.register(Huber)
    with pytest.raises(ParameterError, match=r"delta=-1, expected a number > 0\. Where the quadratic ends"):
        ganreg.build(constraint={"name": "huber", "delta": -1})
    with pytest.raises(ParameterError, match="Did you mean 'delta'"):
        ganreg.build(constraint={"name": "huber", "detla": 1})


def test_a_run_whose_constraint_is_not_registered_says_so(tmp_path):
    gan = ganreg.build(constraint=Huber(), batch_size=8, data_shape=(3,))
    gan.save(tmp_path)
    with pytest.raises(UnknownNameError, match="Huber"):
        ganreg.load(tmp_path)
