"""Convolutions, pooling and upsampling over drawn shapes: odd sides, strides, padding, remainders, in any layout."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from image_layers import image_layers, kernels, paddings, small, strides
from layer_numbers import Numbers, ours
from layer_oracles import assert_equal, in_reference, in_torch

from ganreg_array.layers.patches import Window

some = settings(max_examples=60, deadline=None)


@some
@drawn(case=image_layers, n=small, seed=st.integers(0, 2**32 - 1))
def test_both_orders_are_pytorchs_and_the_references(case, n, seed):
    given = Numbers.draw(case, n, seed)
    found = ours(case, given).arrays
    assert_equal(found, in_torch(case, given))
    assert_equal(found, in_reference(case, given))


@some
@drawn(
    window=st.builds(Window, kernels, strides, paddings),
    sides=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    seed=st.integers(0, 2**32 - 1),
)
def test_unpatches_and_unsums_are_adjoints(window, sides, seed):
    if min(map(window.positions, sides)) > 0:
        image = np.random.default_rng(seed).normal(size=(2, *sides, 3))
        for there, back in ((window.patches, window.unpatches), (window.sums, window.unsums)):
            seen = there(image, np)
            other = np.random.default_rng(seed + 1).normal(size=seen.shape)
            assert np.isclose(np.sum(seen * other), np.sum(image * back(other, *sides, np)), rtol=1e-12, atol=1e-12)


@some
@drawn(
    window=st.builds(Window, kernels, strides, paddings),
    sides=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    seed=st.integers(0, 2**32 - 1),
)
def test_patches_owe_nothing_to_the_memory_they_are_made_in(window, sides, seed):
    if min(map(window.positions, sides)) > 0:
        image = np.random.default_rng(seed).normal(size=(2, *sides, 3))
        beyond = [(0, 0), (window.padding,) * 2, (window.padding,) * 2, (0, 0)]
        laid = np.lib.stride_tricks.sliding_window_view(np.pad(image, beyond), (window.kernel,) * 2, (1, 2))
        expected = np.moveaxis(laid[:, :: window.stride, :: window.stride], (4, 5), (1, 2))
        used = SimpleNamespace(empty=lambda shape, dtype, device: np.full(shape, np.nan, dtype))
        np.testing.assert_array_equal(window.patches(image, used), expected)


def test_patches_of_a_known_image():
    image = np.arange(1.0, 7.0).reshape(1, 2, 3, 1)
    seen = Window(kernel=2, stride=2, padding=1).patches(image, np)[0, ..., 0]
    assert seen[:, :, 0, 0].tolist() == [[0, 0], [0, 1]]
    assert seen[:, :, 0, 1].tolist() == [[0, 0], [2, 3]]
    assert seen[:, :, 1, 1].tolist() == [[5, 6], [0, 0]]
