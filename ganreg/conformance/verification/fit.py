"""The best factor between a function's numbers and a formula's, and what remains."""

import attrs
import numpy as np

from ganreg.conformance.verification.observation import Vector

RELATIVE = 2e-4
"""How far float32 code may be from a formula: rounding gives some 1e-6, a guard of 1e-8 under the root 2e-4."""
ROUNDING = 4e-6
"""Of what a small number was subtracted from."""


@attrs.frozen
class Fit:
    """A factor and how well it explains the numbers.

    Args:
        factor: the best one.
        residual: the largest deviation that remains, in units of what is tolerated: at most 1 if it fits.
    """

    factor: float
    residual: float

    @property
    def fits(self) -> bool:
        """Whether nothing but rounding remains."""
        return self.residual <= 1


def fitted(values: Vector, formula: Vector, scales: Vector) -> Fit:
    """The factor c with values ≈ c·formula.

    Args:
        values: the function's numbers, one per run.
        formula: the formula's with factor 1.
        scales: the size of what the formula's numbers were computed from.
    """
    if not np.all(np.isfinite(values)) or not np.any(np.abs(formula) > 1e-9 * scales):
        return Fit(0.0, np.inf)
    size = RELATIVE * np.maximum(np.abs(formula), 1e-30) + ROUNDING * scales
    weights = 1 / size**2
    factor = float(np.sum(weights * formula * values) / np.sum(weights * formula**2))
    if factor == 0:
        return Fit(0.0, np.inf)
    return Fit(factor, float(np.max(np.abs(values / factor - formula) / size)))
