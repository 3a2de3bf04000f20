"""Classes: counted by hand, by a classifier that is given or learned."""

from math import log

import numpy as np
import pytest

from ganreg.data import ArraySource, Digits, Ring
from ganreg.errors import DataError, ParameterError
from ganreg.metrics import Classes, Reals


def signs(x):
    return (x[:, 0] > 0).astype(int)


def test_two_classes_counted_by_hand():
    found = Classes(classifier=signs, classes=2).measure(None, np.array([[-1.0], [2.0], [3.0], [4.0]]), None)
    assert found["classes_covered"] == 2
    assert found["class_reverse_kl"] == pytest.approx(1 / 4 * log(1 / 2) + 3 / 4 * log(3 / 2))


def test_a_classifier_can_be_named():
    assert Classes(classifier="numpy:argmax").classifier is np.argmax


@pytest.mark.parametrize("wrong", ["no.such:thing", "numpy:pi", "numpy", 3])
def test_what_is_no_function_is_refused(wrong):
    with pytest.raises(ParameterError, match="function"):
        Classes(classifier=wrong)


@pytest.mark.parametrize("wrong", [lambda x: x[:, 0], lambda x: signs(x) + 1, lambda x: signs(x)[:1]])
def test_what_is_no_class_is_refused(wrong):
    with pytest.raises(ParameterError, match="Expected integers"):
        Classes(classifier=wrong, classes=2).measure(None, np.array([[-1.0], [2.0]]), None)


def test_a_classifier_is_learned_from_labels():
    source = Digits(labels=True).source()
    metric, everything = Classes(samples=500).prepared(source), Reals(source).everything()
    assert metric.classes == 10
    assert np.mean(metric.classifier(everything.x) == everything.label) > 0.99
    assert metric.count(everything.x).sum() == source.size
    perfect = metric.perfect(source)
    assert perfect["classes_covered"].mean == 10
    assert 0 < perfect["class_reverse_kl"].low < perfect["class_reverse_kl"].mean < 0.02  # (K − 1)/2n = 0.009


@pytest.mark.parametrize("source", [Ring().source(), Digits().source(), ArraySource(np.zeros((4, 2)), np.ones(4) / 2)])
def test_without_labels_there_are_no_classes(source):
    with pytest.raises(DataError, match="how many classes"):
        Classes().prepared(source)


def test_without_labels_there_is_nothing_to_learn_from():
    with pytest.raises(DataError, match="no labels to learn"):
        Classes(classes=10).prepared(Digits().source())
    with pytest.raises(ParameterError, match="no classifier"):
        Classes(classes=2).count(np.zeros((2, 1)))
