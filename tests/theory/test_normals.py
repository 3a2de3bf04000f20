"""Total variation and JSD on the line: against quadrature of the densities, and closed forms where there are any."""

from itertools import pairwise
from math import erf, log, sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from ganreg.errors import DataError
from ganreg.theory import js_of_gaussians, total_variation_of_gaussians
from ganreg.theory.normals import NormalDist, crossings

LINES = [(0.0, 1.0, 1.0, 4.0), (0.3, 0.5, -1.0, 0.2), (0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 0.1, 1.0), (2.0, 9.0, 2.0, 0.01)]
"""μ, σ², ν, τ²."""

lines = pytest.mark.parametrize("line", LINES)


def densities(line):
    return norm(line[0], line[1] ** 0.5), norm(line[2], line[3] ** 0.5)


def integral(function, line):
    """Piece by piece: no adaptive rule misses a crossing or a narrow peak."""
    return sum(quad(function, a, b, epsabs=1e-15)[0] for a, b in pairwise(np.linspace(-25, 29, 109)))


@lines
def test_jsd_is_the_integral_that_it_stands_for(line):
    p, q = densities(line)

    def information(x):
        a, b = p.pdf(x), q.pdf(x)
        return sum(d * log(2 * d / (a + b)) for d in (a, b) if d > 0) / 2

    assert js_of_gaussians(*line) == pytest.approx(integral(information, line), abs=1e-12)


@lines
def test_total_variation_is_that_of_the_event_between_the_crossings(line):
    p, q = densities(line)
    at = np.concatenate(
        [[-np.inf], crossings(NormalDist(line[0], line[1] ** 0.5), NormalDist(line[2], line[3] ** 0.5)), [np.inf]]
    )
    at = line[0] + at * line[1] ** 0.5
    expected = np.abs(np.diff(p.cdf(at)) - np.diff(q.cdf(at))).sum() / 2
    assert total_variation_of_gaussians(*line) == pytest.approx(expected, abs=1e-12)


@lines
def test_at_a_crossing_the_densities_are_the_same(line):
    p, q = densities(line)
    found = crossings(NormalDist(line[0], line[1] ** 0.5), NormalDist(line[2], line[3] ** 0.5))
    for z in found:
        x = line[0] + z * line[1] ** 0.5
        assert p.pdf(x) == pytest.approx(q.pdf(x), rel=1e-9)
    assert len(found) == (0 if line[:2] == line[2:] else 1 if line[1] == line[3] else 2)


def test_equal_variances_have_a_closed_form():
    # 2Φ(|μ − ν|/2σ) − 1
    assert total_variation_of_gaussians(1, 4, 3.5, 4) == pytest.approx(erf(2.5 / 4 / sqrt(2)), abs=1e-15)


def test_far_apart_jsd_is_log_2_and_together_it_is_0():
    assert js_of_gaussians(0, 1, 1000, 1e-6) == pytest.approx(log(2), abs=1e-15)
    assert js_of_gaussians(5, 1e-8, 5, 1e-8) == pytest.approx(0, abs=1e-13)
    assert js_of_gaussians(0, 1, 0, 1e-20) == pytest.approx(log(2), abs=1e-8)


@lines
def test_both_are_symmetric(line):
    assert js_of_gaussians(*line) == pytest.approx(js_of_gaussians(*line[2:], *line[:2]), abs=1e-13)


def test_jsd_does_not_depend_on_units():
    assert js_of_gaussians(1e6, 1e12, 2e6, 4e12) == pytest.approx(js_of_gaussians(1, 1, 2, 4), abs=1e-13)


@pytest.mark.parametrize("line", [(0, 0, 0, 1), (0, 1, np.nan, 1), (0, 1, 0, -1), ([0, 0], 1, 0, 1), (0, np.inf, 0, 1)])
@pytest.mark.parametrize("function", [js_of_gaussians, total_variation_of_gaussians])
def test_what_is_no_normal_distribution_is_refused(function, line):
    with pytest.raises(DataError, match="a positive one, the variance"):
        function(*line)
