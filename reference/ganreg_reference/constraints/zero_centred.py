"""The zero-centred gradient penalty on interpolates."""

from typing import Any

import numpy as np

Array = Any


class ZeroCentred:
    """λ·E‖∇f(x̂)‖² as a function of the norms `(n,)`.

    Source: Thanh-Tung, Tran, Venkatesh 2019 (arXiv 1902.03984), the penalty 0-GP.
    """

    points = ("interpolates",)

    def __init__(self, penalty: Any) -> None:
        self.weight = penalty.weight

    def value(self, norms: Array) -> Array:
        """(λ/n) Σᵢ ‖gᵢ‖²."""
        return self.weight * sum(norm * norm for norm in norms) / len(norms)

    def derivative(self, norms: Array) -> Array:
        """2λ‖gᵢ‖/n."""
        return np.array([2.0 * self.weight * norm / len(norms) for norm in norms])
