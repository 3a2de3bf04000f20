"""The real samples."""

from collections.abc import Mapping
from typing import Any

Array = Any


class Real:
    """The real samples themselves."""

    def __init__(self, points: Any) -> None:
        self.component = points

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """Nothing is drawn."""
        return {}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """All of x."""
        return real
