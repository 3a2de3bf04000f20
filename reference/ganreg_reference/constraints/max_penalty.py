"""The penalty of Lipschitz GANs: the largest slope alone."""

from typing import Any

import numpy as np

from ganreg_reference.constraints.distance import nearest

Array = Any


class MaxGradientPenalty:
    """λ·(maxᵢ ‖gᵢ‖ − target)², or λ·max(0, maxᵢ ‖gᵢ‖ − target)² if one-sided, as a function of the norms `(n,)`.

    Source: Zhou et al. 2019 (arXiv 1902.05687): λ·k(f)² with the Lipschitz constant k(f) estimated by the
    largest slope of a batch.
    """

    points = ("interpolates",)

    def __init__(self, penalty: Any) -> None:
        self.weight = penalty.weight
        self.target = penalty.target
        self.one_sided = penalty.one_sided

    def value(self, norms: Array) -> Array:
        """λ·e² with e what the largest norm has in excess of the target."""
        return self.weight * self._excess(norms) ** 2

    def derivative(self, norms: Array) -> Array:
        """2λe/m at the m largest norms, 0 at the others."""
        places = [i for i, norm in enumerate(norms) if norm == max(norms)]
        share = 2.0 * self.weight * self._excess(norms) / len(places)
        return np.array([share if i in places else 0.0 for i in range(len(norms))])

    def kink(self, norms: Array) -> float:
        """How far the second largest norm is below the largest; and, if one-sided, the largest from the target."""
        ordered = sorted(norms, reverse=True)
        if ordered[0] == 0:
            return 0.0
        gap = (ordered[0] - ordered[1]) / ordered[0] if len(ordered) > 1 else float("inf")
        return float(min(gap, nearest(ordered[:1], self.target) if self.one_sided else gap))

    def _excess(self, norms: Array) -> Array:
        excess = max(norms, key=np.real) - self.target
        return 0.0 * excess if self.one_sided and np.real(excess) <= 0 else excess
