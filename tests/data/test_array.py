"""Batches from arrays."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.data import ArraySource, Scaling
from ganreg.data.statistics import Statistics
from ganreg.draws import Draws
from ganreg.errors import DataError

SIZES = st.integers(1, 40)


def numbered(size, *shape):
    return np.arange(size * int(np.prod(shape)), dtype=np.float64).reshape(size, *shape)


@given(SIZES, st.integers(0, 2**63), st.integers(0, 200))
def test_the_same_seed_and_index_give_the_same_batch(size, seed, index):
    x = numbered(size, 3)
    one, other = ArraySource(x), ArraySource(x)
    other.batch(1, Draws(seed), 7)
    np.testing.assert_array_equal(one.batch(1, Draws(seed), index).x, other.batch(1, Draws(seed), index).x)


@pytest.mark.parametrize("change", [{"index": 1}, {"path": "data/generator"}, {"draws": Draws(1)}])
def test_another_index_path_or_seed_gives_another_batch(change):
    source = ArraySource(numbered(1000, 2))
    place = {"draws": Draws(0), "index": 0} | change
    assert not np.array_equal(source.batch(50, Draws(0), 0).x, source.batch(50, **place).x)


@given(SIZES, st.data(), st.integers(0, 3))
def test_an_epoch_visits_each_sample_at_most_once(size, data, epoch):
    n = data.draw(st.integers(1, size))
    source, draws, steps = ArraySource(numbered(size, 1)), Draws(3), size // n
    seen = np.concatenate([source.batch(n, draws, epoch * steps + k).x for k in range(steps)]).ravel()
    assert len(seen) == steps * n == len(set(seen))


def test_each_epoch_has_an_order_of_its_own():
    source, draws = ArraySource(numbered(100, 1)), Draws(0)
    assert not np.array_equal(source.batch(100, draws, 0).x, source.batch(100, draws, 1).x)


def test_batches_do_not_depend_on_what_was_asked_before():
    source, draws = ArraySource(numbered(10, 1)), Draws(0)
    forward = [source.batch(3, draws, k, path).x for k in range(20) for path in "abcdef"]
    fresh = [ArraySource(numbered(10, 1)).batch(3, Draws(0), k, path).x for k in range(20) for path in "abcdef"]
    np.testing.assert_array_equal(forward, fresh)


def test_few_permutations_are_kept():
    source, draws = ArraySource(numbered(10, 1)), Draws(0)
    for epoch in range(50):
        source.batch(10, draws, epoch)
    assert len(source._permutations) <= 4


@given(st.integers(2, 30), st.integers(0, 20))
def test_a_memory_map_gives_the_batches_of_the_array(tmp_path_factory, size, index):
    x = numbered(size, 2, 3)
    path = tmp_path_factory.getbasetemp() / "mapped.npy"
    np.save(path, x)
    mapped = np.load(path, mmap_mode="r")
    one, other = ArraySource(x).batch(2, Draws(1), index), ArraySource(mapped).batch(2, Draws(1), index)
    np.testing.assert_array_equal(one.x, other.x)
    assert type(other.x) is np.ndarray


def test_a_memory_map_is_read_in_the_order_of_the_file(tmp_path):
    np.save(tmp_path / "x.npy", numbered(50, 1))
    orders = []

    class Watched(np.ndarray):
        def take(self, rows, axis):
            orders.append(rows)
            return super().take(rows, axis)

    source = ArraySource(np.load(tmp_path / "x.npy", mmap_mode="r"))
    source._x = source._x.view(Watched)
    source.batch(20, Draws(0), 0)
    assert len(orders) == 1
    assert np.all(np.diff(orders[0]) > 0)


def test_a_memory_map_is_never_copied_whole(tmp_path):
    file = np.lib.format.open_memmap(tmp_path / "x.npy", mode="w+", dtype="u1", shape=(2**14, 2**12))  # zeros, sparse
    tracemalloc.start()
    source, draws = ArraySource(np.load(tmp_path / "x.npy", mmap_mode="r")), Draws(0)
    for index in range(300):
        source.batch(64, draws, index)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < file.nbytes / 1.5


@pytest.mark.parametrize("mapped", [False, True])
def test_labels_stay_with_their_samples(tmp_path, mapped):
    np.save(tmp_path / "x.npy", numbered(30, 1))
    source = ArraySource(np.load(tmp_path / "x.npy", mmap_mode="r" if mapped else None), np.arange(30))
    batch = source.batch(7, Draws(5), 2)
    np.testing.assert_array_equal(batch.x[:, 0], batch.label)


def test_a_batch_is_a_copy():
    x = numbered(10, 2)
    ArraySource(x).batch(10, Draws(0), 0).x[:] = -1
    assert x.min() == 0


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [("u1", "f4"), ("?", "f4"), ("f2", "f4"), ("f4", "f4"), (">f4", "f4"), ("i4", "f8"), ("f8", "f8"), ("g", "f8")],
)
def test_batches_are_native_single_or_double_precision(dtype, expected):
    assert ArraySource(np.ones((4, 2), dtype)).batch(2, Draws(0), 0).x.dtype == np.dtype(expected)


def test_the_shape_and_the_size_are_those_of_the_array():
    source = ArraySource(numbered(7, 1, 4, 5))
    assert (source.shape, source.size) == ((1, 4, 5), 7)


def test_an_unbounded_generator_gets_mean_0_and_deviation_1():
    x = np.random.default_rng(0).normal(5, 3, (500, 4))
    scaled = ArraySource(x).scaling(None).to_generator(x)
    np.testing.assert_allclose([scaled.mean(), scaled.std()], [0, 1], atol=1e-13)


def test_a_bounded_generator_gets_the_range():
    scaling = ArraySource(np.array([[0.0], [16.0]])).scaling((-1.0, 1.0))
    assert scaling == Scaling(8, 8)


def test_constant_data_are_only_centred():
    assert ArraySource(np.full((5, 2), 3.0)).scaling(None) == Scaling(3, 1)


@given(st.integers(1, 30), st.integers(1, 100), st.floats(-1e6, 1e6))
def test_statistics_in_chunks_are_those_of_the_whole(size, chunk, offset):
    x = np.random.default_rng(size).normal(offset, 1, (size, 3))
    found = Statistics.of(x, chunk)
    assert (found.low, found.high) == (x.min(), x.max())
    np.testing.assert_allclose([found.mean, found.deviation], [x.mean(), x.std()], rtol=1e-9, atol=1e-9)


def test_the_deviation_survives_a_large_mean():
    x = np.random.default_rng(0).normal(1e8, 1, (3000, 1))
    assert Statistics.of(x, 100).deviation == pytest.approx(x.std(), rel=1e-9)


@pytest.mark.parametrize("chunk", [1, 4, 1000])
def test_non_finite_values_are_counted_and_the_first_is_named(chunk):
    x = numbered(9, 2, 2)
    x[4, 1, 0], x[4, 1, 1], x[8, 0, 0] = np.inf, np.nan, -np.inf
    with pytest.raises(DataError, match=r"3 values .* first at index \(4, 1, 0\)"):
        Statistics.of(x, chunk)


@given(st.integers(0, 8), st.integers(1, 10))
def test_a_single_nan_is_found_wherever_it_is(row, chunk):
    x = numbered(9, 1)
    x[row] = np.nan
    with pytest.raises(DataError, match=rf"1 values .* \({row}, 0\)"):
        Statistics.of(x, chunk)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.array([[1.0, np.nan]]), r"1 value.* \(0, 1\)"),
        (np.zeros(5), r"shape \(5,\), expected \(n, features\)"),
        (np.float64(1), r"shape \(\)"),
        (np.zeros((0, 2)), "empty"),
        (np.zeros((3, 0)), "empty"),
        (np.array([["a"]]), "dtype <U1"),
        (np.array([[None]]), "dtype object"),
        (np.array([[1j]]), "complex128"),
        (np.array([[1e200], [-1e200]]), "too large"),
        (np.ma.masked_array([[1.0]], [[True]]), "masked"),
    ],
)
def test_data_that_cannot_be_trained_on_are_refused(x, message):
    with pytest.raises(DataError, match=message):
        ArraySource(x)


@pytest.mark.parametrize("label", [np.zeros(3), np.zeros((4, 1)), np.array(["a"] * 4), np.array([0, 1, 2, np.nan])])
def test_labels_must_be_one_number_per_sample(label):
    with pytest.raises(DataError, match="labels"):
        ArraySource(np.zeros((4, 2)), label)


def test_fewer_samples_than_a_batch_are_refused():
    source = ArraySource(np.zeros((4, 2)))
    source.check(4)
    for ask in (lambda: source.check(5), lambda: source.batch(5, Draws(0), 0)):
        with pytest.raises(DataError, match="4 samples, fewer than one batch of 5"):
            ask()
