"""Pictures of samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganreg import plot
from ganreg.errors import DataError
from ganreg.plot.figure import hidden_figure
from ganreg.plot.images import mosaic

RNG = np.random.default_rng(0)


def fresh_axes():
    return hidden_figure((3, 3)).add_subplot()


@given(st.integers(1, 30), st.sampled_from([1, 3]), st.integers(1, 5), st.integers(1, 5))
def test_each_image_has_its_place_in_the_mosaic(n, channels, height, width):
    images = np.random.default_rng(n).random((n, channels, height, width))
    canvas = mosaic(images, (0.0, 1.0))
    columns = (canvas.shape[1] - 1) // (width + 1)
    for k, image in enumerate(images):
        top, left = 1 + k // columns * (height + 1), 1 + k % columns * (width + 1)
        tile = canvas[top : top + height, left : left + width]
        np.testing.assert_array_equal(tile, np.broadcast_to(image.transpose(1, 2, 0), tile.shape))


def test_a_mosaic_of_64_squares_is_8_by_8_on_white():
    canvas = mosaic(np.zeros((64, 1, 4, 4)), (0.0, 1.0))
    assert canvas.shape == (41, 41, 3)
    assert np.all(canvas[::5] == 1)
    assert canvas.sum() == canvas.size - 64 * 16 * 3


def test_images_without_a_channel_axis_are_grey_and_two_channels_are_two_images():
    images = RNG.random((6, 4, 5))
    np.testing.assert_array_equal(mosaic(images), mosaic(images[:, None]))
    np.testing.assert_array_equal(mosaic(images.reshape(3, 2, 4, 5)), mosaic(images))


def test_the_range_of_the_data_becomes_black_and_white_unless_one_is_given():
    images = np.array([4.0, 20.0, 12.0]).reshape(3, 1, 1, 1)
    assert sorted(set(mosaic(images).ravel())) == [0, 0.5, 1]
    assert sorted(set(mosaic(images, (4.0, 12.0)).ravel())) == [0, 1]


def test_real_images_give_generated_ones_their_range():
    ax = plot.samples(np.full((1, 1, 1, 1), 4.0), fresh_axes(), real=np.array([0.0, 16.0]).reshape(2, 1, 1, 1))
    assert ax.images[0].get_array()[1, 1, 0] == 0.25


def test_a_saved_mosaic_shows_each_pixel_exactly(tmp_path):
    images = RNG.random((4, 3, 8, 8))
    plot.save_samples(images, tmp_path / "a.png")
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("RGB"))
    factor = picture.shape[0] // 19
    assert picture.shape == (19 * factor, 19 * factor, 3)
    assert factor >= 40
    blocks = picture.reshape(19, factor, 19, factor, 3)
    assert np.all(blocks == blocks[:, :1, :, :1])
    np.testing.assert_allclose(blocks[:, 0, :, 0] / 255, mosaic(images), atol=1 / 255)


def test_points_are_drawn_over_the_real_ones_with_one_scale():
    x, real = RNG.normal(size=(10, 2)), RNG.normal(size=(30, 2))
    ax = plot.samples(x, fresh_axes(), real=real)
    behind, front = ax.collections
    np.testing.assert_array_equal(behind.get_offsets(), real)
    np.testing.assert_array_equal(front.get_offsets(), x)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["real", "generated"]
    assert ax.get_aspect() == 1
    assert np.ptp(ax.get_xlim()) == pytest.approx(np.ptp(ax.get_ylim()))


@given(st.integers(1, 50), st.floats(-1e3, 1e3))
def test_all_real_points_are_inside_the_frame(n, offset):
    real = np.random.default_rng(n).normal(offset, 2, (n, 2))
    ax = plot.samples(real[:1], fresh_axes(), real=real)
    for values, (low, high) in zip(real.T, (ax.get_xlim(), ax.get_ylim()), strict=True):
        assert low < values.min() <= values.max() < high


def test_points_outside_the_frame_are_counted():
    real = RNG.normal(size=(50, 2))
    x = np.concatenate([real[:5], [[100.0, 0.0], [0.0, -100.0]]])
    assert plot.samples(x, fresh_axes(), real=real).get_title(loc="right") == "2 of 7 outside"
    assert plot.samples(real, fresh_axes()).get_title(loc="right") == ""


def test_numbers_become_a_histogram_and_longer_vectors_rows():
    assert plot.samples(RNG.normal(size=(50, 1)), fresh_axes(), real=np.ones((5, 1))).get_ylabel() == "density"
    rows = RNG.normal(size=(50, 7))
    np.testing.assert_array_equal(plot.samples(rows, fresh_axes()).images[0].get_array(), rows)
    assert plot.samples(RNG.normal(size=(3, 1, 2, 2, 2)), fresh_axes()).images[0].get_array().shape == (3, 8)


@pytest.mark.parametrize("shape", [(1,), (2,), (5,), (4, 4), (1, 4, 4), (3, 4, 4), (2, 2, 2, 2)])
@pytest.mark.parametrize("with_real", [False, True])
def test_samples_of_every_shape_are_saved(tmp_path, shape, with_real):
    x = RNG.normal(size=(9, *shape)).astype(np.float32)
    plot.save_samples(x, tmp_path / "a.png", x + 1 if with_real else None)
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("L"))
    assert picture.min() < 128 < picture.max()
    assert 500 < max(picture.shape) < 2000


@pytest.mark.parametrize("x", [np.zeros((1, 1, 2, 2)), np.zeros((1, 2)), np.zeros((3, 1)), np.zeros((2, 4))])
def test_constant_samples_are_drawn(tmp_path, x):
    plot.save_samples(x, tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 0


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((0, 2)), r"shape \(0, 2\)"),
        (np.zeros(3), r"shape \(3,\)"),
        (np.array([["a"]]), "dtype"),
        (np.array([[np.nan, 1.0]]), "1 of the samples' values"),
    ],
)
def test_samples_that_cannot_be_drawn_are_refused(x, message):
    with pytest.raises(DataError, match=message):
        plot.samples(x, fresh_axes())


def test_real_samples_of_another_shape_are_refused(tmp_path):
    for real in (np.zeros((4, 3)), np.zeros((4, 1, 8, 8))):
        with pytest.raises(DataError, match="one shape"):
            plot.save_samples(np.zeros((4, 2)), tmp_path / "a.png", real)
    with pytest.raises(DataError, match="one shape"):
        plot.save_samples(np.zeros((4, 1, 8, 8)), tmp_path / "a.png", np.zeros((4, 2)))
