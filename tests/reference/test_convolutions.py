"""Layers on images: against their definitions, number by number, and against complex-step derivatives."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference.layer_cases import Numbers, check_all

from ganreg.networks.layers import AveragePool, Conv2d, ConvTranspose2d, Upsample
from ganreg_reference.layers import batch_layer, reference_layer

NINE = np.arange(1.0, 10.0).reshape(3, 3)

seeds = st.integers(0, 2**32 - 1)
channels = st.integers(1, 2)
each_stride_and_padding = pytest.mark.parametrize(("stride", "padding"), [*product((1, 2, 3), (0, 1, 2))])


def _images(draw, least=1, most=5):
    sides = st.integers(max(1, least), most)
    return draw(channels), draw(sides), draw(sides)


@st.composite
def convolutions(draw, stride, padding):
    layer = Conv2d(draw(channels), draw(st.integers(1, 5)), stride, padding, draw(st.booleans()))
    return layer, _images(draw, layer.kernel - 2 * padding)


@st.composite
def transposed_convolutions(draw, stride, padding):
    kernel, output_padding = draw(st.integers(1, 5)), draw(st.integers(0, stride - 1))
    layer = ConvTranspose2d(draw(channels), kernel, stride, padding, output_padding, draw(st.booleans()))
    # The least side of which anything is left: (side − 1)·stride + kernel + output_padding > 2·padding.
    least = 1 + max(0, -((kernel + output_padding - 2 * padding - 1) // stride))
    return layer, _images(draw, least, max(least, 3))


@st.composite
def resized(draw):
    if draw(st.booleans()):
        return Upsample(draw(st.integers(1, 3))), _images(draw)
    kernel = draw(st.integers(1, 4))
    return AveragePool(kernel, draw(st.sampled_from([None, 1, 2, 3]))), _images(draw, kernel)


def _at(image, channel, row, column):
    """The pixel, 0 outside of the image."""
    inside = 0 <= row < image.shape[1] and 0 <= column < image.shape[2]
    return image[channel, row, column] if inside else 0.0


def _convolved(layer, x, weight, o, p, q):
    top, left = p * layer.stride - layer.padding, q * layer.stride - layer.padding
    return sum(w * _at(x, c, top + i, left + j) for (c, i, j), w in np.ndenumerate(weight[o]))


def _spread_out(layer, x, weight, o, r, s):
    met = 0.0
    for (c, p, q), value in np.ndenumerate(x):
        i, j = r + layer.padding - p * layer.stride, s + layer.padding - q * layer.stride
        met += value * _at(weight[c], o, i, j)
    return met


def _by_definition(layer, x, weights, pixel):
    y = np.zeros(layer.output_shape(x.shape))
    for place in np.ndindex(y.shape):
        y[place] = pixel(layer, x, weights["weight"], *place)
        y[place] += weights["bias"][place[0]] if layer.bias else 0.0
    return y


def test_a_convolution_does_not_flip_its_kernel():
    weights = {"weight": np.array([[[[1.0, 2.0], [3.0, 4.0]]]])}
    y = reference_layer(Conv2d(1, kernel=2, bias=False)).forward(NINE[None], weights)
    assert y.tolist() == [[[37.0, 47.0], [67.0, 77.0]]]


def test_a_convolution_sees_zeros_around_the_image():
    weights = {"weight": NINE[None, None], "bias": np.array([100.0])}
    y = reference_layer(Conv2d(1, kernel=3, stride=2, padding=1)).forward(np.array([[[1.0, 2.0, 3.0]]]), weights)
    # The kernel's middle row, 4 5 6, meets 0 1 2 and 2 3 0.
    assert y.tolist() == [[[117.0, 123.0]]]


def test_a_transposed_convolution_adds_a_kernel_per_pixel():
    weights = {"weight": np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), "bias": np.array([100.0])}
    x = np.array([[[1.0, 10.0]]])
    whole = reference_layer(ConvTranspose2d(1, kernel=2, stride=1, padding=0)).forward(x, weights)
    assert whole.tolist() == [[[101.0, 112.0, 120.0], [103.0, 134.0, 140.0]]]
    longer = ConvTranspose2d(1, kernel=2, stride=2, padding=0, output_padding=1)
    assert reference_layer(longer).forward(x, weights).tolist() == [
        [[101.0, 102.0, 110.0, 120.0, 100.0], [103.0, 104.0, 130.0, 140.0, 100.0], [100.0] * 5]
    ]


@each_stride_and_padding
@settings(max_examples=8)
@given(data=st.data(), seed=seeds)
def test_a_convolution_is_its_definition(stride, padding, data, seed):
    layer, shape = data.draw(convolutions(stride, padding))
    given = Numbers.draw(layer, shape, seed, n=1)
    y = reference_layer(layer).forward(given.x[0], given.weights())
    np.testing.assert_allclose(y, _by_definition(layer, given.x[0], given.weights(), _convolved), atol=1e-13)


@each_stride_and_padding
@settings(max_examples=8)
@given(data=st.data(), seed=seeds)
def test_a_transposed_convolution_is_its_definition(stride, padding, data, seed):
    layer, shape = data.draw(transposed_convolutions(stride, padding))
    given = Numbers.draw(layer, shape, seed, n=1)
    y = reference_layer(layer).forward(given.x[0], given.weights())
    np.testing.assert_allclose(y, _by_definition(layer, given.x[0], given.weights(), _spread_out), atol=1e-13)


@each_stride_and_padding
@settings(max_examples=8)
@given(data=st.data(), seed=seeds)
def test_a_transposed_convolution_is_the_adjoint_of_a_convolution(stride, padding, data, seed):
    conv, shape = data.draw(convolutions(stride, padding))
    given = Numbers.draw(conv, shape, seed, n=1)
    weight, x, y = {"weight": given.trainable["weight"]}, given.x[0], given.adjoint[0]
    # Rows and columns that a stride leaves over come back as output padding; they are the same on both sides here.
    left_over = [(side + 2 * padding - conv.kernel) % stride for side in shape[1:]]
    assume(left_over[0] == left_over[1])
    back = ConvTranspose2d(shape[0], conv.kernel, stride, padding, left_over[0], bias=False)
    there = np.sum(y * reference_layer(conv).forward(x, weight))
    assert there == pytest.approx(np.sum(x * reference_layer(back).forward(y, weight)), abs=1e-11)


def test_upsampling_repeats_each_pixel():
    y = reference_layer(Upsample(2)).forward(np.array([[[1.0, 2.0]], [[3.0, 4.0]]]), {})
    assert y.tolist() == [[[1.0, 1.0, 2.0, 2.0]] * 2, [[3.0, 3.0, 4.0, 4.0]] * 2]


def test_average_pooling_leaves_out_what_fills_no_kernel():
    assert reference_layer(AveragePool(2)).forward(NINE[None], {}).tolist() == [[[3.0]]]


def test_average_pooling_overlaps_where_its_stride_is_less_than_its_kernel():
    y = reference_layer(AveragePool(2, stride=1)).forward(NINE[None] * [[[1.0], [1.0], [10.0]]], {})
    assert y.tolist() == [[[3.0, 4.0], [39.75, 45.25]]]


@each_stride_and_padding
@pytest.mark.parametrize("convolution", [convolutions, transposed_convolutions], ids=["convolution", "transposed"])
@settings(max_examples=6)
@given(data=st.data(), n=st.integers(1, 2), seed=seeds)
def test_the_derivatives_of_a_convolution_are_those_of_forward(
    convolution, stride, padding, data, n, seed, complex_step, assert_close
):
    layer, shape = data.draw(convolution(stride, padding))
    check_all(batch_layer(layer), Numbers.draw(layer, shape, seed, n), complex_step, assert_close)


@settings(max_examples=30)
@given(case=resized(), n=st.integers(1, 2), seed=seeds)
def test_the_derivatives_of_a_resized_image_are_those_of_forward(case, n, seed, complex_step, assert_close):
    layer, shape = case
    check_all(batch_layer(layer), Numbers.draw(layer, shape, seed, n), complex_step, assert_close)
