"""The energy distance of scores, known as the Cramér GAN's loss."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import Array
from ganreg.losses.kernel_distance import AbstractKernelDistance


@attrs.frozen(kw_only=True)
class Cramer(AbstractKernelDistance):
    """The energy distance between the scores of real and of fake samples: the kernel distance with k(d) = −|d|.

    M(r, f) = 2 E|r − f| − E|r − r′| − E|f − f′|
    critic:    −M(r, f)
    generator: M(r, f)

    For scalars M is twice the Cramér distance ∫(F_r − F_f)² of the cumulative distribution functions. Scores `(n,)` and
    `(m,)`; where two scores are equal, |·| has derivative 0. M has no bound unless a constraint bounds the critic, and
    is symmetric in the scores' sign: see `AbstractKernelDistance`, also for `unbiased`.

    What this is not: the paper's critic h has many outputs, of which ‖·‖ is taken, its generator draws a second
    sample x̃′ for the pair, and its gradient penalty is one of f(x) = E‖h(x) − h(x̃′)‖ − E‖h(x) − h(x′)‖ (or of a
    surrogate ‖h(x) − h(x̃′)‖ − ‖h(x)‖). Here h is one score, pairs are taken within the batch, and a penalty acts on h
    itself, which for |h′| ≤ 1 leaves |f′| ≤ 2. The surrogate is left out: it can be 0 though the samples differ.

    Source: Bellemare et al. 2017 (arXiv 1705.10743), section 5 and Algorithm 1; Székely and Rizzo 2013.
    """

    name = "cramer"
    claim = Claim(
        "diverges", "alone: the distance is scale-free in the critic, which makes its scores larger and larger"
    )

    def similarity(self, differences: Array, xp: Any) -> Array:
        """−|d|."""
        return -xp.abs(differences)

    def similarity_slope(self, differences: Array, xp: Any) -> Array:
        """−sign d."""
        return -xp.sign(differences)
