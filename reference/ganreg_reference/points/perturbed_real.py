"""Real samples with noise."""

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

Array = Any


class PerturbedReal:
    """xᵢ + δᵢ, as in DRAGAN's Algorithm 1 (`paper`) or as in its authors' program (`code`).

    Source: Kodali et al. 2017 (arXiv 1705.07215), Algorithm 1: δ ~ N_d(0, c·I). kodalinaveen3/DRAGAN, DRAGAN.ipynb:
    with s the standard deviation of all numbers of the real batch, xᵢ + αᵢ·(½·s·uᵢ), αᵢ ~ U[0, 1), uᵢₖ ~ U[0, 1).
    """

    def __init__(self, points: Any) -> None:
        self.sampling = points.sampling
        self.variance = points.variance

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`noise`, shape `(n, *shape)`, normal or uniform; for the code's sampling also `alpha`, `(n,)`, after it."""
        if self.sampling == "paper":
            return {"noise": stream.normal(shape)}
        noise = stream.uniform(shape)
        return {"noise": noise, "alpha": stream.uniform((shape[0],))}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points `(n, *shape)`."""
        if self.sampling == "paper":
            pairs = zip(real, draws["noise"], strict=True)
            return np.array([x + self.variance**0.5 * normal for x, normal in pairs])
        half = 0.5 * _deviation(real)
        rows = zip(real, draws["alpha"], draws["noise"], strict=True)
        return np.array([x + alpha * (half * uniform) for x, alpha, uniform in rows])


def _deviation(batch: Array) -> Array:
    """√(Σ (x − x̄)²/N) over all N numbers of a batch."""
    n = prod(np.shape(batch))
    mean = sum(np.ravel(batch)) / n
    return (sum((number - mean) ** 2 for number in np.ravel(batch)) / n) ** 0.5
