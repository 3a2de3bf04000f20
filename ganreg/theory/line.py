"""The Wasserstein distance on the line, where it is the area between two distribution functions."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import ConvergenceError, DataError
from ganreg.theory.measure import Measure, check_dimensions
from ganreg.theory.requirement import required

PIECES = 400
"""Stretches of the interval in each of which one crossing of both functions is looked for."""

EQUAL = 1e-12
"""How far apart the functions may be at the interval's ends."""

MISSED = 1e-9
"""The largest bound of the error that is taken, per length of the interval; it is far above the error itself."""


def w1_on_line(x: Any, y: Any, x_weights: Any = None, y_weights: Any = None) -> float:
    """W₁ = ∫|F − G| between numbers, F and G the distribution functions of both sets. By SciPy.

    Args:
        x: `(n,)` or `(n, 1)`.
        y: `(m,)` or `(m, 1)`.
        x_weights: `(n,)`, ≥ 0, divided by their sum; by default 1/n each.
        y_weights: `(m,)` likewise.

    Raises:
        DataError: the points are not numbers, or not finite.
        MissingDependencyError: SciPy is not installed.

    >>> w1_on_line([0, 1], [5, 6])
    5.0
    """
    one, other = Measure.of(x, x_weights, "x"), Measure.of(y, y_weights, "y")
    check_dimensions(one, other, wanted=1)
    distance = required("scipy.stats").wasserstein_distance
    return float(distance(one.points[:, 0], other.points[:, 0], one.weights, other.weights))


def w1_of_cdfs(cdf: Callable[[float], float], other: Callable[[float], float], interval: tuple[float, float]) -> float:
    """W₁ = ∫|F − G| of two distribution functions, by SciPy's adaptive quadrature between their crossings.

    Exact to about 1e-12 of the interval's length, if F − G is smooth and does not change its sign twice within a
    400th of it.

    Args:
        cdf: F, of one number, such as `scipy.stats.norm(0, 1).cdf`.
        other: G.
        interval: (a, b), outside which F and G are equal. Narrow is better: (μ − 9σ, μ + 9σ) for a Gaussian.

    Raises:
        DataError: the interval has no length, or the functions differ at its ends.
        ConvergenceError: the area cannot be computed so well.
        MissingDependencyError: SciPy is not installed.
    """
    _check_ends(cdf, other, interval)

    def difference(x: float) -> float:
        return float(cdf(x) - other(x))

    ends = pairwise(_crossings(difference, np.linspace(*interval, PIECES + 1)))
    areas, errors = zip(*(_integral(difference, a, b) for a, b in ends), strict=True)
    if not sum(errors) <= MISSED * (interval[1] - interval[0]):
        raise ConvergenceError(
            f"The area between the functions is known only to {sum(errors):.3g}. Give functions with fewer steps; "
            "for samples there is w1_on_line."
        )
    return float(np.sum(np.abs(areas)))


def _integral(function: Callable[[float], float], a: float, b: float) -> tuple[float, float]:
    """A function's integral and SciPy's bound of its error; asked for all output, SciPy does not warn."""
    found = required("scipy.integrate").quad(function, a, b, epsabs=1e-13, epsrel=1e-13, limit=50, full_output=1)
    return found[0], found[1]


def _crossings(difference: Callable[[float], float], places: Float64) -> list[float]:
    """The interval's ends, and between them where the difference changes its sign."""
    values = np.array([difference(x) for x in places])
    solve = required("scipy.optimize").brentq
    changes = np.flatnonzero(values[:-1] * values[1:] < 0)
    between = [solve(difference, places[i], places[i + 1], xtol=1e-15) for i in changes]
    return sorted({places[0], *between, *places[values == 0], places[-1]})


def _check_ends(cdf: Callable[[float], float], other: Callable[[float], float], interval: tuple[float, float]) -> None:
    a, b = interval
    if not -np.inf < a < b < np.inf:
        raise DataError(f"interval={interval!r}: expected two finite numbers a < b.")
    for end in interval:
        if not abs(cdf(end) - other(end)) <= EQUAL:
            raise DataError(
                f"At the end {end:g} of the interval the functions are {cdf(end):g} and {other(end):g}; expected equal "
                f"ones (within {EQUAL:g}) there and beyond. Give a wider interval."
            )
