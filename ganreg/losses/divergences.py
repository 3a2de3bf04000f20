"""The f-divergences of the f-GAN paper, each by its output activation and its conjugate, in one table."""

from collections.abc import Callable
from math import log
from typing import Any

import attrs

from ganreg.losses.logistic import sigmoid, softplus

Array = Any
Function = Callable[[Array, Any], Array]

FAR, EXPONENT = 1e4, 80.0
"""e⁸⁰ = 5.5e34 is finite in float32, and so is a mean of thousands of such numbers; e⁸⁹ is not."""


@attrs.frozen
class Divergence:
    """A divergence D_f(p ‖ q) = E_q f(p/q) as functions of the critic's output v, of any shape.

    The paper's f*(g(v)) is one function here, simplified by hand, so that nothing overflows that is small in the end.

    Args:
        activation: g(v), which maps a score into the domain of the conjugate f*; it increases.
        activation_slope: g′(v).
        conjugate: f*(g(v)).
        conjugate_slope: the derivative of f*(g(v)).
        score_range: scores for which all four are finite in float32.
    """

    activation: Function
    activation_slope: Function
    conjugate: Function
    conjugate_slope: Function
    score_range: tuple[float, float] = (-FAR, FAR)


def _identity(v: Array, xp: Any) -> Array:
    return v


def _ones(v: Array, xp: Any) -> Array:
    return xp.ones_like(v)


def _decay(v: Array, xp: Any) -> Array:
    return xp.exp(-v)


def _saturation(v: Array, xp: Any) -> Array:
    """1 − e⁻ᵛ, exact near 0, and elsewhere with a derivative that is exact.

    PyTorch differentiates expm1 to expm1 + 1, in which e⁻ᵛ drowns where it is small: from 17 on it is 0 in float32.
    """
    near, close, far = _parts(v, xp)
    return xp.where(near, -xp.expm1(-close), 1 - xp.exp(-far))


def _held(v: Array, xp: Any) -> Array:
    """Scores no lower than −160, so that e^(−v/2) stays finite: −∞ would meet the activation's ∞ and give NaN."""
    return xp.where(v > -2 * EXPONENT, v, -2 * EXPONENT * xp.ones_like(v))


def _neyman_slope(v: Array, xp: Any) -> Array:
    """e^(−v/2), and 0 where the score is held."""
    return xp.where(v > -2 * EXPONENT, xp.exp(-_held(v, xp) / 2), xp.zeros_like(v))


def _log_sigmoid(v: Array, xp: Any) -> Array:
    return -softplus(-v, xp)


def _sigmoid_of_minus(v: Array, xp: Any) -> Array:
    return sigmoid(-v, xp)


def _half_tanh(v: Array, xp: Any) -> Array:
    """½ tanh v, away from 0 by (1 − e^(−2|v|))/(1 + e^(−2|v|)): PyTorch's derivative 1 − tanh² v has no tails."""
    near, close, far = _parts(v, xp)
    decay = xp.exp(-2 * xp.abs(far))
    return xp.where(near, xp.tanh(close), xp.sign(far) * (1 - decay) / (1 + decay)) / 2


def _parts(v: Array, xp: Any) -> tuple[Array, Array, Array]:
    """Which scores are near 0; the scores with 0 in place of the others, and with 1 in place of these.

    A formula of a part is finite where the other part is taken, so that automatic differentiation finds no 0·∞.
    """
    near = xp.abs(v) < 1
    return near, xp.where(near, v, xp.zeros_like(v)), xp.where(near, xp.ones_like(v), v)


def _half_tanh_slope(v: Array, xp: Any) -> Array:
    """½(1 − tanh² v) = 2σ(2v)σ(−2v), with its tails."""
    return 2 * sigmoid(2 * v, xp) * sigmoid(-2 * v, xp)


DIVERGENCES = {
    "kl": Divergence(
        activation=_identity,
        activation_slope=_ones,
        conjugate=lambda v, xp: xp.exp(v - 1),
        conjugate_slope=lambda v, xp: xp.exp(v - 1),
        score_range=(-FAR, EXPONENT),
    ),
    "reverse_kl": Divergence(
        activation=lambda v, xp: -xp.exp(-v),
        activation_slope=_decay,
        conjugate=lambda v, xp: v - 1,
        conjugate_slope=_ones,
        score_range=(-EXPONENT, FAR),
    ),
    "pearson": Divergence(
        activation=_identity,
        activation_slope=_ones,
        conjugate=lambda v, xp: v * (v / 4 + 1),
        conjugate_slope=lambda v, xp: v / 2 + 1,
    ),
    "neyman": Divergence(
        activation=_saturation,
        activation_slope=_decay,
        conjugate=lambda v, xp: 2 * _saturation(_held(v, xp) / 2, xp),
        conjugate_slope=_neyman_slope,
        score_range=(-EXPONENT, FAR),
    ),
    "squared_hellinger": Divergence(
        activation=_saturation,
        activation_slope=_decay,
        conjugate=lambda v, xp: -_saturation(-v, xp),
        conjugate_slope=lambda v, xp: xp.exp(v),
        score_range=(-EXPONENT, EXPONENT),
    ),
    "jensen_shannon": Divergence(
        activation=lambda v, xp: log(2) - softplus(-v, xp),
        activation_slope=_sigmoid_of_minus,
        conjugate=lambda v, xp: softplus(v, xp) - log(2),
        conjugate_slope=sigmoid,
    ),
    "gan": Divergence(
        activation=_log_sigmoid,
        activation_slope=_sigmoid_of_minus,
        conjugate=softplus,
        conjugate_slope=sigmoid,
    ),
    "total_variation": Divergence(
        activation=_half_tanh,
        activation_slope=_half_tanh_slope,
        conjugate=_half_tanh,
        conjugate_slope=_half_tanh_slope,
    ),
}
