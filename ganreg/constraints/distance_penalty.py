"""Gradient penalties that are mean squared distances from a target."""

from abc import abstractmethod
from typing import Any

import attrs

from ganreg.constraints.abstract import AbstractGradientPenalty, Array
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class AbstractDistancePenalty(AbstractGradientPenalty):
    """P = λ·mean(eᵢ²) with eᵢ the excess of ‖∇ₓf(xᵢ)‖ over a target. A subclass says what that is, and where."""

    weight: float = param(10.0, "The factor λ.", validator=NON_NEGATIVE, schedulable=True)
    target: float = param(1.0, "The norm that costs nothing.", validator=NON_NEGATIVE)

    @property
    def free_norms(self) -> tuple[float, float]:
        """The target; if norms below it cost nothing, these too."""
        return (0.0 if getattr(self, "one_sided", False) else self.target), self.target

    @abstractmethod
    def excess(self, norms: Array, xp: Any) -> Array:
        """`norms` − target, or 0 where that shall cost nothing; `(n,)`."""

    def value(self, norms: Array, xp: Any) -> Array:
        """λ·mean(e²)."""
        above = self.excess(norms, xp)
        return self.weight * xp.mean(above * above)

    def derivative(self, norms: Array, xp: Any) -> Array:
        """2λ·e/n."""
        return (2 * self.weight / norms.shape[0]) * self.excess(norms, xp)
