"""Recorded once and run on other numbers, a formula gives what it gives by itself, bit for bit."""

import gc
import weakref

import numpy as np
import pytest
from formulas import SHAPES, arrays_of, assert_repeats, formula_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ganreg_array.program import Recorder, tiles

INSTRUCTIONS = st.lists(st.integers(0, 10**6), min_size=4, max_size=40)


@settings(max_examples=300)
@given(INSTRUCTIONS, st.sampled_from(["float32", "float64"]), st.booleans())
def test_any_formula_is_repeated(numbers, dtype, sharing):
    first, *others = arrays_of(*SHAPES, dtype=dtype)
    assert_repeats(formula_of(numbers), first, others, sharing=sharing)


@settings(max_examples=300)
@given(INSTRUCTIONS, st.sampled_from([16, 64]))
def test_so_it_is_piece_by_piece(numbers, piece):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "PIECE", piece)
        first, *others = arrays_of(*SHAPES)
        assert_repeats(formula_of(numbers), first, others)


# What is particular ---------------------------------------------------------------------------------------------------


def test_what_is_the_same_at_each_run_is_computed_once():
    def formula(xp, x):
        return x * (xp.ones_like(x) / x.shape[0] + xp.exp(xp.asarray([0.5])))

    first, *others = arrays_of((4, 2), dtype="float64")
    assert len(assert_repeats(formula, first, others).calls) == 1


def test_what_nobody_reads_is_left_out():
    def formula(xp, x):
        xp.exp(x)
        return x + 1

    first, *others = arrays_of((4,))
    assert len(assert_repeats(formula, first, others).calls) == 1


def test_what_is_computed_twice_is_kept_once_unless_it_is_changed():
    def twice(xp, x):
        return xp.exp(x) + xp.exp(x)

    def changed(xp, x):
        a = xp.exp(x)
        a += 1
        b = xp.exp(x)
        return a * b

    def changed_later(xp, x):
        a, b = xp.exp(x), xp.exp(x)
        a += 1
        return a * b

    first, *others = arrays_of((4,))
    assert len(assert_repeats(twice, first, others).calls) == 2
    assert_repeats(changed, first, others)
    assert_repeats(changed_later, first, others)


def test_parts_that_are_only_put_together_are_computed_at_their_places():
    def formula(xp, x, y):
        return xp.concat([xp.exp(x), xp.reshape(xp.tanh(y), (-1,)), x])

    first, *others = arrays_of((3,), (2, 2))
    assert len(assert_repeats(formula, first, others).calls) == 3  # x itself is an input, and has to be copied


def test_a_parts_place_is_not_taken_while_it_is_looked_at():
    def formula(xp, x):
        z = xp.zeros((4,), dtype=x.dtype)
        a = xp.exp(x)
        before = z[:2] + x
        z[:2] = a
        a = a + z[:2]
        return z, before, a

    first, *others = arrays_of((2,))
    assert_repeats(formula, first, others)


def test_a_part_that_is_looked_at_later_stays_what_it_was():
    def formula(xp, x):
        z = xp.zeros((4,), dtype=x.dtype)
        a = xp.exp(x)
        z[:2] = a
        z += 1
        return z, a * 2

    first, *others = arrays_of((2,))
    assert_repeats(formula, first, others)


def test_a_place_that_is_looked_at_before_the_copy_stays_what_it_was():
    def formula(xp, x):
        z = x * 0 + 3
        a = xp.exp(x[:2])
        before = z * 2
        z[:2] = a
        return z, before

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_a_place_that_is_looked_at_backwards_before_the_copy_stays_what_it_was():
    def formula(xp, x):
        z = x * 0 + 3
        a = xp.exp(x[:1])
        before = z[1::-1] * 2
        z[:1] = a
        return z, before

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_of_a_part_of_an_array_the_rest_is_not_computed_over_its_neighbours():
    def formula(xp, x):
        z = x * 0 + 3
        a = xp.exp(x)
        z[:2] = a[:2]
        return z

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_a_constant_that_is_changed_after_something_has_read_it_is_made_anew():
    def formula(xp, x):
        c = xp.asarray([1.0, 2.0, 3.0, 4.0], dtype=x.dtype)
        y = x + c
        c += 1
        return y, x * c

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_a_constant_stays_what_it_was_though_a_change_that_nobody_reads_is_left_out():
    def formula(xp, x):
        c = xp.asarray([1.0, 2.0, 3.0, 4.0], dtype=x.dtype)
        y = x + c
        c *= x
        return y

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_memory_is_used_again():
    def formula(xp, x):
        for _ in range(50):
            x = xp.tanh(xp.tanh(x @ x.T) @ x)
        return x

    first, *others = arrays_of((8, 8))
    program = assert_repeats(formula, first, others)
    assert program.nbytes <= 4 * 8 * 8 * 4


def test_while_recording_an_array_goes_as_soon_as_the_formula_lets_go_of_it():
    recorder = Recorder(np)
    x = recorder.input(np.zeros(3))
    y = recorder.xp.exp(recorder.xp.tanh(x))
    memory = weakref.ref(y.data)
    y = recorder.xp.exp(y)
    gc.collect()
    assert memory() is None


def test_an_input_may_be_changed_and_given_back():
    def formula(xp, x):
        x += 1
        return x

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_arrays_keep_the_layout_that_numpy_gives_them():
    def formula(xp, x):
        y = xp.permute_dims(x, (2, 0, 1)) * 2
        z = xp.concat([y, y])
        return xp.sum(xp.astype(z > 0, x.dtype) * z, axis=(0, 2)), xp.reshape(z, (-1,))

    first, *others = arrays_of((5, 33, 7))
    assert_repeats(formula, first, others)


def test_nan_and_nothing_are_repeated():
    def formula(xp, x, empty):
        return xp.maximum(x, xp.zeros_like(x[:1, ...])), xp.concat([empty, x]), xp.sum(empty, axis=0)

    shapes = (3, 2), (0, 2)
    first, *others = arrays_of(*shapes)
    others[0][0][1, 1] = np.nan
    assert_repeats(formula, first, others)
