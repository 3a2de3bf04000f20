"""Sorting within groups of channels."""

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class GroupSort(AbstractReferenceLayer):
    """y = Px: at each pixel, P sorts each group of consecutive channels, the smallest first; ties stay in order.

    P is constant between ties, so ẏ = Pẋ, x̄ = Pᵀȳ, and the adjoint of ẋ is Pᵀ times that of ẏ.

    Source: Anil, Lucas, Grosse 2019 (arXiv 1811.05381), section 4.1, for y.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """Px; complex numbers are sorted by their real parts."""
        return self._sorted(x, x)

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """Pᵀȳ."""
        return self._unsorted(x, adjoint), {}

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """Pẋ."""
        return self._sorted(x, tangent)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """Pᵀȳ; Pᵀ times the adjoint of ẏ."""
        return self._unsorted(x, adjoint), self._unsorted(x, tangent_adjoint), {}

    def kink(self, x: Array) -> Array | None:
        """Half the difference of neighbours in each sorted group: P jumps where two numbers meet."""
        return None if self.layer.size == 1 else np.diff(self._groups(self._sorted(x, x)), axis=1) / 2.0

    def _sorted(self, x: Array, a: Array) -> Array:
        """Pa, with the P of x."""
        return np.take_along_axis(self._groups(a), self._order(x), axis=1).reshape(a.shape)

    def _unsorted(self, x: Array, a: Array) -> Array:
        """Pᵀa, with the P of x."""
        back = np.empty_like(self._groups(a))
        np.put_along_axis(back, self._order(x), self._groups(a), axis=1)
        return back.reshape(a.shape)

    def _order(self, x: Array) -> Array:
        return np.argsort(np.real(self._groups(x)), axis=1, kind="stable")

    def _groups(self, a: Array) -> Array:
        """A sample as (groups, channels of a group, pixels)."""
        return a.reshape(len(a) // self.layer.size, self.layer.size, -1)
