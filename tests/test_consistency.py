"""Consistency regularisation: closed forms, its gradients, both sides."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.constraints import Consistency, Exchanged, Fake, FlippedShifted, Jittered, Real
from ganreg.errors import CombinationError, ParameterError
from ganreg.losses import NonSaturating
from ganreg.objectives import check_batches

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])


def scores(*lists, xp=np):
    return tuple(xp.asarray(values) for values in lists)


@each_namespace
def test_it_is_ten_times_the_mean_squared_difference_and_not_the_squared_mean_difference(xp):
    # (3 − 1)² = 4 and (0 − 2)² = 4: 10·(4 + 4)/2 = 40, where the differences 2 and −2 have the mean 0.
    pair = scores([3.0, 0.0], [1.0, 2.0], xp=xp)
    assert float(Consistency().value(pair, xp)) == 40
    # 2·10·2/2 = 20, 2·10·(−2)/2 = −20, and their negatives at the augmented samples.
    assert [np.asarray(g).tolist() for g in Consistency().gradients(pair, xp)] == [[20, -20], [-20, 20]]


@each_namespace
def test_the_balanced_form_adds_the_fake_pair_with_a_weight_of_its_own(xp):
    # real: 10·(2² + 0²)/2 = 20; fake: 3·(1² + 3²)/2 = 15.
    four = scores([3.0, 1.0], [1.0, 1.0], [0.0, 5.0], [1.0, 2.0], xp=xp)
    penalty = Consistency(balanced=True, fake_weight=3.0)
    assert float(penalty.value(four, xp)) == 35
    found = [np.asarray(g).tolist() for g in penalty.gradients(four, xp)]
    assert found == [[20, 0], [-20, 0], [-3, 9], [3, -9]]


def test_a_linear_critic_pays_the_variance_of_its_scores_under_the_jitter():
    # f(x) = 3x₁ + 4x₂ and T(x) = x + 0.1ξ: E (f(x) − f(T(x)))² = 0.1²·(3² + 4²) = 0.25, times λ = 10.
    noise = np.random.default_rng(0).normal(size=(200_000, 2))
    plain, augmented = np.zeros(len(noise)), 0.1 * noise @ np.array([3.0, 4.0])
    assert Consistency().value((plain, augmented), np) == pytest.approx(2.5, rel=0.01)


@given(n=st.integers(1, 5), balanced=st.booleans(), seed=st.integers(0, 99))
def test_the_gradients_are_those_of_the_value(n, balanced, seed):
    penalty, step = Consistency(balanced=balanced, weight=2.0, fake_weight=0.7), 1e-30
    vectors = list(np.random.default_rng(seed).normal(size=(4 if balanced else 2, n)))
    for k, gradient in enumerate(penalty.gradients(tuple(vectors), np)):
        for i in range(n):
            moved = [vector.astype(complex) for vector in vectors]
            moved[k][i] += 1j * step
            assert np.imag(penalty.value(tuple(moved), np)) / step == pytest.approx(gradient[i], rel=1e-13)


def test_the_points_are_the_samples_and_the_augmented_ones():
    jittered = Jittered()
    assert Consistency(augmentation=jittered).points == (Real(), jittered)
    balanced = Consistency(augmentation=jittered, balanced=True)
    assert balanced.points == (Real(), jittered, Fake(), Exchanged(of=jittered))


def test_the_defaults_are_those_of_the_papers():
    assert Consistency() == Consistency(
        weight=10.0, augmentation=FlippedShifted(), balanced=False, fake_weight=10.0, every=1
    )


def test_the_balanced_form_needs_batches_of_one_size():
    check_batches(NonSaturating(), (Consistency(),), 4, 3)
    with pytest.raises(CombinationError, match="4 real and 3 fake"):
        check_batches(NonSaturating(), (Consistency(balanced=True),), 4, 3)


@pytest.mark.parametrize("parameters", [{"weight": -1}, {"fake_weight": -1}, {"balanced": 1}, {"every": 0}])
def test_parameters_out_of_range_are_refused(parameters):
    with pytest.raises(ParameterError, match=next(iter(parameters))):
        Consistency(**parameters)
