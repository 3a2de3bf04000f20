"""Class numbers as rows of zeros and a one."""

from typing import Any

from ganreg.errors import DataError
from ganreg_array.layers.abstract import Array, Context


def one_hot(spec: Any, context: Context, like: Array, xp: Any) -> Array:
    """`(n, classes)`: a one in the place of each sample's label. Times a table of classes it picks the label's row.

    Args:
        spec: the layer that asks.
        context: of the batch.
        like: an array of the precision and device that are wanted.
        xp: the array namespace.

    Raises:
        DataError: labels are missing.
    """
    if context.labels is None:
        raise DataError(
            f"{spec!r} depends on each sample's class, but labels are missing. "
            f"Give labels, integers from 0 to {spec.classes - 1}, beside the samples."
        )
    classes = xp.arange(spec.classes, dtype=context.labels.dtype, device=like.device)
    return xp.astype(context.labels[:, None] == classes[None, :], like.dtype)
