"""The Gaussian error linear unit."""

from math import pi, sqrt
from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise
from ganreg_array.layers.erf import normal_distribution, require_erf
from ganreg_array.layers.sigmoid import logistic

_C, _A = 2 * sqrt(2 / pi), 0.044715


class GELU(Elementwise):
    """f(x) = x·F(x) with F = Φ or its approximation; so f′ = F + x·F′ and f″ = 2·F′ + x·F″.

    With φ(x) = exp(−x²/2)/√(2π): Φ′ = φ and Φ″ = −x·φ. The approximation is (1 + tanh(g/2))/2 = σ(g) with
    g = 2·√(2/π)·(x + 0.044715·x³); its derivatives are σ′(g)·g′ and σ″(g)·g′² + σ′(g)·g″.
    """

    def __init__(self, spec: Any) -> None:
        super().__init__(spec)
        if not spec.approximate:
            require_erf()

    def value(self, x: Array, xp: Any) -> Array:
        """x·F."""
        return x * (logistic(_g(x), xp) if self.spec.approximate else normal_distribution(x, xp))

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """F + x·F′."""
        if not self.spec.approximate:
            return normal_distribution(x, xp) + x * _density(x, xp)
        g = _g(x)
        return logistic(g, xp) + x * _slope(x) * _bell(g, xp)

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> Array:
        """2·F′ + x·F″, which is (2 − x²)·φ for Φ; for the approximation σ″ = −σ′·tanh(g/2)."""
        if not self.spec.approximate:
            return (2 - x * x) * _density(x, xp)
        g, slope = _g(x), _slope(x)
        bent = 6 * _C * _A * x
        return _bell(g, xp) * (2 * slope + x * bent - x * slope * slope * xp.tanh(g / 2))


def _density(x: Array, xp: Any) -> Array:
    return xp.exp(-x * x / 2) / sqrt(2 * pi)


def _g(x: Array) -> Array:
    return _C * x * (1 + _A * x * x)


def _slope(x: Array) -> Array:
    """g′."""
    return _C * (1 + 3 * _A * x * x)


def _bell(g: Array, xp: Any) -> Array:
    """σ′(g) = σ(g)·σ(−g)."""
    return logistic(g, xp) * logistic(-g, xp)
