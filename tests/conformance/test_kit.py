"""The kit itself: how close is close enough, what is refused whatever the tolerance, what is set aside and by whom."""

import attrs
import numpy as np
import pytest
from conformance.wrong.backend import Engine, Wrong
from hypothesis import given
from hypothesis import strategies as st

from ganreg.backend import Gradients
from ganreg.conformance import Case, Comparison, Result, case_checks
from ganreg.conformance.case import Pair, RoundedDraws
from ganreg.conformance.checks import check_gradients, check_iterations
from ganreg.conformance.comparisons import judge, of_gradients
from ganreg.conformance.conditioning import unfit
from ganreg.conformance.tolerance import FACTORS
from ganreg.draws import Draws
from ganreg.networks import MLP, Dense, ReLU, Sequential, Softplus
from ganreg.registry import registry

REAL = np.random.default_rng(0).normal(size=(4, 3))
SMOOTH = Case(real=REAL, critic=MLP(width=4, depth=2, activation="tanh"), optimizer={"name": "sgd", "lr": 0.01})

dtypes = st.sampled_from(["float32", "float64"])
kinds = st.sampled_from(sorted(FACTORS))


def comparison(candidate, reference, kind="value", dtype="float64", **scale):
    return Comparison(
        "numbers", kind, np.asarray(candidate, dtype=dtype), np.asarray(reference, dtype="float64"), **scale
    )


def numpy_backend(dtype="float64"):
    return registry().create("backend", "numpy", dtype=dtype)


# Tolerances -----------------------------------------------------------------------------------------------------------


def test_the_table_is_the_one_of_the_design():
    approximate = {"approximate": {"float32": 64, "float64": 2**16}}
    descent = {"descent": 2**10, "approximate descent": {"float32": 2**10, "float64": 2**20}}
    assert {"value": 64, "gradient": 64, "step": 64, "trajectory": 2**20} | approximate | descent == FACTORS


@pytest.mark.parametrize(("dtype", "eps"), [("float32", 2.0**-23), ("float64", 2.0**-52)])
def test_the_tolerance_is_a_multiple_of_eps_times_the_largest_reference_number(dtype, eps):
    assert comparison([0, 0], [3, -5], dtype=dtype).tolerance == 64 * eps * 5


def test_small_references_are_compared_on_the_scale_of_one():
    assert comparison([0], [1e-6]).tolerance == 64 * 2.0**-52


def test_a_given_scale_takes_the_place_of_the_references_own():
    assert comparison([0], [3], scale=7.0).tolerance == 7 / 3 * comparison([0], [3]).tolerance


@given(kinds, dtypes, st.floats(-1e3, 1e3))
def test_a_difference_within_the_tolerance_agrees_and_a_larger_one_does_not(kind, dtype, value):
    exact = comparison([value], [value], kind, dtype)
    reference = exact.candidate.astype(np.float64)
    for multiple, agrees in ((0.5, True), (-0.5, True), (2.5, False), (-2.5, False)):
        assert comparison(reference + multiple * exact.tolerance, reference, kind, dtype).agrees is agrees


@given(kinds, dtypes, st.floats(-1e6, 1e6))
def test_the_negative_control_is_refused_always(kind, dtype, value):
    assert comparison([value, 0.0], [value, 0.0], kind, dtype).control_refused


def test_a_check_that_cannot_fail_fails():
    empty = comparison(np.zeros(0), np.zeros(0))
    assert empty.agrees
    assert judge([empty]) == Result("fail", "numbers: the negative control passed, so this check cannot fail")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused_on_either_side(bad):
    for candidate, reference in (([1, bad], [1, 2]), ([1, 2], [1, bad]), ([1, bad], [1, bad])):
        assert not comparison(candidate, reference).agrees


@pytest.mark.parametrize("shape", [(3, 1), (1, 3), (2,), ()])
def test_another_shape_is_refused_even_where_it_would_broadcast(shape):
    wrong = comparison(np.zeros(shape), np.zeros(3))
    assert not wrong.agrees
    assert wrong.describe() == f"numbers: shape {shape}, expected (3,)"


def test_a_refusal_says_by_how_much():
    assert comparison([1.5], [1.0]).describe() == "numbers: differs by 0.5, allowed 1.42e-14 (float64)"


def test_statuses_are_spelt_correctly():
    with pytest.raises(ValueError, match="status"):
        Result("passed")


# Gradients --------------------------------------------------------------------------------------------------------


