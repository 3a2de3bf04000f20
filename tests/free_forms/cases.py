"""Small cases on which each constraint of the plugin is held against the reference."""

import attrs
import numpy as np

from ganreg.conformance import Case
from ganreg.networks import (
    MLP,
    ClassProjection,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    GroupNorm,
    LeakyReLU,
    Sequential,
    Tanh,
)

SGD = {"name": "sgd", "lr": 0.005, "momentum": 0.5}
CONSTRAINTS = {
    "js": "js_regulariser",
    "gp": "free_gp",
    "normalised": "gradient_normalisation",
    "adversarial": "adversarial",
    "adversarial, not held": {"name": "adversarial", "held": False},
    "lazy, scheduled": {
        "name": "js_regulariser",
        "every": 2,
        "gamma": {"name": "linear", "start": 4.0, "end": 1.0, "over": 3},
    },
}
BY_HAND = ("js", "gp", "lazy, scheduled")


def case(*constraints, **changes):
    """Four images of three channels, and a smooth critic, unless said otherwise."""
    settings = {
        "real": 0.7 * np.random.default_rng(3).normal(size=(4, 3, 2, 2)),
        "critic": MLP(width=5, depth=2, activation="tanh"),
        "generator": MLP(width=4, depth=1, activation="softplus"),
        "loss": "non_saturating",
        "optimizer": SGD,
        "constraints": constraints,
    }
    return Case(**(settings | changes))


def convolutional(*constraints, classes=None):
    """Grey images, a critic with convolutions and a normalisation, perhaps one that tells classes apart."""
    score = ClassProjection(classes) if classes else Dense(1)
    layers = [Conv2d(2, kernel=3, padding=1), GroupNorm(1), LeakyReLU(), Flatten(), Dense(3), Tanh(), score]
    generator = MLP(width=3, depth=1, activation="tanh")
    return case(
        *constraints,
        real=np.random.default_rng(1).normal(size=(3, 1, 4, 4)),
        label=None if classes is None else np.array([0, 2, 1]),
        critic=Sequential(layers),
        generator=generator,
        seed=4,
        jitter=0.1,
    )


def dropping(*constraints):
    """A critic with dropout."""
    layers = [Flatten(), Dense(6), Tanh(), Dropout(0.3), Dense(5), Tanh(), Dropout(0.2), Dense(1)]
    return attrs.evolve(case(*constraints, jitter=0.1), critic=Sequential(layers), seed=1)
