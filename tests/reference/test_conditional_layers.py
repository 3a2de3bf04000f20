"""Layers that depend on the class: pinned outputs, gradients of their tables, and complex-step derivatives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.layer_cases import Numbers, check_all

from ganreg.errors import NetworkError
from ganreg.networks.layers import ClassProjection, ConditionalBatchNorm, Dense, Embedding, Residual, Tanh
from ganreg_reference.layers import batch_layer, reference_layer

CONDITIONAL = [Embedding(3, size=2), ClassProjection(3), ConditionalBatchNorm(3)]

each_conditional = pytest.mark.parametrize("layer", CONDITIONAL, ids=str)
in_training_and_use = pytest.mark.parametrize("inference", [False, True], ids=["training", "use"])
classes = st.integers(1, 4)
conditional = st.one_of(
    st.builds(Embedding, classes=classes, size=st.integers(1, 3)),
    st.builds(ClassProjection, classes=classes),
    st.builds(ConditionalBatchNorm, classes=classes, epsilon=st.just(0.1)),
    st.builds(lambda number: Residual([Embedding(number, size=1), Dense(2), Tanh()], [Dense(2)]), classes),
)


def test_an_embedding_puts_the_vector_of_the_class_after_the_sample():
    weights = {"weight": np.array([[1.0, 2.0], [3.0, 4.0]])}
    ys = batch_layer(Embedding(2, size=2)).forward(np.array([[7.0], [8.0]]), weights, np.array([1, 0]))
    assert ys.tolist() == [[7.0, 3.0, 4.0], [8.0, 1.0, 2.0]]


def test_a_class_projection_adds_the_vector_of_the_class_to_its_weight():
    weights = {
        "weight": np.array([[1.0, 2.0]]),
        "bias": np.array([100.0]),
        "embedding": np.array([[0.0, 1.0], [10.0, 0.0]]),
    }
    ys = batch_layer(ClassProjection(2)).forward(np.array([[1.0, 3.0], [1.0, 3.0]]), weights, np.array([0, 1]))
    assert ys.tolist() == [[110.0], [117.0]]


def test_conditional_batch_norm_normalises_all_classes_together_and_scales_each_alone():
    weights = {"weight": np.array([[2.0], [10.0]]), "bias": np.array([[0.0], [1.0]])}
    ys = batch_layer(ConditionalBatchNorm(2, epsilon=3.0)).forward(np.array([[4.0], [6.0]]), weights, np.array([0, 1]))
    assert ys.tolist() == [[-1.0], [6.0]]


def test_in_use_conditional_batch_norm_takes_the_running_statistics():
    weights = {
        "weight": np.array([[2.0], [10.0]]),
        "bias": np.array([[0.0], [1.0]]),
        "running_mean": np.array([4.0]),
        "running_var": np.array([1.0]),
    }
    layer = batch_layer(ConditionalBatchNorm(2, epsilon=3.0), inference=True)
    assert layer.forward(np.array([[6.0], [6.0]]), weights, np.array([0, 1])).tolist() == [[2.0], [11.0]]


@each_conditional
@in_training_and_use
def test_classes_that_no_sample_has_get_no_gradient(layer, inference):
    given = Numbers.draw(layer, (2,), seed=0)
    labels = np.array([2, 0, 2])
    _, gradients = batch_layer(layer, inference).backward(given.x, given.weights(), labels, given.adjoint)
    tables = [gradient for gradient in gradients.values() if len(gradient) == 3]
    assert tables
    for table in tables:
        assert [bool(np.any(row)) for row in table] == [True, False, True]


@each_conditional
@in_training_and_use
@pytest.mark.parametrize("labels", [None, [0, 1, 3], [0, -1, 2]], ids=str)
def test_a_missing_or_unknown_class_is_refused(layer, inference, labels):
    given = Numbers.draw(layer, (2,), seed=0)
    with pytest.raises(NetworkError, match="needs the class of each sample, 0 to 2"):
        batch_layer(layer, inference).forward(given.x, given.weights(), labels)


def test_a_layer_given_a_class_leaves_the_layer_itself_as_it_was():
    layer, table = reference_layer(Embedding(2, size=1)), {"weight": np.array([[1.0], [2.0]])}
    first, second = layer.given(0), layer.given(1)
    assert [known.forward(np.zeros(1), table)[1] for known in (first, second)] == [1.0, 2.0]
    with pytest.raises(NetworkError, match="got None"):
        layer.forward(np.zeros(1), table)


@settings(max_examples=40)
@given(
    layer=conditional,
    features=st.integers(1, 4),
    n=st.integers(2, 4),
    inference=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_derivatives_of_a_conditional_layer_are_those_of_forward(
    layer, features, n, inference, seed, complex_step, assert_close
):
    given = Numbers.draw(layer, (features,), seed, n)
    check_all(batch_layer(layer, inference), given, complex_step, assert_close)
