"""Scikit-learn's digits."""

from ganreg.benchmark.worlds.digit_reader import DigitReader
from ganreg.benchmark.worlds.goal import at_least, at_most
from ganreg.benchmark.worlds.training import Training
from ganreg.benchmark.worlds.world import Metrics, World
from ganreg.data import Digits
from ganreg.data.scaling import Scaling
from ganreg.metrics import Classes
from ganreg.metrics.nearest_neighbour import NearestNeighbour

IMAGE_SCALING = Scaling(8.0, 8.0)
"""Grey levels 0 to 16 onto [−1, 1]."""


def _metrics() -> Metrics:
    return Classes(classifier=DigitReader.trained(), classes=10), NearestNeighbour(samples=1797, half=False)


DIGITS = World(
    name="digits",
    title="scikit-learn's 1,797 digits, 8×8; classes of 2,500 samples, nearest neighbours among all and as many",
    data=Digits(),
    training=Training(
        iterations=6000,
        width=256,
        critic_depth=3,
        generator_depth=4,
        latent_dim=64,
        batch_size=128,
        lr=2e-3,
        gamma=(0.3, 3e-3),
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
