"""Layers with parameters that the kit's examples leave at their defaults."""

import numpy as np
import pytest
from kit import backend, statuses

from ganreg.conformance import Case
from ganreg.networks import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Flatten,
    Head,
    Reshape,
    Residual,
    Sequential,
    Softplus,
    Tanh,
)

IMAGES = np.random.default_rng(4).normal(size=(3, 1, 5, 5))
CRITICS = {
    "strides and padding": (Conv2d(2, kernel=3, stride=2, padding=2), Softplus(3.0), Head()),
    "windows that overlap": (Conv2d(2, kernel=2), AveragePool(2, stride=1), Tanh(), Head()),
    "windows that leave a rest": (Conv2d(2, kernel=1), AveragePool(2), Tanh(), Head()),
    "approximate units": (Flatten(), Dense(4), GELU(approximate=True), Dense(4), ELU(0.5), Head()),
    "statistics within a residual": (
        Conv2d(2, kernel=3, padding=1),
        Residual((BatchNorm(), Tanh(), Conv2d(3, kernel=1)), (Conv2d(3, kernel=1),)),
        Head(),
    ),
}
GENERATORS = {
    "more cut off than the kernel covers": ConvTranspose2d(1, kernel=1, stride=2, padding=1),
    "rows added at the end": ConvTranspose2d(1, kernel=3, stride=2, padding=1, output_padding=1),
}


@pytest.mark.parametrize("name", CRITICS)
def test_a_critic_agrees_with_the_reference(name):
    case = Case(
        real=IMAGES,
        loss="non_saturating",
        constraints=("r1",),
        critic=Sequential(CRITICS[name]),
        optimizer={"name": "sgd", "lr": 0.01},
        jitter=0.1,
        allow=("batch-norm-with-gp",),
    )
    assert statuses(case, backend())["set-aside"] <= 1


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_agrees_with_the_reference(name):
    layer = GENERATORS[name]
    side = {1: 4, 3: 3}[layer.kernel]
    generator = Sequential((Dense(side * side), Reshape((1, side, side)), layer))
    shape = generator.stack[-1].output_shape((1, side, side))
    real = np.random.default_rng(5).normal(size=(3, *shape))
    case = Case(real=real, constraints=(), generator=generator, jitter=0.1, optimizer={"name": "sgd", "lr": 0.01})
    assert statuses(case, backend())["set-aside"] <= 1
