"""Consistency regularisation."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.component import Component
from ganreg.constraints.abstract import AbstractScorePenalty, Array
from ganreg.constraints.points import AbstractPointSet, Fake, Real
from ganreg.constraints.points.augmented import Augmented
from ganreg.constraints.points.exchanged import Exchanged
from ganreg.constraints.points.flipped_shifted import FlippedShifted
from ganreg.params import FLAG, NON_NEGATIVE, param
from ganreg.registry import registry


def _as_augmentation(value: Any) -> AbstractPointSet:
    function = callable(value) and not isinstance(value, (type, Component))
    augmentation: AbstractPointSet = Augmented(function=value) if function else registry().resolve("points", value)
    return augmentation


@attrs.frozen(kw_only=True)
class Consistency(AbstractScorePenalty):
    """λ·mean((f(x) − f(T(x)))²) at real samples (CR); if balanced, plus λ̃·mean((f(x̃) − f(T(x̃)))²) (bCR).

    T is the augmentation: a point set, or a function from samples to samples. Augmented samples enter this term alone,
    not the loss. Both scores of a pair are differentiated. f is the score before any activation.

    Source: Zhang et al. 2020 (arXiv 1910.12027), equation 2 and Algorithm 1 (λ = 10). Their equation 1 sums over
    several layers with a weight for each; they found the last one enough, and so it is here. Balanced: Zhao et al. 2020
    (arXiv 2002.04724), Algorithm 1 (λ = λ̃ = 10).
    """

    name = "consistency"
    claim = Claim("converges", "with the non-saturating loss and jitter as augmentation: there it is R1 with γ = 2λσ²")

    weight: float = param(10.0, "The factor λ at real samples.", validator=NON_NEGATIVE, schedulable=True)
    augmentation: AbstractPointSet = param(
        FlippedShifted(),
        "T: flipped_shifted for images, jittered for others, a point set or a function of your own.",
        converter=_as_augmentation,
    )
    balanced: bool = param(False, "Whether fake samples are held to it too.", validator=FLAG)
    fake_weight: float = param(
        10.0, "The factor λ̃ at fake samples, if balanced.", validator=NON_NEGATIVE, schedulable=True
    )

    @property
    def points(self) -> tuple[AbstractPointSet, ...]:
        """The sets x and T(x); if balanced, x̃ and T(x̃) too, with draws of their own."""
        real = (Real(), self.augmentation)
        return (*real, Fake(), Exchanged(of=self.augmentation)) if self.balanced else real

    def value(self, scores: tuple[Array, ...], xp: Any) -> Array:
        """Σ λ·mean(difference²) over the pairs."""
        return sum(factor * xp.mean((plain - augmented) ** 2) for factor, plain, augmented in self._pairs(scores))

    def gradients(self, scores: tuple[Array, ...], xp: Any) -> tuple[Array, ...]:
        """±2λ·difference/n for each pair."""
        found: list[Array] = []
        for factor, plain, augmented in self._pairs(scores):
            pull = (2 * factor / plain.shape[0]) * (plain - augmented)
            found += [pull, -pull]
        return tuple(found)

    def _pairs(self, scores: tuple[Array, ...]) -> list[tuple[float, Array, Array]]:
        factors = (self.weight, self.fake_weight)
        return [(factors[k // 2], scores[k], scores[k + 1]) for k in range(0, len(scores), 2)]
