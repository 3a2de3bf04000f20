"""Scikit-learn's digits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.benchmark.worlds.digit_reader import DigitReader
from ganreg.benchmark.worlds.goal import at_least, at_most
from ganreg.benchmark.worlds.training import WassersteinTraining
from ganreg.benchmark.worlds.world import Metrics, World
from ganreg.data import Digits
from ganreg.data.scaling import Scaling
from ganreg.metrics import Classes
from ganreg.metrics.nearest_neighbour import NearestNeighbour

IMAGE_SCALING = Scaling(8.0, 8.0)
"""Grey levels 0 to 16 onto [−1, 1]."""


def grey_levels(x: NDArray[Any]) -> NDArray[np.float64]:
    """Images in the 17 whole grey levels that the data have: without that a shade between two levels gives away which
    images are generated, however good they are.
    """
    return np.asarray(np.clip(np.rint(x), 0, 16), dtype=np.float64).reshape(len(x), -1)


def _metrics() -> Metrics:
    neighbours = NearestNeighbour(samples=1797, half=False, features=grey_levels)
    return Classes(classifier=DigitReader.trained(), classes=10), neighbours


DIGITS = World(
    name="digits",
    title="scikit-learn's 1,797 digits, 8×8; classes of 2,500 samples, nearest neighbours among all and as many",
    data=Digits(),
    training=WassersteinTraining(
        iterations=5000,
        width=256,
        critic_depth=3,
        generator_depth=3,
        latent_dim=64,
        batch_size=128,
        lr=1e-3,
        half_life=700.0,
        scaling=IMAGE_SCALING,
    ),
    measures=_metrics,
    goals=(
        at_least("classes_covered", 10),
        at_most("class_reverse_kl", 0.005),
        at_most("nn_accuracy_real", 0.60),
        at_most("nn_accuracy_fake", 0.65),
    ),
)
