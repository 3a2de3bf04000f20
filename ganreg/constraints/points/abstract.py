"""The contract of a point set."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from ganreg.component import Component
from ganreg.draws import Stream
from ganreg.params import param
from ganreg.registry import component_converter

Array = Any


class AbstractPointSet(Component):
    """A set of critic inputs, made from the real and the fake batch."""

    kind: ClassVar[str] = "points"

    pairwise: ClassVar[bool] = False
    """Whether real and fake samples are paired one to one, so that unequal batches are refused."""

    def check(self, shape: tuple[int, ...]) -> None:
        """Raise `CombinationError` for samples of a shape that this set cannot take; asked before training."""

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The random numbers for a real batch of that shape, by name; none by default."""
        return {}

    @abstractmethod
    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """The points, of the samples' shape; constants for the critic's step."""


def points_param(default: AbstractPointSet, doc: str = "Where the critic's gradient is taken.") -> Any:
    """A component's point-set field: accepts an object, or a name such as `"interpolates"`, `"real"`, `"fake"`."""
    return param(default, doc, converter=component_converter("points"))
