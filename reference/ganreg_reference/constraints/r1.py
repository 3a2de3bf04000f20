"""R1."""

from typing import Any

import numpy as np

Array = Any


class R1:
    """(γ/2)·E‖∇f(x)‖² over real samples, as a function of the norms `(n,)`.

    Source: Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), equation 9.
    """

    points = ("real",)

    def __init__(self, penalty: Any) -> None:
        self.gamma = penalty.gamma

    def value(self, norms: Array) -> Array:
        """(γ/2)·(1/n) Σᵢ ‖gᵢ‖²."""
        return self.gamma / 2.0 * (sum(norm * norm for norm in norms) / len(norms))

    def derivative(self, norms: Array) -> Array:
        """γ‖gᵢ‖/n."""
        return np.array([self.gamma * norm / len(norms) for norm in norms])
