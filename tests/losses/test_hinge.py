"""The hinge loss: the margin, and what happens on it."""

import numpy as np
import pytest

from ganreg.losses import Hinge


def test_scores_inside_the_margin_cost_their_distance_from_it(xp, array):
    # max(0, 1 − 3), max(0, 1 − ½) and max(0, 1 + 2), max(0, 1 − 4): ½·½ + ½·3
    assert float(Hinge().critic(array(xp, 3.0, 0.5), array(xp, 2.0, -4.0), xp)) == 1.75
    assert float(Hinge().generator(None, array(xp, 2.0, -4.0), xp)) == 1


def test_the_derivative_at_the_kinks_is_0(xp, array, numbers):
    in_real, in_fake = Hinge().critic_gradients(array(xp, 1.0, 0.9), array(xp, -1.0, -0.9), xp)
    assert numbers(in_real) == [0, -0.5]
    assert numbers(in_fake) == [0, 0.5]


def test_the_best_critic_of_disjoint_and_of_equal_samples():
    # Lim and Ye 2017: D* = sign(p − q), with value 2 − ∫|p − q|
    p, q = np.array([0.7, 0.3, 0.0]), np.array([0.1, 0.4, 0.5])
    best = np.sign(p - q)
    value = sum(
        weights @ [Hinge().critic(d[None], np.array([-1.0]) if real else d[None], np) for d in scores]
        for weights, scores, real in ((p, best, True), (q, best, False))
    )
    # the second sum has E_q max(0, 1 − D) too: taken off again
    value -= q @ np.maximum(0, 1 - best)
    assert value == pytest.approx(2 - np.sum(np.abs(p - q)))
