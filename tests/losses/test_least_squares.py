"""The least squares loss: closed forms, and what the paper proves of its targets."""

import numpy as np
import pytest

from ganreg.losses import LeastSquares


def test_an_undecided_critic_costs_a_quarter(xp, array):
    # ½(½ − 1)² + ½(½ − 0)² = ¼, and ½(½ − 1)² = ⅛ for the generator
    half = array(xp, 0.5, 0.5)
    assert float(LeastSquares().critic(half, half, xp)) == 0.25
    assert float(LeastSquares().generator(None, half, xp)) == 0.125


def test_each_target_belongs_to_one_term():
    loss, real, fake = LeastSquares(a=-1.0, b=2.0, c=5.0), np.array([2.0]), np.array([-1.0])
    assert loss.critic(real, fake, np) == 0
    assert loss.critic(real + 1, fake, np) == 0.5
    assert loss.critic(real, fake + 2, np) == 2
    assert loss.generator(None, fake, np) == 18
    assert loss.generator_gradients(None, fake, np)[1] == -6


@pytest.mark.parametrize("targets", [(-1.0, 1.0, 0.0), (0.0, 2.0, 1.0)])
def test_with_theorem_1s_targets_the_best_critic_measures_pearsons_divergence(targets):
    # Mao et al. 2017, equations 5 to 7: D* = (b p + a q)/(p + q), and 2C = ∫ (p + q − 2q)²/(p + q), of p + q from 2q
    a, b, c = targets
    p, q = np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.1, 0.3])
    best, loss = (b * p + a * q) / (p + q), LeastSquares(a=a, b=b, c=c)
    cost = sum(weights @ [loss.generator(None, d[None], np) for d in best] for weights in (p, q))
    assert 2 * cost == pytest.approx(np.sum((p - q) ** 2 / (p + q)), abs=1e-15)
    in_real, in_fake = loss.critic_gradients(best, best, np)
    assert p * in_real + q * in_fake == pytest.approx(np.zeros(3), abs=1e-15)
