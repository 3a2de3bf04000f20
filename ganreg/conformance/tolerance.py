"""How close is close enough: one table for all checks.

Agreement is norm-wise against the float64 reference, max|x − ref| ≤ factor·eps·scale, with scale = max|ref|. Such
factors separate right from wrong: float32 gradients differ by a median of 1.4 eps and a maximum of 15 over 200 networks,
while a λ that is off by 0.1 % differs by thousands. A tolerance that grew with size would catch nothing.
"""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

FACTORS = {"value": 64, "gradient": 64, "step": 64, "trajectory": 65536}
"""In units of the precision's eps, by check. A trajectory of a few adaptive steps may carry one step's 700 eps on."""

CONTROL = 10
"""The negative control: the reference shifted by so many tolerances must be refused."""


@attrs.frozen
class Comparison:
    """A candidate's array against the reference's.

    Args:
        name: what is compared.
        kind: the row of the table.
        candidate: the backend's values.
        reference: the reference's values, of the same shape.
        scale: what the values are compared to; by default the reference's largest.
    """

    name: str
    kind: str
    candidate: NDArray[Any]
    reference: NDArray[np.float64]
    scale: float | None = None

    @property
    def tolerance(self) -> float:
        """The largest difference that passes."""
        scale = float(np.max(np.abs(self.reference), initial=0.0)) if self.scale is None else self.scale
        return FACTORS[self.kind] * float(np.finfo(self.candidate.dtype).eps) * scale

    @property
    def agrees(self) -> bool:
        """Whether the candidate has the reference's shape and values."""
        return self._accepts(self.candidate.astype(np.float64))

    @property
    def control_refused(self) -> bool:
        """Whether the reference itself, shifted by ten tolerances, would be refused: the check can fail."""
        if self.tolerance == 0:
            return True
        return not self._accepts(self.reference + CONTROL * self.tolerance)

    def describe(self) -> str:
        """The largest difference, beside what was allowed."""
        if self.candidate.shape != self.reference.shape:
            return f"{self.name}: shape {self.candidate.shape}, expected {self.reference.shape}"
        worst = float(np.max(np.abs(self.candidate - self.reference), initial=0.0))
        return f"{self.name}: differs by {worst:.3g}, allowed {self.tolerance:.3g} ({self.candidate.dtype})"

    def _accepts(self, values: NDArray[np.float64]) -> bool:
        if values.shape != self.reference.shape:
            return False
        # "not greater" would let a NaN through.
        return bool(np.all(np.abs(values - self.reference) <= self.tolerance))
