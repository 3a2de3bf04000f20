"""The augmented Lagrangian of Fisher GAN."""

from typing import Any, Self

import attrs
from ganreg import param
from ganreg.claim import Claim
from ganreg.constraints import AbstractScorePenalty, Fake, Real
from ganreg.constraints.abstract import Array, State
from ganreg.params import FINITE, POSITIVE
from ganreg.schedules import replaced


@attrs.frozen(kw_only=True)
class Fisher(AbstractScorePenalty):
    """P = λ(Ω − 1) + (ρ/2)(Ω − 1)² with Ω = ½·mean f(x)² + ½·mean f(x̃)²; then λ ← λ + ρ(Ω − 1).

    This leads the second moment of the critic's scores, over half real and half generated samples, to 1. With the
    Wasserstein loss the critic then measures the Fisher distance F of the two: the root of ∫(P − Q)²/(½(P + Q)) if the
    critic can be any function. At that optimum λ = F/2. Nothing is asked of slopes: no second derivative is needed.

    The multiplier λ is state: it is checkpointed, starts at `multiplier`, and moves after each update of the critic at
    which the term was due. The paper's critic maximises L = E + λ(1 − Ω) − (ρ/2)(Ω − 1)², of which P is the negative
    but for E, the loss; and descends in λ with the step ρ, λ ← λ − ρ(1 − Ω).

    The authors' ρ is meant for images, where Ω is large at first and training takes 10⁵ updates. In few dimensions it
    does next to nothing: give `rho=0.1`, say. λ may become negative while Ω < 1; P then rewards larger scores.

    Source: Mroueh and Sercu 2017 (arXiv 1705.09675), equation 9 and Algorithm 1; λ₀ = 0 and ρ = 1e-6 are the defaults
    of their program, tomsercu/FisherGAN, main.py.
    """

    name = "fisher"
    claim = Claim("circles", "with the default ρ, which is next to nothing in one dimension")

    points = (Real(), Fake())

    rho: float = param(1e-6, "ρ: the penalty's weight, and the step of λ.", validator=POSITIVE)
    multiplier: float = param(0.0, "λ before the first update.", validator=FINITE)

    def initial_state(self) -> State:
        """`multiplier`, λ₀."""
        return {"multiplier": float(self.multiplier)}

    def now(self, state: State, update: int) -> Self:
        """With the present λ."""
        return replaced(super().now(state, update), multiplier=state["multiplier"])

    def next_state(self, state: State, observed: tuple[Array, ...], xp: Any) -> State:
        """λ + ρ(Ω − 1)."""
        return {"multiplier": state["multiplier"] + self.rho * _violation(observed, xp)}

    def value(self, scores: tuple[Array, ...], xp: Any) -> Array:
        """λ(Ω − 1) + (ρ/2)(Ω − 1)², a scalar, from the scores of real `(n,)` and of generated samples `(m,)`."""
        violation = _violation(scores, xp)
        return self.multiplier * violation + self.rho / 2 * violation * violation

    def gradients(self, scores: tuple[Array, ...], xp: Any) -> tuple[Array, ...]:
        """(λ + ρ(Ω − 1))·f/n each, since ∂Ω/∂f = f/n."""
        slope = self.multiplier + self.rho * _violation(scores, xp)
        return tuple(slope / vector.shape[0] * vector for vector in scores)


def _violation(scores: tuple[Array, ...], xp: Any) -> Array:
    """Ω − 1; each mean is over its own batch."""
    real, fake = scores
    return (xp.mean(real * real) + xp.mean(fake * fake)) / 2 - 1
