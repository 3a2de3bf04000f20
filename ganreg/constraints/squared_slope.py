"""Gradient penalties that are mean squared norms."""

from abc import abstractmethod
from typing import Any

import attrs

from ganreg.constraints.abstract import AbstractGradientPenalty, Array


@attrs.frozen(kw_only=True)
class AbstractSquaredSlope(AbstractGradientPenalty):
    """P = a·mean(‖∇ₓf‖²). A subclass says where, and gives the factor a. For d = 1 and f = ψx it is aψ²."""

    @property
    def free_norms(self) -> tuple[float, float]:
        """0 alone."""
        return 0.0, 0.0

    @property
    @abstractmethod
    def factor(self) -> float:
        """The factor a."""

    def value(self, norms: Array, xp: Any) -> Array:
        """a·mean(‖g‖²)."""
        return self.factor * xp.mean(norms * norms)

    def derivative(self, norms: Array, xp: Any) -> Array:
        """2a‖g‖/n."""
        return (2 * self.factor / norms.shape[0]) * norms
