"""W₁ on the line: samples against transport, distribution functions against closed forms."""

from math import erf, exp, pi, sqrt

import numpy as np
import pytest
from scipy.stats import norm, uniform

from ganreg.errors import ConvergenceError, DataError
from ganreg.theory import transport, w1_of_cdfs, w1_on_line


def folded_normal(mean, deviation):
    """E|m + s·Z|."""
    return deviation * sqrt(2 / pi) * exp(-(mean**2) / (2 * deviation**2)) + mean * erf(mean / (deviation * sqrt(2)))


@pytest.mark.parametrize("weighted", [False, True])
def test_samples_are_as_far_apart_as_the_cheapest_plan_says(weighted):
    random = np.random.default_rng(0)
    x, y = random.normal(size=20), random.normal(size=31) * 2 + 1
    weights = (random.dirichlet(np.ones(20)), random.dirichlet(np.ones(31))) if weighted else (None, None)
    assert w1_on_line(x, y, *weights) == pytest.approx(transport(x, y, *weights).cost, abs=1e-13)


def test_as_many_samples_are_matched_in_order():
    x, y = np.random.default_rng(1).normal(size=(2, 50))
    assert w1_on_line(x, y) == pytest.approx(np.mean(np.abs(np.sort(x) - np.sort(y))), abs=1e-14)


KNOWN = [
    ("means apart", norm(1, 2), norm(-0.5, 2), 1.5, (-20, 22)),
    ("deviations apart", norm(0, 1), norm(0, 2), sqrt(2 / pi), (-20, 20)),
    ("both apart", norm(0, 1), norm(1, 2), folded_normal(1, 1), (-20, 22)),
    ("shifted uniforms", uniform(0, 1), uniform(0.3, 1), 0.3, (0, 1.3)),
    ("stretched uniforms", uniform(0, 1), uniform(0, 2), 0.5, (0, 2)),
    ("centred uniforms", uniform(-1, 2), uniform(-3, 6), 1.0, (-3, 3)),
]
"""N(m₁, s₁) and N(m₂, s₂) are E|m + s·Z| apart with the differences m and s: F⁻¹ − G⁻¹ = m + s·Φ⁻¹."""


@pytest.mark.parametrize(("p", "q", "expected", "interval"), [row[1:] for row in KNOWN], ids=[row[0] for row in KNOWN])
def test_distribution_functions_are_as_far_apart_as_closed_forms_say(p, q, expected, interval):
    assert w1_of_cdfs(p.cdf, q.cdf, interval) == pytest.approx(expected, abs=1e-12)


def test_the_folded_normal_in_numbers():
    assert folded_normal(1, 1) == pytest.approx(1.166631, abs=5e-7)
    assert folded_normal(0, 1) == pytest.approx(0.797885, abs=5e-7)


def test_samples_approach_the_distributions():
    at = (np.arange(4000) + 0.5) / 4000
    assert w1_on_line(norm(0, 1).ppf(at), norm(1, 2).ppf(at)) == pytest.approx(folded_normal(1, 1), abs=1e-3)


@pytest.mark.parametrize("interval", [(0, 0), (1, 0), (-np.inf, np.inf), (np.nan, 1)])
def test_an_interval_has_a_length(interval):
    with pytest.raises(DataError, match="two finite numbers a < b"):
        w1_of_cdfs(norm.cdf, norm.cdf, interval)


def test_an_interval_that_leaves_something_out_is_refused():
    with pytest.raises(DataError, match="Give a wider interval"):
        w1_of_cdfs(norm(0, 1).cdf, norm(1, 1).cdf, (-3, 3))


def test_points_of_the_plane_are_on_no_line():
    with pytest.raises(DataError, match="x has points of 2 numbers, y of 2; expected 1"):
        w1_on_line([[0, 1]], [[0, 1]])


def test_an_area_that_is_not_known_well_is_not_given():
    with pytest.raises(ConvergenceError, match="w1_on_line"):
        w1_of_cdfs(lambda x: x + 0.01 * x * (1 - x) * np.sin(1e7 * x), lambda x: x, (0, 1))
