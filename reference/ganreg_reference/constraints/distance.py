"""How near norms are to a number at which a penalty has a kink."""

from typing import Any

Array = Any


def nearest(norms: Array, target: float) -> float:
    """The least |‖gᵢ‖ − target| relative to the largest norm or the target; 0 if all are 0."""
    largest = max(*norms, target)
    return float(min(abs(norm - target) for norm in norms) / largest) if largest > 0 else 0.0
