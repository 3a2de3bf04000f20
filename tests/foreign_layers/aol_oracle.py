"""The almost orthogonal layer for one sample, from theorem 1: forward alone."""

import numpy as np

from ganreg_reference.layers import AbstractForwardLayer


class Aol(AbstractForwardLayer):
    """yₖ = Σᵢ Pₖᵢ·xᵢ/√(Σⱼ |Σₗ Pₗᵢ·Pₗⱼ|) + bₖ; a column of zeros counts for nothing."""

    def forward(self, x, weights):
        p = weights["weight"]
        products = p.T @ p
        sums = np.sum(np.where(np.real(products) < 0, -products, products), axis=1)
        empty = np.real(sums) == 0
        return p @ np.where(empty, 0, x / np.sqrt(np.where(empty, 1, sums))) + weights["bias"]
