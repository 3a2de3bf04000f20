"""Exact f-divergences of discrete distributions."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError, ParameterError, did_you_mean
from ganreg.theory.measure import probabilities


def _information(p: Float64, q: Float64) -> Float64:
    """p·log(p/q), with 0·log 0 = 0, and +∞ where q = 0 < p."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * (np.log(p) - np.log(q)), 0)


def _chi_squared(p: Float64, q: Float64) -> Float64:
    """(p − q)²/q, 0 where both are 0, and +∞ where only q is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p == q, 0, (p - q) ** 2 / q)


def _to_the_middle(p: Float64, q: Float64) -> Float64:
    """p·log(p/m) + q·log(q/m) with m = (p + q)/2."""
    return _information(p, (p + q) / 2) + _information(q, (p + q) / 2)


PERSPECTIVES: Mapping[str, Callable[[Float64, Float64], Float64]] = {
    "kl": _information,
    "reverse_kl": lambda p, q: _information(q, p),
    "pearson": _chi_squared,
    "neyman": lambda p, q: _chi_squared(q, p),
    "squared_hellinger": lambda p, q: (np.sqrt(p) - np.sqrt(q)) ** 2,
    "jensen_shannon": _to_the_middle,
    "gan": lambda p, q: _to_the_middle(p, q) - (p + q) * np.log(2),
    "total_variation": lambda p, q: np.abs(p - q) / 2,
}
"""q·f(p/q) of each divergence of `ganreg.losses.f_gan.FGan`, written so that p = 0 and q = 0 are no special cases."""


def f_divergence(name: str, p: Any, q: Any) -> float:
    """D_f(p ‖ q) = Σ q·f(p/q), where q = 0 by its limit; +∞ where that is the value.

    Args:
        name: as `divergence` of the loss `f_gan`: `kl`, `reverse_kl`, `pearson`, `neyman` (both χ²),
            `squared_hellinger`, `jensen_shannon`, `gan`, `total_variation`. On the scale of that paper:
            `jensen_shannon` is 2·JSD, `gan` is 2·JSD − log 4, `squared_hellinger` is Σ(√p − √q)² without a ½.
        p: probabilities of any shape, ≥ 0; they are divided by their sum.
        q: as many.

    Raises:
        ParameterError: there is no divergence of that name.
        DataError: p and q have different shapes, negative numbers, or only zeros.

    Source: Nowozin, Cseke, Tomioka 2016 (arXiv 1606.00709), equation 2 and Table 1.

    >>> f_divergence("total_variation", [0.5, 0.5], [1, 0])
    0.5
    """
    check_name(name)
    return float(np.sum(PERSPECTIVES[name](*both(p, q))))


def kl(p: Any, q: Any) -> float:
    """KL(p ‖ q) = Σ p·log(p/q), in nats; +∞ where q = 0 < p. The reverse is `kl(q, p)`. See `f_divergence`."""
    return f_divergence("kl", p, q)


def js(p: Any, q: Any) -> float:
    """JSD(p, q) = ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q)/2, in nats, from 0 to log 2. See `f_divergence`.

    SciPy's `jensenshannon` is its square root. Arjovsky et al. 2017 (arXiv 1701.07875), section 2, print it without the
    ½ weights, and give log 2 as an example's value, which is that of the formula with them.

    >>> import math
    >>> js([1, 0], [0, 1]) == math.log(2)
    True
    """
    return f_divergence("jensen_shannon", p, q) / 2


def total_variation(p: Any, q: Any) -> float:
    """½ Σ |p − q|, from 0 to 1: the largest difference of the probabilities of an event. See `f_divergence`."""
    return f_divergence("total_variation", p, q)


def both(p: Any, q: Any) -> tuple[Float64, Float64]:
    """Two distributions `(n,)` on the same points.

    Raises:
        DataError: see `f_divergence`.
    """
    if np.shape(p) != np.shape(q) or np.size(p) == 0:
        raise DataError(f"p has the shape {np.shape(p)}, q {np.shape(q)}; expected the same one, and not empty.")
    n = np.size(p)
    return probabilities(np.reshape(p, n), n, "p"), probabilities(np.reshape(q, n), n, "q")


def check_name(name: str) -> None:
    """Raise `ParameterError` unless it names a divergence."""
    if name not in PERSPECTIVES:
        known = ", ".join(PERSPECTIVES)
        raise ParameterError(f"There is no f-divergence {name!r}.{did_you_mean(name, PERSPECTIVES)} Known: {known}.")
