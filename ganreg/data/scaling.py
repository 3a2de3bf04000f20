"""From the data's own units to the generator's range, and back."""

from typing import Any

import attrs

from ganreg.params import FINITE, POSITIVE, param

Array = Any


@attrs.frozen
class Scaling:
    """y = (x − offset)/scale. Distances in the data's units are `scale` times those that the critic sees."""

    offset: float = param(0.0, "What maps to 0.", validator=FINITE, converter=float)
    scale: float = param(1.0, "One unit of the generator in the data's units.", validator=POSITIVE, converter=float)

    def to_generator(self, x: Array) -> Array:
        """From the data's units to the generator's range."""
        return (x - self.offset) / self.scale

    def to_data(self, y: Array) -> Array:
        """From the generator's range to the data's units."""
        return y * self.scale + self.offset

    @classmethod
    def between(cls, bounds: tuple[float, float], target: tuple[float, float]) -> "Scaling":
        """The scaling that maps an interval of the data onto an interval of the generator."""
        (low, high), (left, right) = bounds, target
        scale = (high - low) / (right - left) if high > low else 1.0
        return cls(low - left * scale, scale)