def gradients_of(pair):
    return pair.reference.gradients("critic", pair.reference.state, pair.batch, pair.draw("critic"))


def test_equal_gradients_agree():
    pair = Pair.of(SMOOTH, numpy_backend())
    assert judge(of_gradients(gradients_of(pair), gradients_of(pair), pair)).status == "pass"


@pytest.mark.parametrize("missing", ["critic_loss", "gradient_penalty"])
def test_a_missing_and_a_surplus_term_are_refused_by_name(missing):
    pair = Pair.of(SMOOTH, numpy_backend())
    whole = gradients_of(pair)
    less = attrs.evolve(whole, terms={name: value for name, value in whole.terms.items() if name != missing})
    for got, expected in ((less, whole), (whole, less)):
        assert f"the term {missing}" in judge(of_gradients(got, expected, pair)).reason


def test_gradients_under_other_names_are_refused():
    pair = Pair.of(SMOOTH, numpy_backend())
    whole = gradients_of(pair)
    renamed = Gradients({f"x{name}": value for name, value in whole.params.items()}, whole.terms)
    assert "weight gradients named x1.weight" in judge(of_gradients(renamed, whole, pair)).reason


# What is set aside ------------------------------------------------------------------------------------------------


def at_kink():
    """The first sample lies on the kink of a rectifier without bias."""
    return Case(real=np.zeros((3, 2)), critic=Sequential([Dense(2, bias=False), ReLU(), Dense(1)]))


def test_an_example_at_a_kink_is_set_aside():
    result = check_gradients(at_kink(), numpy_backend(), "critic")
    assert result == Result("set-aside", "an input of a piecewise-linear layer is at its kink")


class Exploding(Engine):
    """A candidate that fails as soon as it is asked."""

    def gradients(self, player, state, batch, draw):
        raise AssertionError("the candidate was asked")


class ExplodingBackend(Wrong):
    engine_type = Exploding


def test_set_aside_is_judged_by_the_reference_alone():
    for player in ("critic", "generator"):
        assert unfit(Pair.of(SMOOTH, ExplodingBackend(dtype="float64")), player) == ""
    assert "kink" in unfit(Pair.of(at_kink(), ExplodingBackend(dtype="float64")), "critic")
    with pytest.raises(AssertionError, match="was asked"):
        check_gradients(SMOOTH, ExplodingBackend(dtype="float64"), "critic")


def test_an_example_whose_gradient_amplifies_rounding_is_set_aside():
    steep = attrs.evolve(SMOOTH, critic=MLP(width=4, depth=3, activation=Softplus(beta=20.0)), seed=1)
    assert "changes far more" in unfit(Pair.of(steep, numpy_backend()), "critic")


def test_a_reference_that_diverges_is_set_aside():
    wild = attrs.evolve(SMOOTH, optimizer={"name": "sgd", "lr": 1e200}, constraints=(), critic=MLP(width=4, depth=1))
    assert check_iterations(wild, numpy_backend()) == Result("set-aside", "iteration 0: it diverges")


# Draws and precision ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", ["uniform", "normal"])
def test_rounded_draws_are_the_draws_in_a_precision(numbers):
    exact = getattr(Draws(3).at("critic", 1).stream("latent"), numbers)((50,))
    found = getattr(RoundedDraws(Draws(3), "critic", 1, dtype="float32").stream("latent"), numbers)((50,))
    assert found.dtype == np.float64
    assert np.array_equal(found, exact.astype(np.float32))
    assert not np.array_equal(found, exact)


def test_both_engines_start_from_the_same_rounded_numbers():
    pair = Pair.of(SMOOTH, numpy_backend("float32"))
    one, other = pair.candidate.export_state(), pair.reference.export_state()
    assert set(one) == set(other)
    assert all(np.array_equal(one[name], other[name]) for name in one)
    assert np.array_equal(pair.batch.x, pair.batch.x.astype(np.float32))


def test_adaptive_optimizers_in_float32_are_not_run_as_trajectories():
    assert check_iterations(attrs.evolve(SMOOTH, optimizer={"name": "adam", "lr": 1e-3}), numpy_backend("float32")) == (
        Result("not-run", "adaptive optimizers in float32 are compared step by step")
    )
    assert check_iterations(SMOOTH, numpy_backend("float32")).status == "pass"


def test_the_reference_passes_every_check_against_itself():
    results = {check.name: check().status for check in case_checks(SMOOTH, registry().create("backend", "reference"))}
    assert set(results.values()) == {"pass"}
