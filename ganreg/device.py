"""The device of an array, for formulas that make an array of their own beside it."""

from typing import Any


def device_of(array: Any) -> Any:
    """Where to make another array for this one: `xp.arange(n, device=device_of(x))`.

    None, the namespace's default, for an array that has no device: JAX traces formulas with such, and a compiled
    function puts everything where its arguments are.

    >>> import numpy as np
    >>> device_of(np.zeros(2))
    'cpu'
    """
    return getattr(array, "device", None)
