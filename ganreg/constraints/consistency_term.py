"""The consistency term of CT-GAN."""

from typing import Any

import attrs

from ganreg.constraints.abstract import AbstractFeaturePenalty, Array
from ganreg.constraints.norms import Euclidean
from ganreg.constraints.points import AbstractPointSet, Real
from ganreg.params import FLAG, NON_NEGATIVE, param

EUCLIDEAN = Euclidean()


@attrs.frozen(kw_only=True)
class ConsistencyTerm(AbstractFeaturePenalty):
    """P = λ·mean max(0, d(D(x′), D(x″)) + a·d(D₋(x′), D₋(x″)) − M), with x′ and x″ two passes of each real sample.

    The passes differ by the critic's Dropout; a critic without is refused, since there would be nothing to compare.
    D are the scores, D₋ the features that the last layer makes them of. Meant beside a gradient penalty, as in the
    paper: `constraint=["gp", "ct"]`.

    The paper calls d the ℓ2 metric. The authors' code, to whose numbers λ and a belong, takes squares: (D′ − D″)², and
    the mean over the features of (D₋′ − D₋″)². That is the default here; `squared=False` takes |D′ − D″| and the
    Euclidean ‖D₋′ − D₋″‖, whose derivatives are taken as 0 where they are 0. The code subtracts its M from λ·(d + a·d):
    give M/λ here, as in the paper's equation. In the code one of the two passes is the one that the loss sees; here
    both are drawn for the term, which in expectation has the same gradient.

    Source: Wei et al. 2018 (arXiv 1803.01541), equation 4 and Algorithm 1 (λ₂ = 2, a = 0.1); biuyq/CT-GAN,
    CT_gan_mnist.py and CT_gan_cifar_resnet.py (M = 0).
    """

    name = "consistency_term"
    needs_random_critic = True

    weight: float = param(2.0, "The factor λ₂ of the term.", validator=NON_NEGATIVE, schedulable=True)
    feature_weight: float = param(0.1, "The factor a of the features' distance.", validator=NON_NEGATIVE)
    margin: float = param(0.0, "The distance M′ that costs nothing.", validator=NON_NEGATIVE)
    squared: bool = param(True, "Whether distances are squares, as in the authors' code.", validator=FLAG)

    @property
    def points(self) -> tuple[AbstractPointSet, ...]:
        """The real samples, twice."""
        return (Real(), Real())

    def value(self, scores: tuple[Array, ...], features: tuple[Array, ...], xp: Any) -> Array:
        """λ·mean max(0, distance − M)."""
        excess = self._excess(scores[0] - scores[1], features[0] - features[1], xp)
        return self.weight * xp.mean(xp.where(excess > 0, excess, xp.zeros_like(excess)))

    def gradients(
        self, scores: tuple[Array, ...], features: tuple[Array, ...], xp: Any
    ) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """λ/n·∂d, where the distance is above M; of opposite sign for the two passes."""
        s, q = scores[0] - scores[1], features[0] - features[1]
        above = self._excess(s, q, xp) > 0
        each = xp.where(above, xp.ones_like(s), xp.zeros_like(s)) * (self.weight / s.shape[0])
        shares = self.feature_weight * each
        if self.squared:
            d_scores, d_features = 2 * each * s, (2 / q.shape[1]) * shares[:, None] * q
        else:
            d_scores, d_features = each * xp.sign(s), EUCLIDEAN.pullback(q, EUCLIDEAN.value(q, xp), shares, xp)
        return (d_scores, -d_scores), (d_features, -d_features)

    def _excess(self, s: Array, q: Array, xp: Any) -> Array:
        """By how much each sample's distance is above M, from the differences of scores `(n,)` and features."""
        if self.squared:
            return s * s + self.feature_weight * xp.mean(q * q, axis=1) - self.margin
        return xp.abs(s) + self.feature_weight * EUCLIDEAN.value(q, xp) - self.margin
