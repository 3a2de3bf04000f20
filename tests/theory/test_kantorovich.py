"""The dual of W₁ is what linear programming finds, and its critic has slope 1 along the plan."""

import numpy as np
import pytest
from theory.discrete import best_critic, distance, points

from ganreg.theory import kantorovich_rubinstein, transport


@pytest.mark.parametrize("seed", [0, 1])
def test_the_value_is_the_best_critics_and_the_cheapest_plans(seed):
    x, y, a, b = points(seed, n=6, m=7)
    critic = kantorovich_rubinstein(x, y, a, b)
    assert critic.value == pytest.approx(best_critic(x, y, a, b), abs=1e-9)
    assert critic.value == pytest.approx(transport(x, y, a, b).cost, abs=1e-13)


def test_on_coupled_pairs_its_differences_are_the_distances():
    # Gulrajani et al. 2017, proposition 1, in its discrete form
    x, y, a, b = points(2, n=40, m=30)
    critic = kantorovich_rubinstein(x, y, a, b)
    found = (critic(x)[:, None] - critic(y))[critic.plan > 0]
    np.testing.assert_allclose(found, distance(x, y)[critic.plan > 0], rtol=0, atol=1e-12)


def test_along_a_coupled_pair_its_gradient_is_the_direction_between_both():
    # ∇f(x_t) = (x − y)/‖x − y‖ with x_t = t·x + (1 − t)·y; in print f is high on y
    x, y, a, b = points(3)
    critic = kantorovich_rubinstein(x, y, a, b)
    for i, j in zip(*np.nonzero(critic.plan > 0), strict=True):
        way = x[i] - y[j]
        between = y[j] + np.linspace(0.05, 0.95, 7)[:, None] * way
        np.testing.assert_allclose(critic.gradient(between), [way / np.linalg.norm(way)] * 7, rtol=0, atol=1e-12)


def test_its_gradient_is_that_of_its_values():
    x, y, _, _ = points(4)
    critic, z, h = kantorovich_rubinstein(x, y), np.random.default_rng(4).normal(size=(50, 2)) * 2, 1e-5
    differences = [(critic(z + step) - critic(z - step)) / (2 * h) for step in h * np.eye(2)]
    np.testing.assert_allclose(critic.gradient(z), np.transpose(differences), rtol=0, atol=1e-8)


def test_nowhere_is_it_steeper_than_1():
    x, y, _, _ = points(5)
    critic, z = kantorovich_rubinstein(x, y), np.random.default_rng(5).normal(size=(200, 2)) * 3
    assert np.all(np.abs(critic(z)[:, None] - critic(z)) <= distance(z, z) + 1e-13)


def test_at_a_generated_sample_the_gradient_is_0_and_not_nan():
    assert kantorovich_rubinstein([1.0], [0.0]).gradient([0.0, 0.5, -2.0]).tolist() == [[0.0], [1.0], [-1.0]]


def test_equal_samples_are_no_distance_apart():
    x = points(6)[0]
    assert kantorovich_rubinstein(x, x).value == 0
