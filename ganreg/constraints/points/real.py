"""The real samples."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array


@attrs.frozen
class Real(AbstractPointSet):
    """The real samples themselves (R1)."""

    name = "real"

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """X."""
        return real
