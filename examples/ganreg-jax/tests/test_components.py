"""Every component of ganreg on this backend, by the kit's checks: values, gradients of both orders, steps, games."""

import pytest
from kit import backend, compared, components

KINDS = ("loss", "constraint", "points", "norm", "optimizer", "average", "game", "layer", "network", "schedule")
ROUNDED = [
    ("loss", "relativistic_average"),
    ("loss", "f_gan"),
    ("constraint", "gradient_penalty"),
    ("constraint", "spectral_norm"),
    ("constraint", "lecam"),
    ("optimizer", "adam"),
    ("layer", "batch_norm"),
    ("layer", "conv2d"),
    ("norm", "lp"),
]


@pytest.mark.parametrize(("kind", "name"), components(*KINDS))
def test_it_agrees_with_the_reference_in_float64(kind, name):
    assert compared(kind, name, backend())["pass"] >= 9


@pytest.mark.parametrize(("kind", "name"), ROUNDED)
def test_it_agrees_with_the_reference_in_float32(kind, name):
    assert compared(kind, name, backend(dtype="float32"))["pass"] >= 8
