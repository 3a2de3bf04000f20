"""scikit-learn's digits."""

import sys

import numpy as np
import pytest

from ganreg.data import Digits, as_source
from ganreg.draws import Draws
from ganreg.errors import MissingDependencyError


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


@pytest.mark.parametrize("ask", [lambda: as_source("digits"), lambda: Digits().source()])
def test_without_scikit_learn_the_install_command_is_said(monkeypatch, ask):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.delitem(sys.modules, "sklearn.datasets", raising=False)
    with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[data\]"'):
        ask()
