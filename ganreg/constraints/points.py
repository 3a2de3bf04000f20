"""Point sets: where a penalty looks at the critic.

A point set says which random numbers it needs (`draw`) and how points come from the real and the fake batch and those
numbers (`points`). The two are separate so that every backend can be given the same numbers.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

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

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The random numbers for a real batch of that shape, by name; none by default."""
        return {}

    @abstractmethod
    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """The points, of the samples' shape; constants for the critic's step."""


@attrs.frozen
class Interpolates(AbstractPointSet):
    """x̂ = ε·x + (1 − ε)·x̃ with ε ~ U[0, 1), one ε per sample.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), Algorithm 1, lines 4 to 6.
    """

    name = "interpolates"
    pairwise = True

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`epsilon`, shape `(n,)`."""
        return {"epsilon": stream.uniform((shape[0],))}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """ε·x + (1 − ε)·x̃, ε constant over a sample's axes."""
        epsilon = xp.reshape(draws["epsilon"], (real.shape[0],) + (1,) * (real.ndim - 1))
        return epsilon * real + (1 - epsilon) * fake


@attrs.frozen
class Real(AbstractPointSet):
    """The real samples themselves (R1)."""

    name = "real"

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """X."""
        return real


@attrs.frozen
class Fake(AbstractPointSet):
    """The generated samples themselves (R2)."""

    name = "fake"

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """x̃."""
        return fake


def points_param(default: AbstractPointSet, doc: str = "Where the critic's gradient is taken.") -> Any:
    """A component's point-set field: accepts an object, or a name such as `"interpolates"`, `"real"`, `"fake"`."""
    return param(default, doc, converter=component_converter("points"))
