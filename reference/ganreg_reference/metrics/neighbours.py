"""The oracles of metrics of nearest neighbours, ball by ball."""

from typing import Any

from ganreg_reference.arrays import Float64
from ganreg_reference.metrics.vectors import distance, vectors


class _Balls:
    """Samples with the distance of each to its k-th nearest other one."""

    def __init__(self, x: list[Float64], k: int) -> None:
        self.x = x
        self.radii = [sorted(distance(a, b) for j, b in enumerate(x) if j != i)[k - 1] for i, a in enumerate(x)]

    def around(self, point: Float64) -> int:
        """How many balls a point lies in."""
        return sum(distance(a, point) <= radius for a, radius in zip(self.x, self.radii, strict=True))

    def filled(self, points: list[Float64]) -> int:
        """How many balls hold at least one of the points."""
        return sum(min(distance(a, p) for p in points) <= radius for a, radius in zip(self.x, self.radii, strict=True))


class PrecisionRecall:
    """Kynkäänniemi et al. 2019, eq. 1 and 2."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """Shares within the other's balls."""
        x, y = vectors(self.metric, real), vectors(self.metric, fake)
        of_real, of_fake = _Balls(x, self.metric.k), _Balls(y, self.metric.k)
        return {
            "precision": sum(of_real.around(b) > 0 for b in y) / len(y),
            "recall": sum(of_fake.around(a) > 0 for a in x) / len(x),
        }


class DensityCoverage:
    """Naeem et al. 2020, eq. 3 and 4."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """Balls around generated samples, and balls that hold one."""
        x, y = vectors(self.metric, real), vectors(self.metric, fake)
        balls = _Balls(x, self.metric.k)
        return {
            "density": sum(map(balls.around, y)) / (self.metric.k * len(y)),
            "coverage": balls.filled(y) / len(x),
        }


class NearestNeighbour:
    """Lopez-Paz and Oquab 2017: leave one out, and ask the nearest."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """Shares of samples whose nearest is of their own kind."""
        x, y = vectors(self.metric, real), vectors(self.metric, fake)
        everyone = [(a, 1) for a in x] + [(b, 0) for b in y]
        hits = [self._hit(everyone, i) for i in range(len(everyone))]
        return {
            "nn_accuracy": sum(hits) / len(hits),
            "nn_accuracy_real": sum(hits[: len(x)]) / len(x),
            "nn_accuracy_fake": sum(hits[len(x) :]) / len(y),
        }

    def _hit(self, everyone: list[tuple[Float64, int]], i: int) -> float:
        point, kind = everyone[i]
        others = [(distance(point, b), of) for j, (b, of) in enumerate(everyone) if j != i]
        nearest = min(d for d, _ in others)
        kinds = {of == kind for d, of in others if d == nearest}
        return sum(kinds) / len(kinds)
