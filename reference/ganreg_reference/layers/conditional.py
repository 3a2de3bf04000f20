"""What layers that depend on the class have in common."""

from typing import Any, Self

import numpy as np

from ganreg.errors import NetworkError
from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array


class AbstractConditional(AbstractReferenceLayer):
    """A layer with tables E, one row per class, of which a sample of class l sees E[l].

    So Ē is 0 in all other rows.
    """

    label: int | None = None

    def given(self, label: int) -> Self:
        """The same layer, for a sample of that class."""
        layer = type(self)(self.layer)
        layer.label = label
        return layer

    def row(self, table: Array) -> Array:
        """E[l]."""
        return table[known(self.layer, self.label)]

    def table(self, row: Array, table: Array) -> Array:
        """Ē from the gradient of E[l], in the shape of E."""
        gradient = np.zeros(table.shape, np.asarray(row).dtype)
        gradient[known(self.layer, self.label)] = row
        return gradient


def known(layer: Any, label: int | None) -> int:
    """The label.

    Raises:
        NetworkError: it is missing, or no class of the layer.
    """
    if label is None or not 0 <= label < layer.classes:
        raise NetworkError(f"{layer!r} needs the class of each sample, 0 to {layer.classes - 1}, but got {label}.")
    return int(label)
