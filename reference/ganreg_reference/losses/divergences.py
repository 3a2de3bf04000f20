"""The f-divergences as the f-GAN paper's tables have them: f, f′, f*, g, and f*(g(v)) worked out by hand.

A row also has the derivatives of g and of f*∘g, by hand. All are functions of one number. f*(g(v)) is what f* gives of
g(v), simplified so that it stays exact where g(v) comes near the end of the domain of f*; the tests compare both.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ganreg_reference.logistic import sigmoid, softplus

Number = Any
Function = Callable[[Number], Number]
LOG2 = float(np.log(2.0))


class Row(NamedTuple):
    """One divergence.

    f and its derivative in u = p/q; the conjugate f*(t); the activation g(v) and its derivative; f*(g(v)) and its
    derivative.
    """

    f: Function
    f_slope: Function
    conjugate: Function
    g: Function
    g_slope: Function
    conjugate_of_g: Function
    conjugate_of_g_slope: Function


ROWS = {
    "kl": Row(
        f=lambda u: u * np.log(u),
        f_slope=lambda u: 1 + np.log(u),
        conjugate=lambda t: np.exp(t - 1),
        g=lambda v: v,
        g_slope=lambda v: 1.0,
        conjugate_of_g=lambda v: np.exp(v - 1),
        conjugate_of_g_slope=lambda v: np.exp(v - 1),
    ),
    "reverse_kl": Row(
        f=lambda u: -np.log(u),
        f_slope=lambda u: -1 / u,
        conjugate=lambda t: -1 - np.log(-t),
        g=lambda v: -np.exp(-v),
        g_slope=lambda v: np.exp(-v),
        conjugate_of_g=lambda v: -1 + v,
        conjugate_of_g_slope=lambda v: 1.0,
    ),
    "pearson": Row(
        f=lambda u: (u - 1) ** 2,
        f_slope=lambda u: 2 * (u - 1),
        conjugate=lambda t: t**2 / 4 + t,
        g=lambda v: v,
        g_slope=lambda v: 1.0,
        conjugate_of_g=lambda v: v**2 / 4 + v,
        conjugate_of_g_slope=lambda v: v / 2 + 1,
    ),
    "neyman": Row(
        f=lambda u: (1 - u) ** 2 / u,
        f_slope=lambda u: 1 - 1 / u**2,
        conjugate=lambda t: 2 - 2 * np.sqrt(1 - t),
        g=lambda v: 1 - np.exp(-v),
        g_slope=lambda v: np.exp(-v),
        conjugate_of_g=lambda v: 2 - 2 * np.exp(-v / 2),
        conjugate_of_g_slope=lambda v: np.exp(-v / 2),
    ),
    "squared_hellinger": Row(
        f=lambda u: (np.sqrt(u) - 1) ** 2,
        f_slope=lambda u: 1 - 1 / np.sqrt(u),
        conjugate=lambda t: t / (1 - t),
        g=lambda v: 1 - np.exp(-v),
        g_slope=lambda v: np.exp(-v),
        conjugate_of_g=lambda v: np.exp(v) - 1,
        conjugate_of_g_slope=np.exp,
    ),
    "jensen_shannon": Row(
        f=lambda u: u * np.log(u) - (u + 1) * np.log((u + 1) / 2),
        f_slope=lambda u: np.log(2 * u / (1 + u)),
        conjugate=lambda t: -np.log(2 - np.exp(t)),
        g=lambda v: LOG2 - softplus(-v),
        g_slope=lambda v: sigmoid(-v),
        # 2 − e^g = 2 − 2σ(v) = 2σ(−v), and −log σ(−v) = softplus(v)
        conjugate_of_g=lambda v: softplus(v) - LOG2,
        conjugate_of_g_slope=sigmoid,
    ),
    "gan": Row(
        f=lambda u: u * np.log(u) - (u + 1) * np.log(u + 1),
        f_slope=lambda u: np.log(u / (1 + u)),
        conjugate=lambda t: -np.log(1 - np.exp(t)),
        g=lambda v: -softplus(-v),
        g_slope=lambda v: sigmoid(-v),
        # 1 − e^g = 1 − σ(v) = σ(−v)
        conjugate_of_g=softplus,
        conjugate_of_g_slope=sigmoid,
    ),
    "total_variation": Row(
        f=lambda u: abs(u - 1) / 2,
        f_slope=lambda u: np.sign(u - 1) / 2,
        conjugate=lambda t: t,
        g=lambda v: np.tanh(v) / 2,
        g_slope=lambda v: (1 - np.tanh(v) ** 2) / 2,
        conjugate_of_g=lambda v: np.tanh(v) / 2,
        conjugate_of_g_slope=lambda v: (1 - np.tanh(v) ** 2) / 2,
    ),
}
