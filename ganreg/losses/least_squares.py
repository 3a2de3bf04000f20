"""The least squares loss."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import AbstractLoss, Array
from ganreg.params import FINITE, param


@attrs.frozen(kw_only=True)
class LeastSquares(AbstractLoss):
    """Scores are drawn to targets: real ones to b and fake ones to a by the critic, fake ones to c by the generator.

    critic:    ½ E(D(x) − b)² + ½ E(D(x̃) − a)²
    generator: ½ E(D(x̃) − c)²

    Scores `(n,)` and `(m,)`. The defaults a = 0, b = c = 1 are the paper's equation 9. With b − c = 1 and b − a = 2, as
    in a = −1, b = 1, c = 0 (equation 8), the best critic's ½ E_p(D − c)² + ½ E_q(D − c)², of which the generator moves
    the second term, is ½·χ²(p + q ‖ 2q), the Pearson divergence (Theorem 1).

    Source: Mao et al. 2017 (arXiv 1611.04076), equation 2.
    """

    name = "least_squares"
    claim = Claim(
        "circles", "alone, with the default targets: training stops wherever the critic is flat, away from the data"
    )

    a: float = param(0.0, "The critic's target for fake samples.", validator=FINITE)
    b: float = param(1.0, "The critic's target for real samples.", validator=FINITE)
    c: float = param(1.0, "The generator's target for its samples.", validator=FINITE)

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """½ E(D(x) − b)² + ½ E(D(x̃) − a)²."""
        return (xp.mean((real - self.b) ** 2) + xp.mean((fake - self.a) ** 2)) / 2

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """(D(x) − b)/n and (D(x̃) − a)/m."""
        return (real - self.b) / real.shape[0], (fake - self.a) / fake.shape[0]

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """½ E(D(x̃) − c)²."""
        return xp.mean((fake - self.c) ** 2) / 2

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """(D(x̃) − c)/m."""
        return None, (fake - self.c) / fake.shape[0]
