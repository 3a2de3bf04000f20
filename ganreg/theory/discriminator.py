"""The best discriminators of discrete distributions, and what any other one proves."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError
from ganreg.losses.divergences import DIVERGENCES
from ganreg.losses.minimax import Minimax
from ganreg.losses.non_saturating import NonSaturating
from ganreg.theory.f_divergences import both, check_name, js

BEST: Mapping[str, Callable[[Float64], Float64]] = {
    "kl": lambda ratio: 1 + ratio,
    "reverse_kl": lambda ratio: ratio,
    "pearson": lambda ratio: 2 * np.expm1(ratio),
    "neyman": lambda ratio: 2 * ratio,
    "squared_hellinger": lambda ratio: ratio / 2,
    "jensen_shannon": lambda ratio: ratio,
    "gan": lambda ratio: ratio,
    "total_variation": lambda ratio: np.where(ratio == 0, 0, np.copysign(np.inf, ratio)),
}
"""The score v at which g(v) = f′(p/q), as a function of log(p/q), for each divergence of the loss `f_gan`."""


def optimal_discriminator(p: Any, q: Any) -> Float64:
    """D* = p/(p + q) `(n,)`: the probability that a sample is real. ½ where there are none of either.

    Args:
        p: probabilities of real samples, of any shape; divided by their sum.
        q: those of generated samples, as many.

    Raises:
        DataError: see `f_divergence`.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), proposition 1.
    """
    real, generated = both(p, q)
    total = real + generated
    return np.where(total > 0, real / np.where(total > 0, total, 1), 0.5)


def game_value(discriminator: Any, p: Any, q: Any) -> float:
    """V(D, G) = E_p log D + E_q log(1 − D), with 0·log 0 = 0. Minus the loss of the critic of `minimax`.

    Args:
        discriminator: D at each point, in [0, 1].
        p: as in `optimal_discriminator`.
        q: likewise.

    Raises:
        DataError: see `f_divergence`; or D is outside [0, 1].

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), equation 1.
    """
    real, generated = both(p, q)
    d = _at_all_points(discriminator, "the discriminator", len(real))
    if np.any((d < 0) | (d > 1)):
        raise DataError(f"The discriminator is {d.min():g} to {d.max():g}; expected probabilities, from 0 to 1.")
    with np.errstate(divide="ignore"):
        return _expected(real, np.log(d)) + _expected(generated, np.log1p(-d))


def best_value(p: Any, q: Any) -> float:
    """C(G) = max over D of V(D, G) = 2·JSD(p, q) − log 4.

    Raises:
        DataError: see `f_divergence`.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), theorem 1.

    >>> best_value([1, 0], [0, 1])
    0.0
    """
    return 2 * js(p, q) - float(np.log(4))


def js_bound(critic_loss: Any) -> Any:
    """JSD(p, q) ≥ log 2 − L/2 with the minimax critic's loss L = E softplus(−D(x)) + E softplus(D(x̃)).

    It cannot exceed log 2, and is equal to the JSD at the best critic. From a batch it is an estimate of that bound.

    Args:
        critic_loss: L, a number or an array; labels not smoothed, no penalty included, no ½ before either mean.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), theorem 1; Arjovsky et al. 2017 (arXiv 1701.07875), who write
    ½L + log 2 with L = V(D, G), which is minus ours.

    >>> js_bound(0.0)
    0.6931471805599453
    """
    return float(np.log(2)) - critic_loss / 2


def bounds_js(loss: Any) -> bool:
    """Whether `js_bound` holds: for the losses `minimax` and `non_saturating`, with labels that are not smoothed."""
    return isinstance(loss, Minimax | NonSaturating) and loss.real_label == 1


def optimal_scores(name: str, p: Any, q: Any) -> Float64:
    """The critic's scores V* `(n,)` with g(V*) = f′(p/q): ±∞ where that is an end of its range.

    Args:
        name: a divergence, as in `f_divergence`.
        p: as in `optimal_discriminator`.
        q: likewise. Where both are 0, V* is as for p = q.

    Raises:
        ParameterError, DataError: see `f_divergence`.

    Source: Nowozin, Cseke, Tomioka 2016 (arXiv 1606.00709), equation 5 and Table 2.
    """
    check_name(name)
    real, generated = both(p, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(real == generated, 0, np.log(real) - np.log(generated))
    with np.errstate(over="ignore"):
        return np.asarray(BEST[name](ratio))


def dual_bound(name: str, scores: Any, p: Any, q: Any) -> float:
    """E_p g(V) − E_q f*(g(V)) ≤ D_f(p ‖ q), with equality at `optimal_scores`. Minus the critic's loss of `f_gan`.

    Args:
        name: a divergence, as in `f_divergence`.
        scores: V at each point; ±∞ is a score. (Of `neyman` the loss keeps e^(−V/2) finite, and so its bound.)
        p: as in `optimal_discriminator`.
        q: likewise.

    Raises:
        ParameterError, DataError: see `f_divergence`.

    Source: Nowozin, Cseke, Tomioka 2016 (arXiv 1606.00709), equations 4 and 6.

    >>> dual_bound("kl", [1, 1], [0.5, 0.5], [0.5, 0.5])
    0.0
    """
    check_name(name)
    real, generated = both(p, q)
    v = _at_all_points(scores, "the scores", len(real))
    with np.errstate(over="ignore", invalid="ignore"):
        reward, price = DIVERGENCES[name].activation(v, np), DIVERGENCES[name].conjugate(v, np)
    return _expected(real, reward) - _expected(generated, price)


def _expected(weights: Float64, values: Float64) -> float:
    """Σ of values where there is weight, so that 0·∞ = 0."""
    return float(np.sum(weights[weights > 0] * values[weights > 0]))


def _at_all_points(values: Any, name: str, n: int) -> Float64:
    array = np.asarray(values, dtype=np.float64).reshape(-1)
    if len(array) != n or np.any(np.isnan(array)):
        missing = int(np.sum(np.isnan(array)))
        raise DataError(f"{name} are {len(array)} numbers, {missing} of them NaN; expected one for each of {n} points.")
    return array
