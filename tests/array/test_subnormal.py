"""Numbers too small to compute with at full speed are 0, and no others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg_array.subnormal import EVERY, MARGIN, flushed, is_due


@given(st.lists(st.floats(width=32), max_size=9))
def test_only_what_is_tiny_is_changed(values):
    x = np.asarray(values, dtype="float32")
    least = MARGIN * np.finfo("float32").smallest_normal
    expected = [0.0 if abs(value) < least else value for value in x.tolist()]
    np.testing.assert_array_equal(flushed(x, np), np.asarray(expected, dtype="float32"))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_bound_is_that_of_the_precision(dtype):
    least = MARGIN * np.finfo(dtype).smallest_normal
    x = np.asarray([least, -least, least / 2, 0, 1], dtype=dtype)
    np.testing.assert_array_equal(flushed(x, np), np.asarray([least, -least, 0, 0, 1], dtype=dtype))
    assert flushed(x, np).dtype == x.dtype


def test_the_given_moment_stays():
    x = np.asarray([1e-40], dtype="float32")
    flushed(x, np)
    assert x[0] > 0


def test_a_mean_cannot_fall_below_what_is_normal_between_two_looks():
    assert MARGIN * 0.85**EVERY > 1


def test_looks_are_regular():
    assert [step for step in range(1, 50) if is_due(step)] == [EVERY, 2 * EVERY, 3 * EVERY]
