"""Exact distances between two normal distributions on the line."""

from itertools import pairwise
from statistics import NormalDist

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError
from ganreg.theory.requirement import required

FAR = 14.0
"""Standard deviations beyond which there is nothing: e^(−98)."""


def total_variation_of_gaussians(mean: float, variance: float, other_mean: float, other_variance: float) -> float:
    """½∫|p − q|, from 0 to 1: the difference of both probabilities between the crossings of the densities.

    Args:
        mean: μ of N(μ, σ²).
        variance: σ² > 0.
        other_mean: likewise.
        other_variance: likewise.

    Raises:
        DataError: a number is not finite, or a variance not positive.

    >>> round(total_variation_of_gaussians(0, 1, 2, 1), 12)  # 2Φ(1) − 1
    0.682689492137
    """
    return 1 - _normal(mean, variance).overlap(_normal(other_mean, other_variance))


def js_of_gaussians(mean: float, variance: float, other_mean: float, other_variance: float) -> float:
    """JSD = log 2 − ½ E_p log(1 + q/p) − ½ E_q log(1 + p/q), in nats, by SciPy's adaptive quadrature.

    There is no closed form. The error is below 1e-12, absolute.

    Args:
        mean: μ of N(μ, σ²).
        variance: σ² > 0.
        other_mean: likewise.
        other_variance: likewise.

    Raises:
        DataError: as in `total_variation_of_gaussians`.
        MissingDependencyError: SciPy is not installed.
    """
    p, q = _normal(mean, variance), _normal(other_mean, other_variance)
    return float(np.log(2) - (_expected(p, q) + _expected(q, p)) / 2)


def crossings(p: NormalDist, q: NormalDist) -> list[float]:
    """Where both densities are the same, at most two places, in order; in standard deviations of p from its mean."""
    shift, ratio = (q.mean - p.mean) / p.stdev, q.stdev / p.stdev
    roots = np.roots([(1 - ratio**2) / 2, -shift, shift**2 / 2 + ratio**2 * np.log(ratio)])
    return sorted(float(root.real) for root in roots if root.imag == 0)


def _expected(p: NormalDist, q: NormalDist) -> float:
    """E_p log(1 + q/p)."""
    quad = required("scipy.integrate").quad
    shift, ratio = (q.mean - p.mean) / p.stdev, q.stdev / p.stdev

    def weighted(z: float) -> float:
        quotient = (z**2 - ((z - shift) / ratio) ** 2) / 2 - np.log(ratio)
        return float(np.exp(-(z**2) / 2) * np.logaddexp(0, quotient) / np.sqrt(2 * np.pi))

    places = np.clip([-FAR, 0, shift, *crossings(p, q), FAR], -FAR, FAR)
    return sum(quad(weighted, a, b, epsabs=1e-14, epsrel=1e-12, full_output=1)[0] for a, b in _stretches(places))


def _stretches(places: Float64) -> list[tuple[float, float]]:
    return [(float(a), float(b)) for a, b in pairwise(np.sort(places)) if a < b]


def _normal(mean: float, variance: float) -> NormalDist:
    if not (np.isscalar(mean) and np.isscalar(variance) and np.isfinite(mean) and 0 < variance < np.inf):
        raise DataError(f"N({mean!r}, {variance!r}): expected a finite number and a positive one, the variance.")
    return NormalDist(float(mean), float(np.sqrt(variance)))
