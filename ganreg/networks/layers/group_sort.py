"""Sorting within groups: a nonlinearity that keeps the norm of gradients."""

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.layers.abstract import AbstractLayer, Shape
from ganreg.params import COUNT, param


@attrs.frozen
class GroupSort(AbstractLayer):
    """Each group of `size` consecutive channels is sorted, the smallest first; pixel by pixel for images.

    Equal numbers keep their order. Groups of two are MaxMin.

    Source: Anil, Lucas, Grosse 2019 (arXiv 1811.05381), section 4.1.
    """

    name = "group_sort"
    piecewise_linear = True

    size: int = param(2, "Channels per group.", validator=COUNT)

    def output_shape(self, shape: Shape) -> Shape:
        """The same."""
        if shape[0] % self.size:
            raise NetworkError(
                f"{self!r} takes a number of channels that {self.size} divides, but its samples have shape {shape}."
            )
        return shape
