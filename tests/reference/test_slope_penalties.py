"""The oracles of the gradient penalties, norms and point sets: by hand, and against complex steps."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg import constraints as specifications
from ganreg.constraints.points import PerturbedReal
from ganreg_reference import constraints as oracles
from ganreg_reference import norms, points

PENALTIES = [
    ("OneSidedGradientPenalty", {"weight": 3.0}),
    ("R1", {"gamma": 0.7}),
    ("R2", {"gamma": 0.7}),
    ("ZeroCentred", {"weight": 3.0}),
    ("Dragan", {"weight": 3.0, "target": 0.4}),
    ("MaxGradientPenalty", {"weight": 3.0, "target": 0.4}),
    ("MaxGradientPenalty", {"weight": 3.0, "target": 1.0, "one_sided": True}),
    ("WGANDiv", {"weight": 0.5, "power": 6.0}),
    ("WGANDiv", {"weight": 0.5, "power": 2.5}),
    ("Sobolev", {"rho": 0.3, "multiplier": -0.4}),
]
each_penalty = pytest.mark.parametrize(("name", "parameters"), PENALTIES, ids=str)


def oracle_of(name, parameters):
    return getattr(oracles, name)(getattr(specifications, name)(**parameters))


@each_penalty
@given(norms=st.lists(st.floats(0.05, 3), min_size=2, max_size=2, unique=True), repeat=st.integers(1, 2))
def test_a_derivative_is_that_of_the_value(name, parameters, norms, repeat, complex_step, assert_close):
    # Sobolev takes pairs of halves, and the largest norm must be one alone for a derivative to exist.
    oracle = oracle_of(name, parameters)
    given_norms = np.array([*norms, 0.01, 0.02][: 2 * repeat])
    expected = complex_step(lambda a: oracle.value(a["norms"]), {"norms": given_norms})
    assert_close({"norms": oracle.derivative(given_norms)}, expected, 1e-13)


@pytest.mark.parametrize(
    ("name", "parameters", "value", "derivative"),
    [
        # Norms 0 and 3. λ = 10: 10·(3 − 1)²/2, 2·10·2/2.
        ("OneSidedGradientPenalty", {}, 20, [0, 20]),
        # γ/2 = 5: 5·9/2; 10·3/2.
        ("R1", {}, 22.5, [0, 15]),
        ("R2", {}, 22.5, [0, 15]),
        ("ZeroCentred", {}, 45, [0, 30]),
        # 10·(1 + 4)/2.
        ("Dragan", {}, 25, [-10, 20]),
        ("MaxGradientPenalty", {}, 0.9, [0, 0.6]),
        # 0.1·(3 − 2)², 2·0.1·(3 − 2); and nothing below the target.
        ("MaxGradientPenalty", {"one_sided": True, "target": 2.0}, 0.1, [0, 0.2]),
        ("MaxGradientPenalty", {"one_sided": True, "target": 4.0}, 0, [0, 0]),
        # 2·3⁶/2; 2·6·3⁵/2.
        ("WGANDiv", {}, 729, [0, 1458]),
        # Ω = 9/2: −0.5·(1 − 4.5) + 0.1·3.5²; (0.5 + 0.2·3.5)·3, since ∂Ω/∂‖g₂‖ = 3.
        ("Sobolev", {"rho": 0.2, "multiplier": 0.5}, 1.75 + 1.225, [0, 3.6]),
    ],
    ids=str,
)
def test_penalties_by_hand(name, parameters, value, derivative):
    oracle = oracle_of(name, parameters)
    assert oracle.value(np.array([0.0, 3.0])) == pytest.approx(value, rel=1e-14)
    assert oracle.derivative(np.array([0.0, 3.0])).tolist() == pytest.approx(derivative, rel=1e-14)


def test_norms_that_share_the_largest_value_share_its_derivative():
    oracle = oracle_of("MaxGradientPenalty", {"weight": 1.0})
    assert oracle.derivative(np.array([2.0, 1.0, 2.0])).tolist() == [2.0, 0.0, 2.0]


def test_sobolevs_multiplier_rises_above_a_mean_square_of_one_and_falls_below():
    oracle = oracle_of("Sobolev", {"rho": 0.1})
    assert oracle.next_state({"multiplier": 1.0}, np.array([2.0, 2.0]))["multiplier"] == pytest.approx(1.3)
    assert oracle.next_state({"multiplier": 1.0}, np.array([0.0, 0.0]))["multiplier"] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("name", "parameters", "at", "margin"),
    [
        ("OneSidedGradientPenalty", {}, [0.9, 2.0], 0.05),
        ("GradientPenalty", {"one_sided": True, "target": 4.0}, [3.0, 2.0], 0.25),
        ("GradientPenalty", {}, [1.0, 2.0], inf),
        ("MaxGradientPenalty", {}, [4.0, 3.0, 1.0], 0.25),
        ("MaxGradientPenalty", {}, [4.0, 4.0], 0.0),
        ("MaxGradientPenalty", {}, [4.0], inf),
        ("MaxGradientPenalty", {"one_sided": True, "target": 3.6}, [4.0, 1.0], 0.1),
        ("MaxGradientPenalty", {"one_sided": True, "target": 1.0}, [3.0, 1.0], 2 / 3),
        ("MaxGradientPenalty", {}, [0.0, 0.0], 0.0),
        ("OneSidedGradientPenalty", {"target": 0.1}, [0.5, 0.2], 0.2),
        ("OneSidedGradientPenalty", {"target": 0.0}, [0.0], 0.0),
    ],
    ids=str,
)
def test_penalties_know_their_kinks(name, parameters, at, margin):
    assert oracle_of(name, parameters).kink(np.array(at)) == pytest.approx(margin)


# Norms ----------------------------------------------------------------------------------------------------------------

NORMS = [
    norms.Euclidean(None),
    norms.L1(None),
    norms.LInf(None),
    norms.Lp(specifications.Lp(p=1.5)),
    norms.Lp(specifications.Lp(p=3)),
]
each_norm = pytest.mark.parametrize("norm", NORMS, ids=lambda n: type(n).__name__)
gradients = st.permutations([-3.0, 1.5, 0.25, -0.5]).map(np.array)


@each_norm
@given(gradient=gradients, cotangent=st.floats(-5, 5))
def test_a_pullback_is_the_derivative_of_the_norm(norm, gradient, cotangent, complex_step, assert_close):
    expected = complex_step(lambda a: cotangent * norm.value(a["g"]), {"g": gradient.reshape(2, 2)})
    assert_close({"g": norm.pullback(gradient.reshape(2, 2), cotangent)}, expected, 1e-13)


@pytest.mark.parametrize(
    ("norm", "value", "pulled"),
    [
        (NORMS[0], 5.0, [0.6, -0.8, 0.0]),
        (NORMS[1], 7.0, [1.0, -1.0, 0.0]),
        (NORMS[2], 4.0, [0.0, -1.0, 0.0]),
        (NORMS[4], 91 ** (1 / 3), [9 * 91 ** (-2 / 3), -16 * 91 ** (-2 / 3), 0.0]),
    ],
)
def test_norms_by_hand(norm, value, pulled):
    gradient = np.array([3.0, -4.0, 0.0])
    assert norm.value(gradient) == pytest.approx(value, rel=1e-15)
    assert norm.pullback(gradient, 1.0).tolist() == pytest.approx(pulled, rel=1e-14)


@each_norm
def test_a_gradient_of_zero_has_norm_zero_and_pulls_nothing_back(norm):
    assert norm.value(np.zeros((2, 2))) == 0
    assert norm.pullback(np.zeros((2, 2)), 5.0).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_numbers_that_share_the_largest_size_share_the_gradient():
    assert norms.LInf(None).pullback(np.array([2.0, -2.0, 1.0]), 6.0).tolist() == [3.0, -3.0, 0.0]


@pytest.mark.parametrize(
    ("norm", "at", "margin"),
    [
        (NORMS[1], [4.0, -1.0], 0.25),
        (NORMS[1], [4.0, 0.0], 0.0),
        (NORMS[1], [0.0], 0.0),
        (NORMS[1], [0.5, -0.25], 0.5),
        (NORMS[2], [4.0, -3.0, 1.0], 0.25),
        (NORMS[2], [4.0, -4.0], 0.0),
        (NORMS[2], [4.0], inf),
        (NORMS[2], [0.0], 0.0),
        (NORMS[3], [4.0, 1.0], 0.25),
        (NORMS[4], [4.0, 0.0], inf),
        (norms.Lp(specifications.Lp(p=2)), [4.0, 1.0], inf),
    ],
)
def test_norms_know_their_kinks(norm, at, margin):
    assert norm.kink(np.array(at)) == margin


# Points ---------------------------------------------------------------------------------------------------------------


def test_both_are_the_real_samples_and_then_the_fake_ones():
    found = points.RealAndFake(None).points(np.ones((2, 1)), np.zeros((2, 1)), {})
    assert found.tolist() == [[1.0], [1.0], [0.0], [0.0]]


def test_the_papers_noise_is_scaled_by_the_root_of_c():
    oracle = points.PerturbedReal(PerturbedReal(variance=9.0))
    assert oracle.points(np.array([[1.0]]), None, {"noise": np.array([[2.0]])}).tolist() == [[7.0]]


def test_the_codes_noise_is_half_a_standard_deviation_of_the_whole_batch():
    # 0, 2, 4, 6: mean 3, variance 5.
    oracle = points.PerturbedReal(PerturbedReal(sampling="code"))
    draws = {"alpha": np.array([0.2, 1.0]), "noise": np.array([[1.0, 0.5], [0.0, 0.1]])}
    found = oracle.points(np.array([[0.0, 2.0], [4.0, 6.0]]), None, draws)
    half = 0.5 * 5**0.5
    np.testing.assert_allclose(found, [[0.2 * half, 2 + 0.1 * half], [4.0, 6 + 0.1 * half]], rtol=1e-15)


def test_clip_leaves_excluded_parameters_alone():
    clip = oracles.Clip(specifications.Clip(bound=0.5, exclude=("*.bias",)))
    assert [clip.project(name, np.array([3.0])).tolist() for name in ("0.bias", "0.weight")] == [[3.0], [0.5]]
