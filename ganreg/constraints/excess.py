"""What norms have in excess of a target."""

from typing import Any

Array = Any


def excess(norms: Array, target: float, one_sided: bool, xp: Any) -> Array:
    """‖g‖ − target; one-sided, 0 where that is negative, with derivative 0 at the target."""
    difference = norms - target
    return xp.where(difference > 0, difference, xp.zeros_like(difference)) if one_sided else difference
