"""Distances between Gaussians: closed forms against the formula as written, samples and quadrature."""

import numpy as np
import ot
import pytest
from scipy.integrate import quad
from scipy.linalg import sqrtm
from scipy.stats import norm

from ganreg.errors import DataError
from ganreg.theory import kl_of_gaussians, squared_hellinger_of_gaussians, transport, w2_of_gaussians


def gaussian(seed, d=4):
    random = np.random.default_rng(seed)
    root = random.normal(size=(d, d))
    return random.normal(size=d), root @ root.T


def squared_as_written(mean, covariance, other_mean, other_covariance):
    root = sqrtm(covariance)
    crossed = sqrtm(root @ other_covariance @ root)
    return np.sum((mean - other_mean) ** 2) + np.trace(covariance + other_covariance - 2 * crossed).real


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_w2_is_the_formula_as_written_and_pots(seed):
    p, q = gaussian(seed), gaussian(seed + 10)
    assert w2_of_gaussians(*p, *q) ** 2 == pytest.approx(squared_as_written(*p, *q), rel=1e-12)
    pots = ot.gaussian.bures_wasserstein_distance(p[0], q[0], p[1], q[1])
    assert w2_of_gaussians(*p, *q) == pytest.approx(pots, rel=1e-12)


def test_w2_on_the_line_is_published():
    # N(0, 1) and N(1, 2²): √2, by ‖μ − ν‖² + (σ − τ)²
    assert w2_of_gaussians(0, 1, 1, 4) == pytest.approx(np.sqrt(2), abs=1e-15)
    assert w2_of_gaussians(0.5, 9, 0.5, 0) == pytest.approx(3, abs=1e-15)


def test_w2_of_diagonal_covariances_goes_axis_by_axis():
    s, t = np.array([0.1, 2.0, 5.0]), np.array([3.0, 2.5, 0.0])
    found = w2_of_gaussians(np.zeros(3), np.diag(s**2), np.ones(3), np.diag(t**2))
    assert found == pytest.approx(np.sqrt(3 + np.sum((s - t) ** 2)), abs=1e-13)


def test_w2_is_that_of_a_linear_map_between_samples():
    # T = S^-½ (S^½ Q S^½)^½ S^-½ carries N(0, S) to N(0, Q) at least cost, and so whitened samples of the one
    (_, s), (_, q) = gaussian(3, d=2), gaussian(4, d=2)
    x = np.random.default_rng(5).normal(size=(40, 2))
    x = (x - x.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(x.T, bias=True))).T @ np.linalg.cholesky(s).T
    root = sqrtm(s)
    y = x @ (np.linalg.inv(root) @ sqrtm(root @ q @ root) @ np.linalg.inv(root))
    assert w2_of_gaussians([0, 0], s, [0, 0], q) ** 2 == pytest.approx(transport(x, y, power=2).cost, abs=1e-11)


def test_w2_is_exact_between_almost_equal_gaussians():
    mean, covariance = gaussian(6)
    assert w2_of_gaussians(mean, covariance, mean, covariance) < 1e-14
    close = w2_of_gaussians(mean, covariance, mean, covariance * (1 + 1e-12) ** 2)
    assert close == pytest.approx(1e-12 * np.sqrt(np.trace(covariance)), rel=1e-3)
    # while the trace as it is written loses half of all digits
    assert np.sqrt(abs(squared_as_written(mean, covariance, mean, covariance))) > 1e-9


def test_w2_takes_singular_covariances():
    line = np.outer([0.6, 0.8], [0.6, 0.8])
    assert w2_of_gaussians([0, 0], line, [0, 0], 4 * line) == pytest.approx(1, abs=1e-14)


def kl_as_written(mean, s, other_mean, t):
    shift, inverse = other_mean - mean, np.linalg.inv(t)
    log_det = np.log(np.linalg.det(t) / np.linalg.det(s))
    return (np.trace(inverse @ s) - len(mean) + shift @ inverse @ shift + log_det) / 2


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_kl_and_hellinger_are_the_formulas_as_written(seed):
    p, q = gaussian(seed), gaussian(seed + 10)
    assert kl_of_gaussians(*p, *q) == pytest.approx(kl_as_written(*p, *q), rel=1e-11)
    middle, shift = (p[1] + q[1]) / 2, p[0] - q[0]
    determinants = [np.linalg.det(matrix) for matrix in (p[1], q[1], middle)]
    overlap = (determinants[0] * determinants[1]) ** 0.25 / determinants[2] ** 0.5
    overlap *= np.exp(-shift @ np.linalg.inv(middle) @ shift / 8)
    assert squared_hellinger_of_gaussians(*p, *q) == pytest.approx(2 - 2 * overlap, abs=1e-12)


LINES = [(0.0, 1.0, 1.0, 4.0), (0.3, 0.5, -1.0, 0.2), (0.0, 1.0, 0.0, 1.0)]


@pytest.mark.parametrize("line", LINES)
def test_kl_and_hellinger_are_the_integrals_that_they_stand_for(line):
    p, q = norm(line[0], line[1] ** 0.5), norm(line[2], line[3] ** 0.5)
    kl = quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), -9, 9, epsabs=1e-13)[0]
    hellinger = quad(lambda x: (p.pdf(x) ** 0.5 - q.pdf(x) ** 0.5) ** 2, -20, 20, epsabs=1e-13)[0]
    assert kl_of_gaussians(*line) == pytest.approx(kl, abs=1e-12)
    assert squared_hellinger_of_gaussians(*line) == pytest.approx(hellinger, abs=1e-12)


def test_kl_on_the_line_in_numbers():
    # log 2 + (1 + 1)/8 − ½ for N(0, 1) and N(1, 2²)
    assert kl_of_gaussians(0, 1, 1, 4) == pytest.approx(np.log(2) - 0.25, abs=1e-15)
    assert kl_of_gaussians(0, 1, 1, 4) == pytest.approx(0.443147, abs=5e-7)


def test_kl_of_almost_equal_gaussians_keeps_its_digits():
    # ½(e − log(1 + e)) = e²/4 for variances 1 + e and 1
    assert kl_of_gaussians(0, 1 + 2**-30, 0, 1) == pytest.approx(2.0**-62, rel=1e-6)


@pytest.mark.parametrize("function", [kl_of_gaussians, squared_hellinger_of_gaussians])
def test_a_gaussian_without_a_density_has_no_divergence(function):
    with pytest.raises(DataError, match="the other covariance is not positive definite"):
        function([0, 0], np.eye(2), [0, 0], np.diag([1.0, 0.0]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, [[1, 0.5], [0, 1]], 0, 1), r"shape \(2, 2\); expected a symmetric matrix \(1, 1\)"),
        (([0, 0], [[1, 0.5], [0, 1]], [0, 0], np.eye(2)), "symmetric"),
        ((0, -1, 0, 1), "eigenvalue -1"),
        ((np.zeros((2, 2)), 1, 0, 1), r"shapes \(2, 2\) and \(1,\)"),
        ((np.nan, 1, 0, 1), "NaN"),
    ],
)
def test_what_is_no_gaussian_is_refused(arguments, message):
    with pytest.raises(DataError, match=message):
        w2_of_gaussians(*arguments)
