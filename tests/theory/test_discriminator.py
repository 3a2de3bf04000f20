"""The best discriminators reach the divergences, and no other one exceeds them."""

import numpy as np
import pytest
from scipy.optimize import minimize

from ganreg.errors import DataError, ParameterError
from ganreg.losses.divergences import DIVERGENCES
from ganreg.losses.f_gan import FGan
from ganreg.losses.minimax import Minimax
from ganreg.theory import best_value, dual_bound, f_divergence, game_value, js, optimal_discriminator, optimal_scores
from ganreg.theory.f_divergences import PERSPECTIVES

names = pytest.mark.parametrize("name", PERSPECTIVES)


def pair(seed, n=7):
    random = np.random.default_rng(seed)
    return random.dirichlet(np.ones(n)), random.dirichlet(np.ones(n))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_discriminators_value_is_2_jsd_less_log_4(seed):
    p, q = pair(seed)
    assert game_value(p / (p + q), p, q) == pytest.approx(best_value(p, q), abs=1e-15)
    assert best_value(p, q) == pytest.approx(-np.log(4) + 2 * js(p, q), abs=1e-15)
    np.testing.assert_allclose(optimal_discriminator(p, q), p / (p + q), rtol=1e-15)


def test_no_discriminator_is_better():
    p, q = pair(0)
    random = np.random.default_rng(0)
    values = [game_value(random.uniform(size=7), p, q) for _ in range(2000)]
    assert max(values) < best_value(p, q)
    close = [game_value(np.clip(optimal_discriminator(p, q) + 0.01 * step, 0, 1), p, q) for step in (-1, 1)]
    assert max(close) < best_value(p, q)


def test_ascent_finds_it():
    p, q = pair(1)
    found = minimize(lambda v: -game_value(1 / (1 + np.exp(-v)), p, q), np.zeros(7), tol=1e-14)
    np.testing.assert_allclose(1 / (1 + np.exp(-found.x)), optimal_discriminator(p, q), atol=1e-5)


def test_disjoint_supports_are_told_apart_without_nan():
    p, q = [0.5, 0.5, 0, 0], [0, 0, 1, 0]
    assert optimal_discriminator(p, q).tolist() == [1, 1, 0, 0.5]
    assert game_value(optimal_discriminator(p, q), p, q) == 0 == best_value(p, q)


def test_the_value_is_minus_the_minimax_critics_loss():
    # p and q of four and two equal samples on three points
    p, q, d = np.array([0.5, 0.25, 0.25]), np.array([0.0, 0.5, 0.5]), np.array([0.7, 0.2, 0.4])
    scores = np.log(d / (1 - d))
    loss = Minimax().critic(scores[[0, 0, 1, 2]], scores[[1, 2]], np)
    assert game_value(d, p, q) == pytest.approx(-loss, abs=1e-15)


@names
@pytest.mark.parametrize("seed", range(3))
def test_at_the_best_scores_the_bound_is_the_divergence(name, seed):
    p, q = pair(seed)
    bound = dual_bound(name, optimal_scores(name, p, q), p, q)
    assert bound == pytest.approx(f_divergence(name, p, q), abs=1e-12)


@names
def test_no_scores_exceed_the_divergence(name):
    p, q = pair(3)
    best, random = f_divergence(name, p, q), np.random.default_rng(3)
    for scale in (0.1, 1.0, 5.0):
        bounds = [dual_bound(name, scale * random.normal(size=7), p, q) for _ in range(700)]
        assert max(bounds) < best
    finite = np.clip(optimal_scores(name, p, q), -30, 30)
    near = [dual_bound(name, finite + 0.1 * random.normal(size=7), p, q) for _ in range(100)]
    assert max(near) <= best


@names
def test_disjoint_supports_reach_the_divergence_in_the_limit(name):
    p, q = [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]
    bound = dual_bound(name, optimal_scores(name, p, q), p, q)
    if name == "neyman":  # whose e^(−v/2) the loss holds finite
        assert 1e34 < bound < f_divergence(name, p, q) == np.inf
    else:
        assert bound == pytest.approx(f_divergence(name, p, q), abs=1e-12)


@names
def test_the_bound_is_minus_the_critics_loss(name):
    p, q, v = np.array([0.5, 0.25, 0.25]), np.array([0.0, 0.5, 0.5]), np.array([0.3, -0.2, 0.4])
    loss = FGan(divergence=name).critic(v[[0, 0, 1, 2]], v[[1, 2]], np)
    assert dual_bound(name, v, p, q) == pytest.approx(-loss, abs=1e-15)


@pytest.mark.parametrize(
    ("name", "threshold"),
    [
        ("kl", 1),
        ("reverse_kl", -1),
        ("pearson", 0),
        ("neyman", 0),
        ("squared_hellinger", 0),
        ("jensen_shannon", 0),
        ("gan", -np.log(2)),
        ("total_variation", 0),
    ],
)
def test_equal_distributions_score_the_papers_threshold(name, threshold):
    # f′(1): Nowozin et al. 2016 (arXiv 1606.00709), table 2
    scores = optimal_scores(name, [0.5, 0.5], [0.5, 0.5])
    np.testing.assert_allclose(DIVERGENCES[name].activation(scores, np), threshold, atol=1e-15)


def test_what_is_no_discriminator_is_refused():
    with pytest.raises(DataError, match="expected probabilities, from 0 to 1"):
        game_value([0.5, 1.5], [0.5, 0.5], [0.5, 0.5])
    with pytest.raises(DataError, match="the discriminator are 1 numbers"):
        game_value([0.5], [0.5, 0.5], [0.5, 0.5])
    with pytest.raises(DataError, match="NaN"):
        dual_bound("kl", [np.nan, 0], [0.5, 0.5], [0.5, 0.5])


@pytest.mark.parametrize("function", [optimal_scores, lambda name, p, q: dual_bound(name, [0], p, q)])
def test_an_unknown_divergence_is_corrected(function):
    with pytest.raises(ParameterError, match="Did you mean 'pearson'"):
        function("pearsen", [1], [1])
