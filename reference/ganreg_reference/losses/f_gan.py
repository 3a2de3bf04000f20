"""The oracle of the variational f-divergence losses."""

from typing import Any

import numpy as np

from ganreg_reference.losses.divergences import ROWS

Array = Any


class FGan:
    """The critic maximises E g(V(x)) − E f*(g(V(x̃))), the generator minimises it, or maximises E g(V(x̃)).

    Source: Nowozin, Cseke, Tomioka 2016 (arXiv 1606.00709), equation 7, Algorithm 1, section 3.2.
    """

    def __init__(self, loss: Any) -> None:
        self.row, self.non_saturating = ROWS[loss.divergence], loss.non_saturating

    def critic(self, real: Array, fake: Array) -> Array:
        """−(1/n) Σᵢ g(rᵢ) + (1/m) Σⱼ f*(g(fⱼ))."""
        expected = sum(self.row.conjugate_of_g(f) for f in fake) / len(fake)
        return expected - sum(self.row.g(r) for r in real) / len(real)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂rᵢ = −g′(rᵢ)/n and ∂/∂fⱼ = (f*∘g)′(fⱼ)/m."""
        return (
            np.array([-self.row.g_slope(r) / len(real) for r in real]),
            np.array([self.row.conjugate_of_g_slope(f) / len(fake) for f in fake]),
        )

    def generator(self, real: Array | None, fake: Array) -> Array:
        """−(1/m) Σⱼ f*(g(fⱼ)), or −(1/m) Σⱼ g(fⱼ)."""
        term = self.row.g if self.non_saturating else self.row.conjugate_of_g
        return -sum(term(f) for f in fake) / len(fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = −(f*∘g)′(fⱼ)/m, or −g′(fⱼ)/m."""
        slope = self.row.g_slope if self.non_saturating else self.row.conjugate_of_g_slope
        return None, np.array([-slope(f) / len(fake) for f in fake])
