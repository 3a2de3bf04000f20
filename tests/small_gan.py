"""A GAN small enough to train in milliseconds, its data, and its state to the bit."""

import numpy as np

import ganreg
from ganreg.networks import mlp

SIZE = 8
BACKENDS = ["numpy", "torch"]
ADAM = {"name": "adam", "lr": 1e-2, "beta1": 0.5}


def samples(n=64, shape=(2,), seed=0, offset=0.0, scale=1.0):
    return offset + scale * np.random.default_rng(seed).normal(size=(n, *shape))


def small_gan(**choices):
    networks = {"critic": mlp(width=6, depth=1), "generator": mlp(width=5, depth=1)}
    return ganreg.build(**(networks | {"batch_size": SIZE, "n_critic": 2} | choices))


DATA = samples()


def trained(iterations=2, **choices):
    return small_gan(**choices).fit(DATA, iterations=iterations)


def state(gan):
    return gan.engine.export_state()


def same_bits(one, other):
    one, other = state(one), state(other)
    return list(one) == list(other) and all(np.array_equal(one[name], other[name]) for name in one)


def is_finite(gan):
    return all(np.isfinite(array).all() for array in state(gan).values())
