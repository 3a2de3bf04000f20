"""The oracle of consistency regularisation, one pair of scores at a time."""

from typing import Any

import numpy as np

Array = Any


class Consistency:
    """(λ/n) Σᵢ (D(xᵢ) − D(T(xᵢ)))², and (λ̃/n) Σᵢ (D(x̃ᵢ) − D(T(x̃ᵢ)))² if balanced.

    Source: Zhang et al. 2020 (arXiv 1910.12027), equation 2; Zhao et al. 2020 (arXiv 2002.04724), Algorithm 1.
    """

    def __init__(self, penalty: Any) -> None:
        self.factors = [penalty.weight, penalty.fake_weight] if penalty.balanced else [penalty.weight]

    def value(self, scores: tuple[Array, ...]) -> Array:
        """Of D(x), D(T(x)), and if balanced D(x̃), D(T(x̃))."""
        total = 0.0
        for k, factor in enumerate(self.factors):
            plain, augmented = scores[2 * k], scores[2 * k + 1]
            squares = [(d - t) * (d - t) for d, t in zip(plain, augmented, strict=True)]
            total = total + factor * sum(squares) / len(squares)
        return total

    def gradients(self, scores: tuple[Array, ...]) -> tuple[Array, ...]:
        """∂/∂D(xᵢ) = 2λ(D(xᵢ) − D(T(xᵢ)))/n, and ∂/∂D(T(xᵢ)) its negative."""
        found: list[Array] = []
        for k, factor in enumerate(self.factors):
            plain, augmented = scores[2 * k], scores[2 * k + 1]
            pulls = [2.0 * factor * (d - t) / len(plain) for d, t in zip(plain, augmented, strict=True)]
            found += [np.array(pulls), np.array([-pull for pull in pulls])]
        return tuple(found)
