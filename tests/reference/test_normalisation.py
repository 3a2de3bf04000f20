"""Normalisations: pinned outputs, running statistics, and complex-step derivatives over the whole batch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.layer_cases import Numbers, check_all

from ganreg.errors import NetworkError
from ganreg.networks.layers import (
    BatchNorm,
    ConditionalBatchNorm,
    Conv2d,
    Dropout,
    GroupNorm,
    GroupSort,
    LayerNorm,
    ReLU,
    Residual,
    Tanh,
)
from ganreg_reference.layers import batch_layer, reference_layer

seeds = st.integers(0, 2**32 - 1)
epsilons = st.sampled_from([1e-5, 0.1])
sides = st.integers(1, 3)
shapes = st.one_of(st.tuples(st.integers(1, 3)), st.tuples(st.integers(1, 2), sides, sides))


@st.composite
def group_norms(draw):
    groups, pixels = draw(st.integers(1, 2)), draw(st.lists(sides, max_size=2).map(tuple))
    return GroupNorm(groups, draw(epsilons), draw(st.booleans())), (groups * draw(sides), *pixels)


sample_norms = st.one_of(group_norms(), st.tuples(st.builds(LayerNorm, epsilon=epsilons, affine=st.booleans()), shapes))
batch_norms = st.one_of(
    st.builds(BatchNorm, epsilon=epsilons, affine=st.booleans()),
    st.builds(ConditionalBatchNorm, classes=st.integers(1, 3), epsilon=epsilons),
    st.builds(lambda norm: Residual([norm, Tanh(), norm], [BatchNorm()]), st.builds(ConditionalBatchNorm, st.just(2))),
    st.builds(lambda norm: Residual([norm, ReLU(), BatchNorm()]), st.builds(LayerNorm, affine=st.booleans())),
)


def test_layer_norm_without_weights_has_none_to_give_a_gradient_to():
    layer = reference_layer(LayerNorm(epsilon=1 / 3, affine=False))
    x, adjoint = np.array([4.0, 5.0, 6.0]), np.ones(3)
    np.testing.assert_allclose(layer.forward(x, {}), [-1.0, 0.0, 1.0], rtol=1e-15)
    assert layer.backward(x, {}, adjoint)[1] == layer.tangent_backward(x, {}, x, adjoint, adjoint)[2] == {}


def test_group_norm_normalises_consecutive_channels_together():
    weights = {"weight": np.array([1.0, 2.0, 3.0, 4.0]), "bias": np.array([0.0, 0.0, 0.0, 10.0])}
    x = np.array([1.0, 3.0, 10.0, 30.0])
    # The two groups have variances 1 and 100, with ε 2 and 101.
    expected = np.array([-1.0, 2.0, -30.0, 40.0]) / np.sqrt([2.0, 2.0, 101.0, 101.0]) + weights["bias"]
    np.testing.assert_allclose(reference_layer(GroupNorm(2, epsilon=1.0)).forward(x, weights), expected, rtol=1e-14)


def test_group_norm_of_images_normalises_over_pixels_and_scales_channels():
    weights = {"weight": np.array([1.0, 10.0]), "bias": np.array([0.0, 5.0])}
    y = reference_layer(GroupNorm(1, epsilon=3.0)).forward(np.array([[[1.0, 3.0]], [[1.0, 3.0]]]), weights)
    assert y.tolist() == [[[-0.5, 0.5]], [[0.0, 10.0]]]


def test_batch_norm_normalises_each_channel_over_samples_and_pixels():
    xs = np.array([[[[1.0, 3.0]], [[10.0, 10.0]]], [[[1.0, 3.0]], [[10.0, 18.0]]]])
    weights = {"weight": np.array([1.0, 2.0]), "bias": np.array([0.0, 100.0])}
    # Means 2 and 12, variances 1 and 12, with ε 4 and 15.
    y = batch_layer(BatchNorm(epsilon=3.0)).forward(xs, weights, None)
    np.testing.assert_allclose(y[:, 0], [[[-0.5, 0.5]], [[-0.5, 0.5]]], rtol=1e-15)
    second = 100.0 + 2.0 * np.array([[[-2.0, -2.0]], [[-2.0, 6.0]]]) / np.sqrt(15.0)
    np.testing.assert_allclose(y[:, 1], second, rtol=1e-15)


@pytest.mark.parametrize("layer", [BatchNorm(momentum=0.25), ConditionalBatchNorm(1, momentum=0.25)], ids=str)
def test_running_statistics_follow_with_the_unbiased_variance(layer):
    xs, old = (
        np.array([[[[1.0, 3.0]], [[10.0, 10.0]]], [[[1.0, 3.0]], [[10.0, 18.0]]]]),
        {"running_mean": np.array([6.0, 0.0]), "running_var": np.array([4.0, 8.0])},
    )
    after = batch_layer(layer).buffers(xs, {}, np.zeros(2, int), old)
    # Means 2 and 12; sums of squares 4 and 48, over n − 1 = 3.
    np.testing.assert_allclose(after["running_mean"], [5.0, 3.0], rtol=1e-15)
    np.testing.assert_allclose(after["running_var"], [3.0 + 1.0 / 3.0, 10.0], rtol=1e-15)


def test_a_residual_keeps_the_running_statistics_of_both_paths():
    xs = np.array([[1.0], [3.0]])
    old = {
        name: np.zeros(1)
        for path in ("body.1", "shortcut.0")
        for name in (f"{path}.running_mean", f"{path}.running_var")
    }
    layer = batch_layer(
        Residual([ReLU(), BatchNorm(affine=False, momentum=0.5)], [BatchNorm(affine=False, momentum=1)])
    )
    after = layer.buffers(xs, {}, None, old)
    assert {name: value.tolist() for name, value in after.items()} == {
        "body.1.running_mean": [1.0],
        "body.1.running_var": [1.0],
        "shortcut.0.running_mean": [2.0],
        "shortcut.0.running_var": [2.0],
    }


def test_in_use_running_statistics_take_the_batches_place():
    weights = {
        "weight": np.array([1.0, 2.0]),
        "bias": np.array([0.0, 7.0]),
        "running_mean": np.array([1.0, 5.0]),
        "running_var": np.array([3.0, 8.0]),
    }
    xs = np.array([[5.0, 8.0]])
    assert batch_layer(BatchNorm(epsilon=1.0), inference=True).forward(xs, weights, None).tolist() == [[2.0, 9.0]]


@pytest.mark.parametrize("layer", [BatchNorm(), ConditionalBatchNorm(1)], ids=str)
@pytest.mark.parametrize("shape", [(1, 3), (1, 3, 1, 1)], ids=str)
def test_a_single_number_per_channel_is_refused_in_training(layer, shape):
    given = Numbers.draw(layer, shape[1:], seed=0, n=1)
    with pytest.raises(NetworkError, match="needs more than one number per channel"):
        batch_layer(layer).forward(given.x, given.weights(), given.labels)
    with pytest.raises(NetworkError, match="needs more than one number per channel"):
        batch_layer(layer).buffers(given.x, given.weights(), given.labels, given.buffers)
    assert batch_layer(layer, inference=True).forward(given.x, given.weights(), given.labels).shape == shape


def test_a_single_image_has_enough_numbers_per_channel():
    y = batch_layer(BatchNorm(epsilon=3.0, affine=False)).forward(np.array([[[[1.0, 3.0]]]]), {}, None)
    assert y.tolist() == [[[[-0.5, 0.5]]]]


def test_one_group_is_layer_norm_and_a_group_per_channel_normalises_each_alone():
    x = np.random.default_rng(0).normal(size=(3, 2, 2))
    one, each = (reference_layer(GroupNorm(groups, affine=False)).forward(x, {}) for groups in (1, 3))
    plain = reference_layer(LayerNorm(affine=False))
    np.testing.assert_allclose(one, plain.forward(x, {}), rtol=1e-14)
    np.testing.assert_allclose(each, [plain.forward(channel, {}) for channel in x], rtol=1e-14)


@pytest.mark.parametrize(
    ("layer", "least"),
    [
        (LayerNorm(), np.std([1.0, 3.0, 4.0, 4.0]) / np.sqrt(42 / 4)),
        (GroupNorm(2), 0.0),
        (GroupNorm(1), np.std([1.0, 3.0, 4.0, 4.0]) / np.sqrt(42 / 4)),
        (BatchNorm(), 1.0 / np.sqrt((3**2 + 5**2) / 2)),
        (ConditionalBatchNorm(2), 1.0 / np.sqrt((3**2 + 5**2) / 2)),
        (Tanh(), 1.0),
        (GroupSort(), 1.0),
    ],
    ids=str,
)
def test_the_spread_is_the_least_std_of_a_set_over_the_root_of_its_mean_square(layer, least):
    xs = np.array([[1.0, 3.0, 4.0, 4.0], [-9.0, 5.0, 8.0, 12.0]])
    assert batch_layer(layer).spread(xs) == pytest.approx(least)


def test_a_set_of_zeros_has_no_spread():
    assert batch_layer(GroupNorm(2)).spread(np.array([[1.0, 2.0, 0.0, 0.0]])) == 0.0


def test_dropout_divides_by_no_spread():
    assert batch_layer(Dropout(0.5)).spread(np.zeros((2, 3))) == 1.0


def test_in_use_nothing_is_divided_by_the_spread_of_a_batch():
    assert batch_layer(BatchNorm(), inference=True).spread(np.zeros((2, 3))) == 1.0


@settings(max_examples=30)
@given(case=sample_norms, n=st.integers(1, 2), seed=seeds)
def test_the_derivatives_of_a_sample_norm_are_those_of_forward(case, n, seed, complex_step, assert_close):
    layer, shape = case
    check_all(batch_layer(layer), Numbers.draw(layer, shape, seed, n), complex_step, assert_close)


@settings(max_examples=30)
@given(layer=batch_norms, shape=shapes, n=st.integers(2, 3), inference=st.booleans(), seed=seeds)
def test_the_derivatives_of_a_batch_norm_are_those_of_forward(
    layer, shape, n, inference, seed, complex_step, assert_close
):
    check_all(batch_layer(layer, inference), Numbers.draw(layer, shape, seed, n), complex_step, assert_close)


@settings(max_examples=4)
@given(shape=st.tuples(st.just(2), sides, sides), seed=seeds)
def test_the_derivatives_of_a_residual_with_convolutions_are_those_of_forward(shape, seed, complex_step, assert_close):
    layer = Residual([ConditionalBatchNorm(2), ReLU(), Conv2d(3, padding=1)], [Conv2d(3, kernel=1), GroupNorm(3)])
    check_all(batch_layer(layer), Numbers.draw(layer, shape, seed, n=2), complex_step, assert_close)
