"""Oracle of CT-GAN's consistency term, one sample at a time."""

from typing import Any

import numpy as np

Array = Any


class ConsistencyTerm:
    """λ·E max(0, d(D′, D″) + a·d(D₋′, D₋″) − M) for two passes of each sample: scores `(n,)`, features `(n, k)`.

    d(u, v) is the mean of (uⱼ − vⱼ)² over the k numbers of a sample, or √Σⱼ (uⱼ − vⱼ)² unless squared.

    Source: Wei et al. 2018 (arXiv 1803.01541), equation 4; the squares from biuyq/CT-GAN, CT_gan_mnist.py.
    """

    points = ("real", "real")

    def __init__(self, penalty: Any) -> None:
        self.weight = penalty.weight
        self.feature_weight = penalty.feature_weight
        self.margin = penalty.margin
        self.squared = penalty.squared

    def value(self, scores: tuple[Array, ...], features: tuple[Array, ...]) -> Array:
        """(λ/n) Σᵢ of what each distance has above M."""
        distances = self._distances(scores, features)
        return self.weight * sum(t - self.margin for t in distances if np.real(t) > self.margin) / len(distances)

    def gradients(
        self, scores: tuple[Array, ...], features: tuple[Array, ...]
    ) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """Of the first pass λ/n·∂d(u, v)/∂u in its score, and a times that in its features; minus that of the second.

        0 for a sample whose distance is not above M.
        """
        distances = self._distances(scores, features)
        above = [self.weight / len(distances) if np.real(t) > self.margin else 0.0 for t in distances]
        pairs = [list(zip(above, first, second, strict=True)) for first, second in (scores, features)]
        in_scores = np.array([c * self._slope(np.array([u]), np.array([v]))[0] for c, u, v in pairs[0]])
        in_features = np.array([c * self.feature_weight * self._slope(u, v) for c, u, v in pairs[1]])
        return (in_scores, -in_scores), (in_features, -in_features)

    def margins(self, scores: tuple[Array, ...], features: tuple[Array, ...]) -> tuple[float, float]:
        """How near distances are to M, relative to the largest, and plain ones to 0, relative to what they are of.

        Beside it, by what the direction of features is divided: their least distance, relative to the largest feature.
        """
        distances = np.array(self._distances(scores, features))
        largest = max(np.max(distances), self.margin)
        kinks = [np.min(np.abs(distances - self.margin)) / largest if self.margin and largest else float("inf")]
        if self.squared:
            return float(kinks[0]), float("inf")
        nearest = [_nearest(first, second, self._distance) for first, second in (scores, features)]
        return float(min(kinks + nearest)), nearest[1]

    def _distances(self, scores: tuple[Array, ...], features: tuple[Array, ...]) -> list[Array]:
        rows = zip(*scores, *features, strict=True)
        return [
            self._distance(np.array([s]), np.array([t])) + self.feature_weight * self._distance(u, v)
            for s, t, u, v in rows
        ]

    def _distance(self, u: Array, v: Array) -> Array:
        squares = [(a - b) ** 2 for a, b in zip(u, v, strict=True)]
        return sum(squares) / len(squares) if self.squared else np.sqrt(sum(squares))

    def _slope(self, u: Array, v: Array) -> Array:
        """∂d(u, v)/∂u: 2(u − v)/k, or (u − v)/d(u, v), which is taken as 0 where u = v."""
        if self.squared:
            return 2.0 * (u - v) / len(u)
        distance = self._distance(u, v)
        return (u - v) / distance if distance != 0 else np.zeros_like(u)


def _nearest(first: Array, second: Array, distance: Any) -> float:
    """The least distance of a pair, relative to the largest number of all."""
    largest = max(np.max(np.abs(first)), np.max(np.abs(second)))
    pairs = [(np.atleast_1d(u), np.atleast_1d(v)) for u, v in zip(first, second, strict=True)]
    return float(min(distance(u, v) for u, v in pairs) / largest) if largest > 0 else 0.0
