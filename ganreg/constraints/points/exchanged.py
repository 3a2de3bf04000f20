"""A point set with real and fake samples exchanged."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array
from ganreg.draws import Stream
from ganreg.params import param
from ganreg.registry import component_converter


@attrs.frozen(kw_only=True)
class Exchanged(AbstractPointSet):
    """The points of another set, to which the fake samples are given as the real ones: T(x̃) of an augmentation T.

    Numbers are drawn for a batch of the real samples' shape, so both batches must have one size.
    """

    name = "exchanged"
    pairwise = True

    of: AbstractPointSet = param(
        attrs.NOTHING, "The point set that is given fake samples as real ones.", converter=component_converter("points")
    )

    def check(self, shape: tuple[int, ...]) -> None:
        """Those of the other set."""
        self.of.check(shape)

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The numbers of the other set."""
        return self.of.draw(stream, shape)

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """The other set's points of (x̃, x)."""
        return self.of.points(fake, real, draws, xp)
