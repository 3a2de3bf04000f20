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
    iteration. Plans are found by POT on the host in float64, and are constants to automatic differentiation: a second
    derivative in the scores, as consensus optimization takes it, would lack their part.

    Raises:
        ConvergenceError: the iteration does not reach the tolerance. It slows down exponentially with the spread of
            the scores over ε: give a larger ε, more iterations, a constraint that bounds the critic, or a tolerance
            that is content with less. The plan's error, and so the gradient's, is of the tolerance's size.

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
    tolerance: float = param(1e-6, "By how much a plan may miss its marginals.", validator=POSITIVE)
    max_iterations: int = param(10_000, "After how many iterations to give up.", validator=COUNT)

    @property
    def score_range(self) -> tuple[float, float]:
        """Costs up to 4 ε: beyond them the iteration slows down, the more the farther, and may miss its tolerance."""
        half = (4 * self.epsilon) ** (1 / self.p) / 2
        return (-half, half)

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """−S(r, f)."""
        return self._cost(real, real, xp) + self._cost(fake, fake, xp) - 2 * self._cost(real, fake, xp)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """−∂S/∂r and −∂S/∂f."""
        return -self._gradient(real, fake, xp), -self._gradient(fake, real, xp)

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """S(r, f)."""
        return -self.critic(real, fake, xp)

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """∂S/∂r and ∂S/∂f."""
        return self._gradient(real, fake, xp), self._gradient(fake, real, xp)

    def _cost(self, x: Array, y: Array, xp: Any) -> Array:
        """W(x, y), of which the plan is constant."""
        plan = self._plan(x, y, xp)
        return xp.sum(_like(plan, x, xp) * _distances(x, y, xp) ** self.p) + self.epsilon * plan.entropy

    def _gradient(self, x: Array | None, y: Array | None, xp: Any) -> Array:
        """∂S/∂xᵢ = 2 Σⱼ Pᵢⱼ c′(xᵢ − yⱼ) − 2 Σⱼ Qᵢⱼ c′(xᵢ − xⱼ): the plan Q from x to x is symmetric, and met twice."""
        return 2 * (self._pull(x, y, xp) - self._pull(x, x, xp))

    def _pull(self, x: Array, y: Array, xp: Any) -> Array:
        """Σⱼ Pᵢⱼ c′(xᵢ − yⱼ) with c′(d) = p·|d|^(p − 1)·sign d."""
        signs = xp.sign(x[:, None] - y[None, :])
        slopes = self.p * _distances(x, y, xp) ** (self.p - 1) * signs
        return xp.sum(_like(self._plan(x, y, xp), x, xp) * slopes, axis=1)

    def _plan(self, x: Array, y: Array, xp: Any) -> Plan:
        a, b = on_host(x, xp), on_host(y, xp)
        costs = abs(a[:, None] - b[None, :]) ** self.p
        return Transport(self.epsilon, self.tolerance, self.max_iterations).plan(costs)


def _distances(x: Array, y: Array, xp: Any) -> Array:
    return xp.abs(x[:, None] - y[None, :])


def _like(plan: Plan, scores: Array, xp: Any) -> Array:
    """A plan's weights as an array of the scores' kind."""
    return xp.asarray(plan.weights, dtype=scores.dtype, device=scores.device)
