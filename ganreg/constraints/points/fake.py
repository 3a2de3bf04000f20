"""The generated samples."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array


@attrs.frozen
class Fake(AbstractPointSet):
    """The generated samples themselves (R2)."""

    name = "fake"

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """x̃."""
        return fake
