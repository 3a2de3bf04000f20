"""Points between real and generated samples."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array
from ganreg.draws import Stream


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
