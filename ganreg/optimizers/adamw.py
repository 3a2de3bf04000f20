"""Adam with decoupled weight decay."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import Array
from ganreg.optimizers.adaptive_moments import AbstractAdaptiveMoments
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class AdamW(AbstractAdaptiveMoments):
    """θ ← θ − lr·w·θ − lr·m̂/(√v̂ + ε), with m̂ and v̂ of the loss's gradient alone, as in Adam.

    Every parameter decays, biases included. The learning rate stands before the decay too, as in `torch.optim.AdamW`;
    in the paper only its schedule's multiplier η does, so that its λ is lr·w here.

    Source: Loshchilov and Hutter 2019 (arXiv 1711.05101), Algorithm 2.
    """

    name = "adamw"
    claim = Claim("circles", "on a regularised game: at a distance of the size of a constant learning rate")

    weight_decay: float = param(0.01, "The factor w of the decay.", validator=NON_NEGATIVE, schedulable=True)

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter, mean and mean square."""
        mean, square = self.averages(grad, moments)
        decayed = param * (1 - self.lr * self.weight_decay)
        return decayed - self.change(mean, square, t, xp), mean, square
