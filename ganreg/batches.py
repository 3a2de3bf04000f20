"""The real samples of a step, checked before anything is computed."""

from typing import Any

from ganreg.engine import Batch
from ganreg.errors import DataError


def real_samples(player: str, batch: Batch | None, shape: tuple[int, ...]) -> Any:
    """The samples of a batch, as they were given.

    Args:
        player: whose step needs them.
        batch: what it was given.
        shape: of one sample.

    Raises:
        DataError: there are none, or they are not of that shape.
    """
    if batch is None or batch.x is None:
        raise DataError(f"The {player}'s step with this loss needs real samples, but got None. Give a Batch.")
    given = tuple(batch.x.shape)
    if given[:1] in ((), (0,)) or given[1:] != tuple(shape):
        raise DataError(f"Real samples of shape {given}, expected (n, {', '.join(map(str, shape))}) with n ≥ 1.")
    return batch.x
