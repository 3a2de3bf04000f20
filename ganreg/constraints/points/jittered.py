"""Real samples with a little noise: an augmentation for data that are no images."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array
from ganreg.draws import Stream
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class Jittered(AbstractPointSet):
    """x + σξ with ξ ~ N(0, 1) for each number of each real sample.

    Source: Zhang et al. 2020 (arXiv 1910.12027), section 2.2: consistency under small perturbations of a sample; noise
    is the one that needs no knowledge of the data.
    """

    name = "jittered"

    std: float = param(
        0.1, "The standard deviation σ of the noise.", unit="of the generator's range", validator=NON_NEGATIVE
    )

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`jitter`, of the batch's shape."""
        return {"jitter": stream.normal(shape)}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """Points x + σξ."""
        return real + self.std * draws["jitter"]
