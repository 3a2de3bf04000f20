"""Snake for one sample, from its paper: sin² = (1 − cos 2ax)/2, and derivatives by hand."""

import numpy as np

from ganreg_reference.layers import AbstractElementwise


class Snake(AbstractElementwise):
    """h = x + (1 − cos 2ax)/2a, h′ = 1 + sin 2ax = 1 + 2 sin(ax)cos(ax), h″ = 2a(cos² ax − sin² ax)."""

    def forward(self, x, weights):
        return x + (1 - np.cos(2 * self.layer.a * x)) / (2 * self.layer.a)

    def first(self, x):
        return 1 + 2 * np.sin(self.layer.a * x) * np.cos(self.layer.a * x)

    def second(self, x):
        return 2 * self.layer.a * (np.cos(self.layer.a * x) ** 2 - np.sin(self.layer.a * x) ** 2)
