"""Instance noise."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractInputTransform, Array
from ganreg.draws import Stream
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class InstanceNoise(AbstractInputTransform):
    """T(x) = x + σξ with ξ ~ N(0, 1) for each number of each sample, real and fake, in both players' steps.

    The critic compares the data's distribution with the generator's after both are smoothed by N(0, σ²): their supports
    meet, and the divergence has a gradient. σ is in units of the generator's range. With
    `std={"name": "linear", "start": 0.1, "end": 0, "over": 10000}` it fades: the "continuous noise" recipe.

    Source: Sønderby et al. 2017 (arXiv 1610.04490), "instance noise" (annealed Gaussian noise on both sides); Arjovsky
    and Bottou 2017 (arXiv 1701.04862), section 3 (continuous noise added to the critic's inputs).
    """

    name = "instance_noise"
    claim = Claim(
        "converges",
        "with the non-saturating loss and noise of constant size, in expectation",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 3",
    )

    std: float = param(
        0.1,
        "The standard deviation σ of the noise.",
        unit="of the generator's range",
        validator=NON_NEGATIVE,
        schedulable=True,
    )

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`noise`, of the batch's shape."""
        return {"noise": stream.normal(shape)}

    def transform(self, x: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """Samples x + σξ."""
        return x + self.std * draws["noise"]

    def pullback(self, cotangents: Array, x: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """The cotangents themselves: ∂T/∂x = 1."""
        return cotangents
