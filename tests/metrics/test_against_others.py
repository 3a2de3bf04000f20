"""Numbers that torchmetrics 1.9.0 (FID, KID, Inception score) and prdc 0.2 gave for the same samples, in float64.

Both were run once in an environment of their own. FID: `FrechetInceptionDistance`, KID: `KernelInceptionDistance` with
one subset of all, Inception score: one split, each with a module that returns the samples as features.
"""

import numpy as np
import pytest

from ganreg.draws import Draws
from ganreg.metrics.frechet import Frechet
from ganreg.metrics.inception_score import InceptionScore
from ganreg.metrics.kid import KID
from ganreg.metrics.precision_recall import DensityCoverage, PrecisionRecall

N = np.arange(90.0)
REAL = np.stack([np.sin(N), np.cos(2 * N), np.sin(3 * N + 1)], axis=1)
FAKE = 0.5 + 1.25 * np.stack([np.cos(N), np.sin(5 * N), np.cos(3 * N + 2)], axis=1)


def softmax(x):
    return np.exp(2 * x) / np.exp(2 * x).sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (Frechet(), {"frechet": 0.8366559726701608}),
        (KID(subsets=1), {"kid": 1.435896678561695}),
        (InceptionScore(classifier=softmax, splits=1), {"inception_score": 1.579763474546269}),
        (PrecisionRecall(k=5), {"precision": 0.16666666666666666, "recall": 0.8555555555555555}),
        (PrecisionRecall(k=3), {"precision": 0.13333333333333333, "recall": 0.7}),
        (DensityCoverage(k=5), {"density": 0.09333333333333334, "coverage": 0.24444444444444444}),
        (DensityCoverage(k=3), {"density": 0.09999999999999999, "coverage": 0.15555555555555556}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, dict) else "",
)
def test_it_is_what_they_gave(metric, expected):
    found = metric.measure(REAL, FAKE, Draws(0).stream("any"))
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-13)
