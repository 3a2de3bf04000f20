"""Numbers too small to compute with at full speed.

The running mean of a square that stays 0 decays until its last bits: below the smallest normal number, processors take
ten to a hundred times as long for it. Compilers for such code count these as 0 throughout; NumPy cannot be told to.
"""

from typing import Any

Array = Any
EVERY = 16
"""Optimizer steps between two looks."""
MARGIN = 16
"""Times the smallest normal number: a mean with a share of 0.85 or more does not fall below that between two looks."""


def is_due(step: int) -> bool:
    """Whether to look after so many optimizer steps."""
    return step % EVERY == 0


def flushed(moment: Array, xp: Any) -> Array:
    """0 where a moment is hardly more than the smallest normal number, such as 2e-37 in float32."""
    smallest = MARGIN * float(xp.finfo(moment.dtype).smallest_normal)
    return xp.where(xp.abs(moment) < smallest, xp.zeros_like(moment), moment)
