"""The augmented Lagrangian of Sobolev GAN."""

from typing import Any, Self

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractGradientPenalty, Array, State
from ganreg.constraints.points import RealAndFake
from ganreg.params import FINITE, POSITIVE, param
from ganreg.schedules import replaced


@attrs.frozen(kw_only=True)
class Sobolev(AbstractGradientPenalty):
    """P = λ(Ω − 1) + (ρ/2)(Ω − 1)² with Ω = mean ‖∇ₓf‖² over real and generated samples; then λ ← λ + ρ(Ω − 1).

    This leads the mean squared slope to 1 over µ = ½(P_r + P_g). The multiplier λ is state: it is checkpointed, and
    starts at `multiplier`. The paper has the negative of P in an objective that the critic maximises.

    The authors' ρ is meant for images, where Ω is large at first. In few dimensions it does next to nothing: give
    `rho=0.1`, say.

    Source: Mroueh et al. 2018 (arXiv 1711.04894), Algorithm 1; λ₀ = 0 and ρ = 2e-8 are the defaults of
    tomsercu/SobolevGAN-SSL, main.py.
    """

    name = "sobolev"
    claim = Claim("circles", "with the Wasserstein loss and the default ρ, which is next to nothing in one dimension")

    rho: float = param(2e-8, "ρ: the penalty's weight, and the step of λ.", validator=POSITIVE)
    multiplier: float = param(0.0, "λ before the first update.", validator=FINITE)

    @property
    def points(self) -> RealAndFake:
        """Real and generated samples, half of each."""
        return RealAndFake()

    @property
    def free_norms(self) -> tuple[float, float]:
        """1, which the mean square of all norms is led to."""
        return 1.0, 1.0

    def initial_state(self) -> State:
        """`multiplier`, λ₀."""
        return {"multiplier": float(self.multiplier)}

    def now(self, state: State, update: int) -> Self:
        """With the present λ."""
        return replaced(super().now(state, update), multiplier=state["multiplier"])

    def next_state(self, state: State, observed: Array, xp: Any) -> State:
        """λ + ρ(Ω − 1)."""
        return {"multiplier": state["multiplier"] + self.rho * (xp.mean(observed * observed) - 1)}

    def value(self, norms: Array, xp: Any) -> Array:
        """λ(Ω − 1) + (ρ/2)(Ω − 1)²."""
        violation = xp.mean(norms * norms) - 1
        return self.multiplier * violation + self.rho / 2 * violation * violation

    def derivative(self, norms: Array, xp: Any) -> Array:
        """(λ + ρ(Ω − 1))·2‖g‖/n."""
        slope = self.multiplier + self.rho * (xp.mean(norms * norms) - 1)
        return slope * (2 / norms.shape[0]) * norms
