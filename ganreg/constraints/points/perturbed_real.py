"""Real samples with noise."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array
from ganreg.draws import Stream
from ganreg.params import POSITIVE, OneOf, param

SAMPLINGS = ("paper", "code")


@attrs.frozen
class PerturbedReal(AbstractPointSet):
    """x + δ: the surroundings of the real samples (DRAGAN).

    The paper's δ ~ N(0, c·I) has the same size in all directions, wherever the samples are. The authors' program has
    δ = α·½s·u with s the standard deviation of all numbers of the real batch, u ~ U[0, 1) for each number and
    α ~ U[0, 1) for each sample: never negative, so that points lie to one side of the data, and no farther than s/2.

    Source: Kodali et al. 2017 (arXiv 1705.07215), Algorithm 1; kodalinaveen3/DRAGAN, DRAGAN.ipynb.
    """

    name = "perturbed_real"

    sampling: str = param("paper", "The paper's normal δ, or the uniform one of its code.", validator=OneOf(SAMPLINGS))
    variance: float = param(10.0, "The paper's c, in units of what the critic sees, squared.", validator=POSITIVE)

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`noise`, of the samples' shape: normal, or uniform for `code`, which has `alpha` `(n,)` besides."""
        if self.sampling == "paper":
            return {"noise": stream.normal(shape)}
        noise = stream.uniform(shape)
        return {"noise": noise, "alpha": stream.uniform((shape[0],))}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """X + √c·noise, or x + α·½s·noise."""
        if self.sampling == "paper":
            return real + sqrt(self.variance) * draws["noise"]
        alpha = xp.reshape(draws["alpha"], (real.shape[0],) + (1,) * (real.ndim - 1))
        return real + alpha * (0.5 * xp.std(real)) * draws["noise"]
