"""What a step is given, checked: samples, labels, and how many latents to draw."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import Batch
from ganreg.errors import DataError, UnsupportedError
from ganreg.labels import checked_labels
from ganreg.recipe import Recipe
from ganreg_reference.arrays import Float64

Labels = NDArray[np.int64] | None


@attrs.frozen
class Given:
    """The real samples and the labels of one step, where it has some, and the number of latents to draw."""

    n: int
    real: Float64 | None
    labels: Labels


@attrs.frozen
class Inputs:
    """The checks of a recipe's samples, latents and labels.

    Args:
        recipe: whose loss and batch size.
        shapes: of one `sample` and one `latent`.
        classes: of labels.
        labelled: whether a network takes labels.
    """

    recipe: Recipe
    shapes: Mapping[str, tuple[int, ...]]
    classes: int | None
    labelled: bool

    def given(self, player: str, batch: Batch | None) -> Given:
        """What one player's step is given.

        Raises:
            DataError: real samples are missing, or are not of the recipe's shape; labels are missing or wrong.
            UnsupportedError: the batch has labels, and neither network takes some.
        """
        x, label = (None, None) if batch is None else (batch.x, batch.label)
        if x is None and (player == "critic" or self.recipe.loss.generator_needs_real):
            raise DataError(
                f"The {player}'s step with this loss needs real samples, but the batch is None. Give a Batch."
            )
        if label is not None and not self.labelled:
            raise UnsupportedError(
                "The batch has labels, but these networks take none. Leave them out, or give networks classes."
            )
        real = None if x is None else self.checked("sample", x)
        n = len(real) if real is not None else self.recipe.batch_size if label is None else len(label)
        return Given(n, real, self.labels(label, n))

    def labels(self, label: Any, n: int) -> Labels:
        """Labels of `n` samples, or None for networks without classes."""
        return checked_labels(label, n, self.classes) if self.labelled else None

    def checked(self, what: str, array: Any) -> Float64:
        """Samples or latents in float64.

        Raises:
            DataError: they have another shape.
        """
        checked = np.asarray(array, dtype=np.float64)
        if checked.ndim == 0 or len(checked) == 0 or checked.shape[1:] != self.shapes[what]:
            raise DataError(
                f"Got an array of shape {checked.shape}, expected (n, {', '.join(map(str, self.shapes[what]))}) with "
                f"n ≥ 1: one {what} per row."
            )
        return checked
