"""Snake over an array namespace."""

from ganreg_array.layers import Elementwise


class Snake(Elementwise):
    """f = x + sin²(ax)/a, f′ = 1 + sin 2ax, f″ = 2a·cos 2ax."""

    def value(self, x, xp):
        return x + xp.sin(self.spec.a * x) ** 2 / self.spec.a

    def first(self, x, y, xp):
        return 1 + xp.sin(2 * self.spec.a * x)

    def second(self, x, y, first, xp):
        return 2 * self.spec.a * xp.cos(2 * self.spec.a * x)
