"""Where each of many images goes."""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg import plot
from ganreg.errors import DataError
from ganreg.plot.arrangement import TALLEST, Arrangement
from ganreg.plot.figure import hidden_figure
from ganreg.plot.images import mosaic

SQUARE = (8, 8)
LABELS = st.lists(st.integers(0, 12), min_size=1, max_size=90)
SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 6))


def rows_of(places, label):
    return [set(places.row[label == one]) for one in np.unique(label)]


@given(LABELS, SHAPES)
def test_no_two_images_share_a_place_and_all_are_inside(label, shape):
    places = Arrangement.of(len(label), shape, label)
    assert len(set(zip(places.row, places.column, strict=True))) == len(label)
    assert 0 <= places.column.min() <= places.column.max() < places.columns
    assert set(places.row) == set(range(places.rows))


@given(LABELS)
def test_classes_share_no_row_unless_that_were_too_tall(drawn):
    label = np.array(drawn)
    places = Arrangement.of(len(label), SQUARE, label)
    rows = rows_of(places, label)
    if sum(map(len, rows)) > places.rows:  # some row is shared
        most = np.bincount(label).max()
        assert len(rows) > TALLEST * most or places.rows <= places.columns
    else:
        assert places.rows <= TALLEST * places.columns


@given(LABELS)
def test_a_class_stands_together_in_the_order_of_its_images(drawn):
    label = np.array(drawn)
    places = Arrangement.of(len(label), SQUARE, label)
    order = np.lexsort((places.column, places.row))
    classes = list(dict.fromkeys(drawn))
    assert order.tolist() == [i for one in classes for i in np.flatnonzero(label == one)]


@given(st.integers(1, 200), SHAPES)
def test_images_without_classes_make_about_a_square(n, shape):
    places = Arrangement.of(n, shape)
    height, width = shape
    assert places.rows * height <= places.columns * width or places.columns == n
    assert (places.columns - 1) * width < -(-n // max(1, places.columns - 1)) * height or places.columns == 1
    assert places.row.tolist() == [i // places.columns for i in range(n)]
    assert places.column.tolist() == [i % places.columns for i in range(n)]


@pytest.mark.parametrize(
    ("sizes", "rows", "columns"),
    [
        ([64], 8, 8),
        ([10, 10], 4, 5),
        ([7] * 10, 10, 7),
        ([32, 32], 8, 8),
        ([1] * 100, 10, 10),
        ([1] * 10, 3, 4),
        ([2] * 4, 4, 2),
        ([3, 47], 7, 8),
    ],
)
def test_so_many_classes_of_such_sizes_make_so_many_rows_and_columns(sizes, rows, columns):
    places = Arrangement.of(sum(sizes), SQUARE, np.repeat(np.arange(len(sizes)), sizes))
    assert (places.rows, places.columns) == (rows, columns)


def test_places_without_an_image_are_white():
    canvas = mosaic(np.zeros((5, 1, 4, 4)), (0.0, 1.0), np.array([0, 0, 1, 1, 1]))
    assert canvas.shape == (11, 16, 3)
    assert np.all(canvas[1:5, 11:15] == 1)
    assert np.all(canvas[6:10, 11:15] == 0)


def test_channels_that_are_images_of_their_own_stay_in_their_class():
    images = np.stack([np.zeros((2, 3, 3)), np.ones((2, 3, 3))])
    np.testing.assert_array_equal(mosaic(images, label=["a", "b"]), mosaic(images.reshape(4, 3, 3), label=[0, 0, 1, 1]))


def test_real_and_generated_images_are_arranged_alike(tmp_path, monkeypatch):
    seen = []
    module = import_module("ganreg.plot.samples")  # the name in the package is that of the function
    monkeypatch.setattr(module, "draw_mosaic", lambda ax, x, value_range, label: seen.append((x, label)))
    x, real, label = np.zeros((4, 1, 2, 2)), np.ones((4, 1, 2, 2)), [0, 0, 0, 1]
    plot.save_samples(x, tmp_path / "a.png", real, label=label)
    assert [(images.mean(), given_label) for images, given_label in seen] == [(1, label), (0, label)]


@pytest.mark.parametrize("shape", [(4, 1, 2, 2), (4, 2)])
def test_labels_of_another_length_are_refused(tmp_path, shape):
    with pytest.raises(DataError, match=r"Labels of shape \(3,\) for 4 samples"):
        plot.samples(np.zeros(shape), hidden_figure((3, 3)).add_subplot(), label=[0, 1, 2])
    with pytest.raises(DataError, match=r"expected \(4,\)"):
        plot.save_samples(np.zeros(shape), tmp_path / "a.png", label=[0, 1, 2])
    assert not (tmp_path / "a.png").exists()
