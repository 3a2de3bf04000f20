"""How close is close enough: one table for all checks.

Agreement is norm-wise against the float64 reference, max|x − ref| ≤ factor·eps·scale, with scale = max|ref|. Such
factors separate right from wrong: measured over 200 random critics, float32 gradients differ by a median of 1.6 eps and
a maximum of 38, while a λ that is off by 0.1 % differs by thousands. A tolerance that grew with size would catch
nothing. The whole table of that measurement is in docs/proof.md.
"""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

FACTORS: dict[str, int | dict[str, int]] = {
    "value": 64,
    "gradient": 64,
    "approximate": {"float32": 64, "float64": 2**16},
    "step": 64,
    "descent": 2**10,
    "approximate descent": {"float32": 2**10, "float64": 2**20},
    "trajectory": 2**20,
}
"""In units of the precision's eps, by check, and by precision where that matters.

Approximate are gradients of second order where the reference has a layer's forward formula alone, and takes its second
derivatives by differences, and descents along them. Where the machine has float64 alone, 29000 eps at most over 40
critics, 68000 after a descent; where it has more digits, 65 and 4200.

A descent of a few iterations multiplies each step's rounding by the next ones: 276 eps at most over 270 drawn cases.
Along a trajectory an adaptive optimizer divides a gradient that is 0 but for rounding, 1e-16, by its own ε of 1e-8 and
multiplies it by the learning rate: 1e-11 a step, 2²⁰ eps in a few.
"""

COARSE: dict[str, int] = {
    "value": 32,
    "gradient": 32,
    "approximate": 32,
    "descent": 2**7,
    "approximate descent": 2**7,
}
"""The same where networks multiply in few digits, in units of that precision's eps.

In bfloat16, over 400 random critics, half of them fit, gradients differ by a median of 0.3 eps and a maximum of 26,
scores and slopes by 10, moments after a descent by 42. So a gradient that is a quarter off is refused, and float32 has
to tell the rest. TF32 rounds at the same places, three binary digits later.
"""

FLOOR = 1.0
"""Arrays smaller than this are compared as if they were so large: scores, data and weights are of size 1, and what is
far smaller is their difference.
"""

EPSILONS = {"tf32": 2.0**-10, "bfloat16": 2.0**-7}
"""The eps of precisions in which networks may multiply, but that no array has here."""

CONTROL = 10
"""The negative control: the reference shifted by so many tolerances must be refused."""


def factor(kind: str, dtype: Any) -> int:
    """The row of a check in one precision.

    >>> factor("value", "float64"), factor("approximate", "float64"), factor("approximate", "float32")
    (64, 65536, 64)
    """
    if dtype in EPSILONS:
        return COARSE[kind]
    row = FACTORS[kind]
    return row if isinstance(row, int) else row[np.dtype(dtype).name]


def epsilon(precision: Any) -> float:
    """The distance from 1 to the next number.

    >>> epsilon("bfloat16") == 2**-7, epsilon("tf32") == 2**-10, epsilon("float32") == 2**-23
    (True, True, True)
    """
    return EPSILONS[precision] if precision in EPSILONS else float(np.finfo(precision).eps)


@attrs.frozen
class Comparison:
    """A candidate's array against the reference's.

    Args:
        name: what is compared.
        kind: the row of the table.
        candidate: the backend's values.
        reference: the reference's values, of the same shape.
        scale: what the values are compared to, if not to the reference's largest; at least `FLOOR`.
        products: in what precision the values were multiplied, if not in their own.
    """

    name: str
    kind: str
    candidate: NDArray[Any]
    reference: NDArray[np.float64]
    scale: float | None = None
    products: str | None = None

    @property
    def tolerance(self) -> float:
        """The largest difference that passes."""
        scale = float(np.max(np.abs(self.reference), initial=0.0)) if self.scale is None else self.scale
        precision = self.products or self.candidate.dtype.name
        return factor(self.kind, precision) * epsilon(precision) * max(scale, FLOOR)

    @property
    def agrees(self) -> bool:
        """Whether the candidate has the reference's shape and values."""
        return self._accepts(self.candidate.astype(np.float64))

    @property
    def control_refused(self) -> bool:
        """Whether the reference itself, shifted by ten tolerances, would be refused: the check can fail."""
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
        # "Not greater" would let a NaN through, and an infinite reference would make the tolerance infinite.
        finite = bool(np.all(np.isfinite(values)) and np.all(np.isfinite(self.reference)))
        return finite and bool(np.all(np.abs(values - self.reference) <= self.tolerance))
