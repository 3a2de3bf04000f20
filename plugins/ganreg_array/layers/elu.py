"""The exponential linear unit."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise


class ELU(Elementwise):
    """f(x) = x where x > 0, α·(exp(x) − 1) elsewhere; at 0 the derivatives are those of the left side."""

    def value(self, x: Array, xp: Any) -> Array:
        """X or α·(exp(x) − 1)."""
        return xp.where(x > 0, x, self.spec.alpha * xp.expm1(_left(x, xp)))

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """1 or α·exp(x)."""
        return xp.where(x > 0, xp.ones_like(x), self.spec.alpha * xp.exp(_left(x, xp)))

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> Array:
        """0 or α·exp(x)."""
        return xp.where(x > 0, xp.zeros_like(x), first)


def _left(x: Array, xp: Any) -> Array:
    """min(x, 0), where no exponential overflows."""
    return xp.minimum(x, xp.zeros_like(x[:1, ...]))
