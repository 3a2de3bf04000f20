"""The variational f-divergence losses."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import AbstractLoss, Array
from ganreg.losses.divergences import DIVERGENCES, Divergence
from ganreg.params import FLAG, OneOf, param


@attrs.frozen(kw_only=True)
class FGan(AbstractLoss):
    """The variational bound of an f-divergence D_f(p ‖ q) = E_q f(p/q), which the critic makes tight.

    critic:    −E g(V(x)) + E f*(g(V(x̃)))
    generator: −E f*(g(V(x̃))), or −E g(V(x̃)) where `non_saturating`

    V is the critic's score, g the output activation and f* the conjugate of f:

    | divergence | f(u) | f*(t) | g(v) | f*(g(v)) |
    |---|---|---|---|---|
    | `kl` | u log u | e^(t − 1) | v | e^(v − 1) |
    | `reverse_kl` | −log u | −1 − log(−t) | −e⁻ᵛ | v − 1 |
    | `pearson` | (u − 1)² | t²/4 + t | v | v²/4 + v |
    | `neyman` | (1 − u)²/u | 2 − 2√(1 − t) | 1 − e⁻ᵛ | 2 − 2e^(−v/2) |
    | `squared_hellinger` | (√u − 1)² | t/(1 − t) | 1 − e⁻ᵛ | eᵛ − 1 |
    | `jensen_shannon` | u log u − (u + 1) log((u + 1)/2) | −log(2 − eᵗ) | log 2 − log(1 + e⁻ᵛ) | log(1 + eᵛ) − log 2 |
    | `gan` | u log u − (u + 1) log(u + 1) | −log(1 − eᵗ) | −log(1 + e⁻ᵛ) | log(1 + eᵛ) |
    | `total_variation` | ½·abs(u − 1) | t | ½ tanh v | ½ tanh v |

    Minus the critic's loss is a lower bound of the divergence, exact at g(V) = f′(p/q). `jensen_shannon` is 2·JSD,
    `gan` is 2·JSD − log 4, and its losses are those of `minimax`. Scores `(n,)` and `(m,)`. All g increase, so the
    critic is high on real samples. A value too large for its type is ±inf, never NaN: `score_range` says from
    where. (Below v = −160, e^(−v/2) of `neyman` is held constant, with derivative 0.)

    The generator's default is that of the paper's Algorithm 1 and equation 7, min over q of the bound; `non_saturating`
    is section 3.2's alternative.

    Source: Nowozin, Cseke, Tomioka 2016 (arXiv 1606.00709), equations 4 to 7, Tables 1, 2, 5 and 6.
    """

    name = "f_gan"
    claim = Claim("circles", "alone, with the Jensen–Shannon divergence, in alternating steps")

    divergence: str = param("jensen_shannon", "Which f-divergence.", validator=OneOf(tuple(DIVERGENCES)))
    non_saturating: bool = param(False, "Whether the generator minimises −E g(V(x̃)) instead.", validator=FLAG)

    @property
    def _f(self) -> Divergence:
        return DIVERGENCES[self.divergence]

    @property
    def score_range(self) -> tuple[float, float]:
        """Narrower where a divergence has an exponential."""
        return self._f.score_range

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """−E g(V(x)) + E f*(g(V(x̃)))."""
        return xp.mean(self._f.conjugate(fake, xp)) - xp.mean(self._f.activation(real, xp))

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """−g′(V(x))/n and (f*∘g)′(V(x̃))/m."""
        return -self._f.activation_slope(real, xp) / real.shape[0], self._f.conjugate_slope(fake, xp) / fake.shape[0]

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """−E f*(g(V(x̃))), or −E g(V(x̃))."""
        return -xp.mean((self._f.activation if self.non_saturating else self._f.conjugate)(fake, xp))

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """−(f*∘g)′(V(x̃))/m, or −g′(V(x̃))/m."""
        slope = self._f.activation_slope if self.non_saturating else self._f.conjugate_slope
        return None, -slope(fake, xp) / fake.shape[0]
