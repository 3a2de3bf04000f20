"""The generated samples."""

from collections.abc import Mapping
from typing import Any

from ganreg_reference.points.real import Real

Array = Any


class Fake(Real):
    """The generated samples themselves."""

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """All of x̃."""
        return fake
