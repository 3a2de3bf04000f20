"""AMSGrad."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import Array
from ganreg.optimizers.adaptive_moments import AbstractAdaptiveMoments
from ganreg.params import FLAG, param


@attrs.frozen(kw_only=True)
class AMSGrad(AbstractAdaptiveMoments):
    """m, v as in Adam;  v* ← max(v*, v);  θ ← θ − lr·m̂/(√v̂* + ε), with m̂ = m/(1 − β₁ᵗ), v̂* = v*/(1 − β₂ᵗ).

    No step is divided by less than an earlier one. The largest v is taken before the correction, as in
    `torch.optim.Adam(amsgrad=True)`. The paper has no correction, `bias_correction=False`: θ ← θ − lr·m/(√v* + ε). It
    has no ε either, which would leave 0/0 where no gradient has been yet.

    Source: Reddi, Kale and Kumar 2018 (arXiv 1904.09237), Algorithm 2.
    """

    name = "amsgrad"
    claim = Claim("circles", "on a regularised game: at a distance of the size of a constant learning rate")
    moments = ("mean", "square", "largest_square")

    bias_correction: bool = param(True, "Whether both means are corrected for their start at 0.", validator=FLAG)

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter, mean, mean square, and the largest that it has been."""
        mean, square = self.averages(grad, moments)
        largest = xp.maximum(moments[2], square)
        if self.bias_correction:
            return param - self.change(mean, largest, t, xp), mean, square, largest
        return param - self.lr * mean / (xp.sqrt(largest) + self.epsilon), mean, square, largest
