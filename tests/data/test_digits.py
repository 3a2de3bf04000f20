"""scikit-learn's digits."""

import sys

import numpy as np
import pytest

from ganreg.data import Digits, as_source
from ganreg.draws import Draws
from ganreg.errors import MissingDependencyError, ParameterError


def test_there_are_1797_single_precision_images_of_values_0_to_16():
    source = Digits().source()
    batch = source.batch(1797, Draws(0), 0)
    assert batch.x.shape == (1797, 1, 8, 8)
    assert batch.x.dtype == np.float32
    assert (batch.x.min(), batch.x.max()) == (0, 16)
    assert batch.label is None


def test_labels_come_when_asked_for_and_belong_to_their_images():
    batch = Digits(labels=True).source().batch(1797, Draws(0), 0)
    assert set(batch.label) == set(range(10))
    zeros, ones = batch.x[batch.label == 0], batch.x[batch.label == 1]
    assert zeros[:, 0, 3:5, 3:5].mean() < 3 < 10 < ones[:, 0, 3:5, 3:5].mean()


def images(size=8):
    return Digits(size=size).source().batch(64, Draws(0), 0).x


@pytest.mark.parametrize("size", [16, 32, 64])
def test_larger_images_show_the_same_digits(size):
    large, scale = images(size), size // 8
    assert large.shape == (64, 1, size, size)
    assert large.dtype == np.float32
    assert (large.min(), large.max()) == (0, 16)
    blocks = large.reshape(64, 1, 8, scale, 8, scale).mean((3, 5))
    assert np.corrcoef(blocks.ravel(), images().ravel())[0, 1] > 0.97


def test_pixels_between_two_centres_are_weighted_by_distance():
    small, large = images()[..., 0, :], images(16)[..., 0, :]
    np.testing.assert_allclose(large[..., 1], 0.75 * small[..., 0] + 0.25 * small[..., 1], atol=1e-5)
    np.testing.assert_allclose(large[..., 6], 0.25 * small[..., 2] + 0.75 * small[..., 3], atol=1e-5)
    np.testing.assert_allclose(large[..., [0, 15]], small[..., [0, 7]], atol=1e-5)


def test_larger_images_keep_their_labels():
    plain, large = (Digits(size=size, labels=True).source().batch(99, Draws(0), 0) for size in (8, 16))
    np.testing.assert_array_equal(plain.label, large.label)


@pytest.mark.parametrize("size", [0, 4, 12, 24, 128, 8.0, "8"])
def test_other_sizes_are_refused(size):
    with pytest.raises(ParameterError, match=r"size=.*one of 8, 16, 32, 64"):
        Digits(size=size)


@pytest.mark.parametrize("ask", [lambda: as_source("digits"), lambda: Digits().source()])
def test_without_scikit_learn_the_install_command_is_said(monkeypatch, ask):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.delitem(sys.modules, "sklearn.datasets", raising=False)
    with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[data\]"'):
        ask()
