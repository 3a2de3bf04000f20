"""Distances between two sets of scores by a kernel of their differences."""

from abc import abstractmethod
from typing import Any

import attrs

from ganreg.errors import DataError
from ganreg.losses.abstract import AbstractLoss, Array
from ganreg.params import FLAG, param


@attrs.frozen(kw_only=True)
class AbstractKernelDistance(AbstractLoss):
    """The critic maximises, and the generator minimises, a distance of real from fake scores.

    M(r, f) = E k(r − r′) + E k(f − f′) − 2 E k(r − f)
    critic:    −M(r, f)
    generator: M(r, f)

    Scores `(n,)` and `(m,)`; the generator's step takes real ones too. The distance does not change if all scores
    change their sign, or by a common constant: the critic is not high on real samples, but far from fake ones on
    either side, and mean D(x) − mean D(x̃) may have either sign.

    By default each E is a mean over all pairs of the batch, (i, i) included (the V-statistic): biased, never negative,
    0 for equal batches, and defined for a batch of one. `unbiased` leaves the pairs (i, i) out (the U-statistic).
    """

    generator_needs_real = True

    unbiased: bool = param(False, "Whether a sample is not compared with itself.", validator=FLAG)

    @abstractmethod
    def similarity(self, differences: Array, xp: Any) -> Array:
        """K of differences of any shape; even."""

    @abstractmethod
    def similarity_slope(self, differences: Array, xp: Any) -> Array:
        """k′ of differences of any shape; odd, and 0 at 0."""

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """−M(r, f)."""
        return -self._distance(real, fake, xp)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """−∂M/∂r and −∂M/∂f."""
        return -self._gradient(real, fake, xp), -self._gradient(fake, real, xp)

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """M(r, f)."""
        return self._distance(real, fake, xp)

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """∂M/∂r and ∂M/∂f."""
        return self._gradient(real, fake, xp), self._gradient(fake, real, xp)

    def _distance(self, real: Array | None, fake: Array, xp: Any) -> Array:
        across = xp.mean(self.similarity(_differences(real, fake), xp))
        return self._within(real, xp) + self._within(fake, xp) - 2 * across

    def _within(self, scores: Array | None, xp: Any) -> Array:
        """E k(s − s′) of one set."""
        kernels = self.similarity(_differences(scores, scores), xp)
        if not self.unbiased:
            return xp.mean(kernels)
        own = self.similarity(xp.zeros_like(scores), xp)
        return (xp.sum(kernels) - xp.sum(own)) / self._pairs(scores)

    def _gradient(self, scores: Array | None, others: Array | None, xp: Any) -> Array:
        """∂M/∂sᵢ = 2 Σⱼ k′(sᵢ − sⱼ)/pairs − 2/n · mean over j of k′(sᵢ − oⱼ)."""
        within = xp.sum(self.similarity_slope(_differences(scores, scores), xp), axis=1) / self._pairs(scores)
        across = xp.mean(self.similarity_slope(_differences(scores, others), xp), axis=1) / _count(scores)
        return 2 * (within - across)

    def _pairs(self, scores: Array | None) -> int:
        """How many pairs a mean within one set is taken over."""
        n = _count(scores)
        if self.unbiased and n == 1:
            raise DataError(
                f"The unbiased {type(self).__name__} loss compares samples of a batch with one another, but there is "
                "only one. Give batches of two or more, or unbiased=False."
            )
        return n * (n - 1) if self.unbiased else n * n


def _count(scores: Any) -> int:
    return int(scores.shape[0])


def _differences(scores: Any, others: Any) -> Array:
    """sᵢ − oⱼ as `(n, m)`."""
    return scores[:, None] - others[None, :]
