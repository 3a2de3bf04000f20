"""The oracles of metrics that count."""

from collections.abc import Sequence
from math import exp, log, nan, sqrt
from typing import Any

import numpy as np

from ganreg_reference.metrics.vectors import distance


def divergence(counts: Sequence[int]) -> float:
    """KL of a histogram from the uniform one: Σ p log p + log K."""
    n = sum(counts)
    return sum(c / n * log(c / n) for c in counts if c) + log(len(counts)) if n else nan


class Modes:
    """PacGAN's protocol, sample by sample."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """Modes covered, share of high quality, reverse KL."""
        metric = self.metric
        centres = [np.ravel(c) for c in metric.centres]
        good, poor = [0] * len(centres), [0] * len(centres)
        for x in map(np.ravel, fake):
            nearest = min(range(len(centres)), key=lambda k: distance(x, centres[k]))
            apart = [abs(float(p) - float(q)) for p, q in zip(x, centres[nearest], strict=True)]
            far = max(apart) if metric.box else distance(x, centres[nearest])
            (good if far < metric.within * metric.std else poor)[nearest] += 1
        counted = [a + b for a, b in zip(good, poor, strict=True)] if metric.all_samples else good
        return {
            "modes_covered": sum(count > 0 for count in good),
            "high_quality": sum(good) / len(fake),
            "reverse_kl": divergence(counted),
        }


class Classes:
    """The histogram of a classifier's words."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """Classes covered, reverse KL."""
        labels = [int(label) for label in self.metric.classifier(fake)]
        counts = [labels.count(k) for k in range(self.metric.classes)]
        return {"classes_covered": len(set(labels)), "class_reverse_kl": divergence(counts)}


class InceptionScore:
    """exp(H(y) − H(y|x)), entropies of each split."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """Mean and deviation over the splits, of which the first have one sample more if there is a rest."""
        rows = [list(map(float, row)) for row in self.metric.classifier(fake)]
        size, rest = divmod(len(rows), self.metric.splits)
        scores = []
        for k in range(self.metric.splits):
            part, rows = rows[: size + (k < rest)], rows[size + (k < rest) :]
            even = [sum(column) / len(part) for column in zip(*part, strict=True)]
            scores.append(exp(_entropy(even) - sum(map(_entropy, part)) / len(part)))
        mean = sum(scores) / len(scores)
        deviation = sqrt(sum((score - mean) ** 2 for score in scores) / len(scores))
        return {"inception_score": mean, "inception_score_std": deviation}


def _entropy(p: Sequence[float]) -> float:
    return -sum(one * log(one) for one in p if one > 0)
