"""Three digits as channels."""

import sys

import numpy as np
import pytest

from ganreg.data import Digits, StackedDigits, as_source
from ganreg.draws import Draws
from ganreg.errors import MissingDependencyError, ParameterError


def labelled(n, channels=3, seed=0):
    return StackedDigits(channels=channels).labelled(n, Draws(seed).stream("test"))


def test_each_channel_is_a_digit_and_the_mode_is_read_from_the_first_to_the_last():
    x, mode = labelled(50)
    every = Digits(labels=True).source().batch(1797, Draws(0), 0)
    digit_of = {image.tobytes(): digit for image, digit in zip(every.x[:, 0], every.label, strict=True)}
    read = [[digit_of[channel.astype(np.float32).tobytes()] for channel in image] for image in x]
    assert x.shape == (50, 3, 8, 8)
    np.testing.assert_array_equal(mode, [100 * a + 10 * b + c for a, b, c in read])


def test_samples_are_those_that_the_labels_belong_to():
    np.testing.assert_array_equal(StackedDigits().sample(9, Draws(4).stream("test")), labelled(9, seed=4)[0])


def test_every_channel_has_the_moments_of_the_digits():
    x, _ = labelled(20_000)
    digits = Digits().source().batch(1797, Draws(0), 0).x[:, 0].astype(np.float64)
    for power in (1, 2):
        error = (digits**power).std(axis=0) / np.sqrt(len(x))
        assert np.all(np.abs((x**power).mean(axis=0) - (digits**power).mean(axis=0)) <= 5 * error)


def test_channels_are_independent():
    x, _ = labelled(20_000)
    ink = x.sum(axis=(2, 3))
    np.testing.assert_allclose(np.corrcoef(ink.T), np.eye(3), atol=0.03)


def test_all_thousand_modes_are_about_equally_likely():
    _, mode = labelled(20_000)
    counts = np.bincount(mode, minlength=StackedDigits().modes)
    share = np.bincount(Digits(labels=True).source().batch(1797, Draws(0), 0).label) / 1797
    expected = 20_000 * np.einsum("a,b,c->abc", share, share, share).ravel()
    chi_square = np.sum((counts - expected) ** 2 / expected)
    assert abs(chi_square - 999) < 4 * np.sqrt(2 * 999)


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_there_may_be_another_number_of_channels(channels):
    data = StackedDigits(channels=channels)
    x, mode = labelled(30, channels)
    assert x.shape == (30, *data.shape) == (30, channels, 8, 8)
    assert mode.max() < data.modes == 10**channels


def test_no_channel_is_refused():
    with pytest.raises(ParameterError, match=r"channels=0"):
        StackedDigits(channels=0)


def test_the_name_leads_to_it_and_a_bounded_generator_reaches_from_white_to_black():
    source = as_source("stacked_digits")
    scaling = source.scaling((-1, 1))
    assert (scaling.to_generator(0), scaling.to_generator(16)) == (-1, 1)
    assert source.batch(5, Draws(0), 0).x.shape == (5, 3, 8, 8)


def test_without_scikit_learn_the_install_command_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.delitem(sys.modules, "sklearn.datasets", raising=False)
    with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[data\]"'):
        labelled(1)
