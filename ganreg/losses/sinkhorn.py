"""The Sinkhorn divergence of scores."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import AbstractLoss, Array
from ganreg.losses.transport import Plan, Transport, on_host
from ganreg.params import COUNT, POSITIVE, Range, param


@attrs.frozen(kw_only=True)
class Sinkhorn(AbstractLoss):
    """The critic maximises, and the generator minimises, an optimal transport cost freed from its entropic bias.

    S(r, f) = 2 W(r, f) − W(r, r) − W(f, f)
    W(x, y) = min over plans P of Σᵢⱼ Pᵢⱼ |xᵢ − yⱼ|ᵖ + ε Σᵢⱼ Pᵢⱼ log(n·m·Pᵢⱼ)
    critic:    −S(r, f)
    generator: S(r, f)

    A plan's rows sum to 1/n, its columns to 1/m. Scores `(n,)` and `(m,)`; the generator's step takes real ones too. S
    does not change if all scores change their sign, or by a common constant: the critic is not high on real samples,
    but far from fake ones on either side. For ε → 0, S is 2·Wₚᵖ of the scores; for ε → ∞ and p = 1 it is the energy
    distance of `cramer`, for p = 2 it is 2·(mean D(x) − mean D(x̃))².

    The gradient is that of the costs at the optimal plan (envelope theorem), Σⱼ Pᵢⱼ ∂|xᵢ − yⱼ|ᵖ/∂xᵢ. For that W has its
    entropy, as in Feydy et al., equations 1 and 2; Genevay et al. leave it out of the value and differentiate the
    iteration. Plans are constants to automatic differentiation: a second derivative in the scores, as consensus
    optimization takes it, would lack their part. For p = 1 the distance has a kink where scores are equal; its
    derivative there is taken as 0. Where several plans cost the same, as all do for p = 1 if every score of one batch
    is below every score of the other, the entropy chooses the most even one: the plan is unique for every ε.

    Plans are found on the host in float64, for any finite scores: see `Transport`. Scores that are not finite give NaN.
    A plan takes some 5 to 40 of Newton's steps, each of the cost of solving n linear equations.

    Raises:
        ConvergenceError: the plan misses the tolerance after `max_iterations` steps; below about 1e-15 the tolerance is
            finer than rounding. The plan's error, and so the gradient's, is of the tolerance's size.

    Source: Genevay, Peyré, Cuturi 2018 (arXiv 1706.00292), equations 3 and 4; Feydy et al. 2019 (arXiv 1810.08278),
    equations 1 to 3.
    """

    name = "sinkhorn"
    claim = Claim(
        "circles", "alone, with p = 2: the distance is flat at the data, and the critic's scale stays where it is"
    )
    generator_needs_real = True
    twice_differentiable = False

    epsilon: float = param(1.0, "The strength of the entropy, in units of the cost.", validator=POSITIVE)
    p: float = param(2.0, "The power of the distance that is the cost.", validator=Range(1))
    tolerance: float = param(1e-13, "By how much a plan may miss its marginals.", validator=POSITIVE, numerical=True)
    max_iterations: int = param(1000, "After how many of Newton's steps to give up.", validator=COUNT, numerical=True)

    @property
    def score_range(self) -> tuple[float, float]:
        """±1e4, or where costs reach 4e8 ε: beyond, the rounding of the scores' differences shows in the plan."""
        half = min(1e4, (4e8 * self.epsilon) ** (1 / self.p) / 2)
        return (-half, half)

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """−S(r, f)."""
        return self._cost(real, real, xp) + self._cost(fake, fake, xp) - 2 * self._cost(real, fake, xp)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """−∂S/∂r and −∂S/∂f."""
        in_real, in_fake = self.generator_gradients(real, fake, xp)
        return -in_real, -in_fake

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """S(r, f)."""
        return -self.critic(real, fake, xp)

    def generator_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """∂S/∂r and ∂S/∂f: a plan from a batch to itself is symmetric, and met twice."""
        in_real, in_fake = self._pulls(real, fake, xp)
        return 2 * (in_real - self._pulls(real, real, xp)[0]), 2 * (in_fake - self._pulls(fake, fake, xp)[0])

    def _cost(self, x: Array, y: Array, xp: Any) -> Array:
        """W(x, y), of which the plan is constant."""
        plan = self._plan(x, y, xp)
        return xp.sum(_like(plan, x, xp) * _distances(x, y, xp) ** self.p) + self.epsilon * plan.entropy

    def _pulls(self, x: Array, y: Array, xp: Any) -> tuple[Array, Array]:
        """Σⱼ Pᵢⱼ c′(xᵢ − yⱼ) and −Σᵢ Pᵢⱼ c′(xᵢ − yⱼ) with c′(d) = p·|d|^(p − 1)·sign d."""
        signs = xp.sign(x[:, None] - y[None, :])
        slopes = self.p * _distances(x, y, xp) ** (self.p - 1) * signs
        pulls = _like(self._plan(x, y, xp), x, xp) * slopes
        return xp.sum(pulls, axis=1), -xp.sum(pulls, axis=0)

    def _plan(self, x: Array, y: Array, xp: Any) -> Plan:
        transport = Transport(self.epsilon, self.p, self.tolerance, self.max_iterations)
        return transport.plan(on_host(x, xp), on_host(y, xp))


def _distances(x: Array, y: Array, xp: Any) -> Array:
    return xp.abs(x[:, None] - y[None, :])


def _like(plan: Plan, scores: Array, xp: Any) -> Array:
    """A plan's weights as an array of the scores' kind."""
    return xp.asarray(plan.weights, dtype=scores.dtype, device=scores.device)
