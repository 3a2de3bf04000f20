"""Adam."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import Array
from ganreg.optimizers.adaptive_moments import AbstractAdaptiveMoments


@attrs.frozen(kw_only=True)
class Adam(AbstractAdaptiveMoments):
    """m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  θ ← θ − lr·m̂/(√v̂ + ε), with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    ε is outside the root and added to the corrected √v̂.

    Source: Kingma and Ba 2015 (arXiv 1412.6980), Algorithm 1.
    """

    name = "adam"
    claim = Claim("circles", "on a regularised game: at a distance of the size of a constant learning rate")

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter, mean and mean square."""
        mean, square = self.averages(grad, moments)
        return param - self.change(mean, square, t, xp), mean, square
