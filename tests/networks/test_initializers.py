"""Initial weights have the spread of their paper."""

from math import sqrt

import numpy as np
import pytest

from ganreg.draws import Draws
from ganreg.networks.initializers import INITIALIZERS

SHAPE = (300, 200)


def start(name, shape=SHAPE):
    return INITIALIZERS[name](Draws(0).stream("parameters/0.weight"), shape, shape[-1], shape[0])


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("he", sqrt(2 / 200)),  # He et al. 2015, eq. 10
        ("glorot", sqrt(2 / 500)),  # Glorot and Bengio 2010, eq. 16: the variance is 2/(fan_in + fan_out)
        ("dcgan", 0.02),  # Radford et al. 2016, section 4
    ],
)
def test_weights_have_mean_zero_and_the_papers_deviation(name, deviation):
    weights = start(name)
    assert weights.shape == SHAPE
    assert abs(weights.mean()) < 4 * deviation / sqrt(weights.size)
    assert weights.std() == pytest.approx(deviation, rel=0.02)


def test_glorot_is_uniform_between_its_limits():
    limit = sqrt(6 / 500)
    assert np.abs(start("glorot")).max() <= limit
    assert np.histogram(start("glorot"), 4, (-limit, limit))[0] == pytest.approx([15000] * 4, rel=0.05)


@pytest.mark.parametrize(("name", "value"), [("zeros", 0), ("ones", 1)])
def test_constants_are_constant(name, value):
    assert (start(name) == value).all()
