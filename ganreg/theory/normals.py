"""Exact distances between two normal distributions on the line."""

from numbers import Real
from statistics import NormalDist

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError

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
    """JSD = log 2 − ½ E_p log(1 + q/p) − ½ E_q log(1 + p/q), in nats, by Gauss's quadrature.

    There is no closed form. The error is below 1e-12, absolute, for deviations of any ratio: the quadrature's pieces
    are halved towards where one density takes over from the other.

    Args:
        mean: μ of N(μ, σ²).
        variance: σ² > 0.
        other_mean: likewise.
        other_variance: likewise.

    Raises:
        DataError: as in `total_variation_of_gaussians`.
    """
    p, q = _normal(mean, variance), _normal(other_mean, other_variance)
    return max(0.0, float(np.log(2) - (_expected(p, q) + _expected(q, p)) / 2))


def crossings(p: NormalDist, q: NormalDist) -> list[float]:
    """Where both densities are the same, at most two places, in order; in standard deviations of p from its mean."""
    shift, ratio = (q.mean - p.mean) / p.stdev, q.stdev / p.stdev
    roots = np.roots([(1 - ratio**2) / 2, -shift, shift**2 / 2 + ratio**2 * np.log(ratio)])
    return sorted(float(root.real) for root in roots if root.imag == 0)


def _expected(p: NormalDist, q: NormalDist) -> float:
    """E_p log(1 + q/p)."""
    shift, ratio = (q.mean - p.mean) / p.stdev, q.stdev / p.stdev
    z, weights = _nodes((shift, *crossings(p, q)))
    quotients = (z**2 - ((z - shift) / ratio) ** 2) / 2 - np.log(ratio)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return float(np.sum(weights * density * np.logaddexp(0, quotients)))


def _nodes(places: tuple[float, ...]) -> tuple[Float64, Float64]:
    """Points and weights of Gauss's rule on pieces that halve and halve again towards places where all may change."""
    steps = np.exp2(np.arange(-60, 4))
    towards = [place + np.concatenate([-steps, [0], steps]) for place in places]
    ends = np.unique(np.clip(np.concatenate([np.arange(-FAR, FAR + 0.5, 0.5), *towards]), -FAR, FAR))
    points, weights = np.polynomial.legendre.leggauss(16)
    half, middle = np.diff(ends)[:, None] / 2, (ends[1:] + ends[:-1])[:, None] / 2
    return (middle + half * points).ravel(), (half * weights).ravel()


def _normal(mean: float, variance: float) -> NormalDist:
    numbers = isinstance(mean, Real) and isinstance(variance, Real)
    if not (numbers and np.isfinite(mean) and 0 < variance < np.inf):
        raise DataError(f"N({mean!r}, {variance!r}): expected a finite number and a positive one, the variance.")
    return NormalDist(float(mean), float(np.sqrt(variance)))
