"""The Gaussian error linear unit."""

from math import erfc, pi, sqrt

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise


class GELU(AbstractElementwise):
    """h(x) = x·F(x), h′ = F + x·F′, h″ = 2·F′ + x·F″.

    F is the distribution function Φ of N(0, 1), or its approximation by tanh.

    Source: Hendrycks and Gimpel 2016 (arXiv 1606.08415), section 2, for h.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """x·F."""
        return x * self._gate(x)[0]

    def first(self, x: Array) -> Array:
        """F + x·F′."""
        gate, slope, _ = self._gate(x)
        return gate + x * slope

    def second(self, x: Array) -> Array:
        """2·F′ + x·F″."""
        _, slope, curvature = self._gate(x)
        return 2.0 * slope + x * curvature

    def _gate(self, x: Array) -> tuple[Array, Array, Array]:
        """F, F′, F″."""
        return _by_tanh(x) if self.layer.approximate else _normal(x)


def _normal(x: Array) -> tuple[Array, Array, Array]:
    """Φ(x) = erfc(−x/√2)/2, its derivative φ(x) = e^(−x²/2)/√(2π), and φ′(x) = −x·φ(x).

    For a complex step, x + ih with h so small that h² vanishes beside x: Φ(x + ih) = Φ(x) + ih·φ(x).
    """
    density = np.exp(-x * x / 2.0) / sqrt(2.0 * pi)
    gate = np.vectorize(erfc, otypes=[float])(-np.real(x) / sqrt(2.0)) / 2.0
    if np.iscomplexobj(x):
        gate = gate + 1j * np.imag(x) * np.real(density)
    return gate, density, -x * density


def _by_tanh(x: Array) -> tuple[Array, Array, Array]:
    """F = (1 + t)/2, F′ = (1 − t²)·v′/2, F″ = (1 − t²)·(v″ − 2·t·v′²)/2; t = tanh v, v = √(2/π)·(x + 0.044715·x³)."""
    rate, cubic = sqrt(2.0 / pi), 0.044715
    t = np.tanh(rate * (x + cubic * x**3))
    v_first, v_second = rate * (1.0 + 3.0 * cubic * x * x), rate * 6.0 * cubic * x
    return (1.0 + t) / 2.0, (1.0 - t * t) * v_first / 2.0, (1.0 - t * t) * (v_second - 2.0 * t * v_first**2) / 2.0
