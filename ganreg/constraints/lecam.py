"""LeCam regularisation."""

from typing import Any, Self

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractScorePenalty, Array, State
from ganreg.constraints.points import Fake, Real
from ganreg.params import FLAG, NON_NEGATIVE, Range, param


@attrs.frozen(kw_only=True)
class LeCam(AbstractScorePenalty):
    """λ·(mean((f(x) − α̃)²) + mean((f(x̃) − α)²)), α and α̃ the moving averages of f(x) and f(x̃).

    The averages are those of the updates before this one, at which the term was applied, and constants in the gradient:
    αₜ = (1 − γ) Σₛ γᵗ⁻ˢ mean f(xₛ) / (1 − γᵗ), so that the start does not count. At the first update there is none: the
    term is 0 there.

    `rectified` gives the form of the authors' code, λ·(mean(max(0, f(x) − α̃)²) + mean(max(0, α − f(x̃))²)): only scores
    on their own side of the other's average cost something. Their code also brings the present batch into the averages
    before it uses them, and on BigGAN waits for 1000 updates.

    Source: Tseng et al. 2021 (arXiv 2104.03310), section 3, the regulariser R_LC and its anchors; γ = 0.99; λ = 0.3 is
    that of BigGAN on CIFAR. Code: google/lecam-gan, biggan_cifar/losses.py, stylegan2/lecam_loss.py (no start counted).
    """

    name = "lecam"
    claim = Claim("circles", "with the non-saturating loss: its part of the field vanishes to third order")

    points = (Real(), Fake())

    weight: float = param(0.3, "The factor λ.", validator=NON_NEGATIVE, schedulable=True)
    decay: float = param(0.99, "The decay γ of the averages.", validator=Range(0, 1, high_open=True))
    rectified: bool = param(
        False, "Whether only scores beyond the other side's average cost something.", validator=FLAG
    )
    real_average: Array = param(0.0, "The average α, put in from the state.", described=False)
    fake_average: Array = param(0.0, "The average α̃, put in from the state.", described=False)

    def initial_state(self) -> State:
        """Both averages, and of how many updates they are."""
        return {"real": 0.0, "fake": 0.0, "seen": 0}

    def now(self, state: State, update: int) -> Self:
        """With the averages so far; without a weight while there are none."""
        settled, seen = super().now(state, update), int(state["seen"])
        if seen == 0:
            return attrs.evolve(settled, weight=0.0)
        return attrs.evolve(settled, real_average=state["real"], fake_average=state["fake"])

    def next_state(self, state: State, observed: tuple[Array, ...], xp: Any) -> State:
        """α ← α + (1 − γ)/(1 − γᵗ)·(mean f − α), for both sides."""
        seen = state["seen"] + 1
        share = (1 - self.decay) / (1 - self.decay**seen)
        pairs = zip(("real", "fake"), observed, strict=True)
        moved = {side: state[side] + share * (xp.mean(scores) - state[side]) for side, scores in pairs}
        return {**moved, "seen": seen}

    def value(self, scores: tuple[Array, ...], xp: Any) -> Array:
        """λ·(mean(excess of real²) + mean(excess of fake²))."""
        real, fake = self._excesses(scores, xp)
        return self.weight * (xp.mean(real * real) + xp.mean(fake * fake))

    def gradients(self, scores: tuple[Array, ...], xp: Any) -> tuple[Array, ...]:
        """2λ·excess/n each."""
        return tuple((2 * self.weight / excess.shape[0]) * excess for excess in self._excesses(scores, xp))

    def _excesses(self, scores: tuple[Array, ...], xp: Any) -> tuple[Array, Array]:
        """f(x) − α̃ and f(x̃) − α; rectified, 0 where the first is negative or the second positive."""
        real, fake = scores[0] - self.fake_average, scores[1] - self.real_average
        if not self.rectified:
            return real, fake
        return xp.where(real > 0, real, xp.zeros_like(real)), xp.where(fake < 0, fake, xp.zeros_like(fake))
