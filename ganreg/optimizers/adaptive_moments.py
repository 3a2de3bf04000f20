"""What Adam and its relatives share: running means of the gradient and its square, corrected for their start at 0."""

from typing import Any, ClassVar

import attrs

from ganreg.optimizers.abstract import AbstractOptimizer, Array
from ganreg.params import POSITIVE, Range, param


@attrs.frozen(kw_only=True)
class AbstractAdaptiveMoments(AbstractOptimizer):
    """m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  m̂ = m/(1 − β₁ᵗ);  v̂ = v/(1 − β₂ᵗ).

    Source: Kingma and Ba 2015 (arXiv 1412.6980), Algorithm 1.
    """

    moments: ClassVar[tuple[str, ...]] = ("mean", "square")

    beta1: float = param(0.9, "The share β₁ of the past mean.", validator=Range(0, 1, high_open=True))
    beta2: float = param(0.999, "The share β₂ of the past mean square.", validator=Range(0, 1, high_open=True))
    epsilon: float = param(1e-8, "Added to the root.", validator=POSITIVE)

    @property
    def has_momentum(self) -> bool:
        """Whether β₁ > 0."""
        return self.beta1 > 0

    def averages(self, grad: Array, moments: tuple[Array, ...]) -> tuple[Array, Array]:
        """The new m and v."""
        mean = self.beta1 * moments[0] + (1 - self.beta1) * grad if self.beta1 else grad
        return mean, self.beta2 * moments[1] + (1 - self.beta2) * (grad * grad)

    def change(self, mean: Array, square: Array, t: int, xp: Any) -> Array:
        """lr·m̂/(√v̂ + ε) at step t ≥ 1."""
        root = xp.sqrt(square) * (1 / (1 - self.beta2**t) ** 0.5)
        return (self.lr / (1 - self.beta1**t)) * mean / (root + self.epsilon)
