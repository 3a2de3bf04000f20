"""A classifier of the bundled digits, as labeller and as extractor of features for metrics of one's own GAN.

    python examples/digit_classifier.py

It learns from half of the digits, and says how good it is on the others; then a GAN is trained and measured with it.
Needs `pip install "ganreg[data]"`. Elsewhere, with this file beside:
`--metric "{name='classes', classifier='digit_classifier:labels', classes=10}"`.
"""

import argparse
from functools import cache

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

import ganreg
from ganreg.metrics import evaluate

WHITE_TO_INK = 16


@cache
def classifier() -> MLPClassifier:
    """One hidden layer of 64 units, learned from every second digit."""
    digits = load_digits()
    return MLPClassifier((64,), max_iter=1000, random_state=0).fit(digits.data[::2] / WHITE_TO_INK, digits.target[::2])


def labels(x: np.ndarray) -> np.ndarray:
    """The digits `(n,)` that images `(n, 1, 8, 8)` show."""
    return np.argmax(probabilities(x), axis=1)


def probabilities(x: np.ndarray) -> np.ndarray:
    """How probable each digit is, `(n, 10)`."""
    return np.asarray(classifier().predict_proba(x.reshape(len(x), -1) / WHITE_TO_INK))


def features(x: np.ndarray) -> np.ndarray:
    """The hidden units `(n, 64)`: near each other for images that look alike to a classifier."""
    weights, bias = classifier().coefs_[0], classifier().intercepts_[0]
    return np.maximum(x.reshape(len(x), -1) / WHITE_TO_INK @ weights + bias, 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A classifier of digits, and a GAN that is measured with it.")
    parser.add_argument("--iterations", type=int, default=2000, help="generator updates")
    arguments = parser.parse_args()
    right = np.mean(labels(load_digits().data[1::2]) == load_digits().target[1::2])
    print(f"{100 * right:.1f} % of the digits that it has not seen are classified right")
    gan = ganreg.build(constraint="gp", lr=5e-4).fit("digits", arguments.iterations)
    metrics = [
        {"name": "classes", "classifier": labels, "classes": 10},
        {"name": "frechet", "features": features},
        {"name": "inception_score", "classifier": probabilities},
    ]
    for score in evaluate(gan, metrics):
        print(f"{score.name:20} {score.value:8.4f}   a perfect sampler {score.perfect.mean:8.4f}")
