"""The penalty of WGAN-div."""

from typing import Any

import numpy as np

Array = Any


class WGANDiv:
    """k·E‖∇f(x̂)‖ᵖ as a function of the norms `(n,)`.

    Source: Wu et al. 2018 (arXiv 1712.01026), Algorithm 1.
    """

    points = ("interpolates",)

    def __init__(self, penalty: Any) -> None:
        self.k = penalty.weight
        self.p = penalty.power

    def value(self, norms: Array) -> Array:
        """(k/n) Σᵢ ‖gᵢ‖ᵖ."""
        return self.k * sum(norm**self.p for norm in norms) / len(norms)

    def derivative(self, norms: Array) -> Array:
        """kp‖gᵢ‖ᵖ⁻¹/n."""
        return np.array([self.k * self.p * norm ** (self.p - 1) / len(norms) for norm in norms])
