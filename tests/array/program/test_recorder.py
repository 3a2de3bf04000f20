"""What is recorded is what was done, and what cannot be repeated is refused."""

import numpy as np
import pytest
from formulas import arrays_of, assert_repeats, recorded
from scipy.special import erfc

from ganreg_array.program import NotRecordable, Recorder


@pytest.mark.parametrize(
    "formula",
    [
        lambda xp, x: x * float(xp.sum(x)),
        lambda xp, x: x if x[0] > 0 else -x,
        lambda xp, x: x * np.ones(3),
        lambda xp, x: x[x > 0],
        lambda xp, x: x + int(x[0]),
        lambda xp, x: xp.asarray(np.zeros(3)) + x,
        lambda xp, x: next(iter(x)),
        lambda xp, x: x[[0, 1]],
        lambda xp, x: x[np.asarray([0, 1])],
        lambda xp, x: xp.unique_values(x),
        lambda xp, x: xp.nonzero(x)[0],
        lambda xp, x: xp.repeat(x, xp.astype(x, xp.int64)),
        lambda xp, x: np.linalg.norm(x),
        lambda xp, x: np.add.reduce(x),
        lambda xp, x: np.modf(x)[0],
        lambda xp, x: np.vecdot(x, x),
        lambda xp, x: np.add(x, 1, out=x),
        lambda xp, x: np.ones(3) + x,
        lambda xp, x: xp.argsort(x=x),
    ],
)
def test_what_no_program_can_repeat_is_refused(formula):
    recorder = Recorder(np)
    with pytest.raises((NotRecordable, TypeError)):
        formula(recorder.xp, recorder.input(np.ones(3)))


def written_by_a_list(xp, x):
    x[[0, 1]] = 0.0
    return x


def written_by_a_mask(xp, x):
    x[x > 0] = 0.0
    return x


@pytest.mark.parametrize("formula", [written_by_a_list, written_by_a_mask])
def test_nothing_is_written_where_only_values_tell(formula):
    with pytest.raises(NotRecordable):
        recorded(formula, arrays_of((3,))[0])


def flipped(xp, x):
    y = x + 1
    xp.flip(y, axis=0)[...] += x
    return y


def turned(xp, x):
    y = x + 1
    z = xp.moveaxis(y, 0, 1)
    z *= 2
    return y, z


def reshaped(xp, x):
    y = x + 1
    z = xp.reshape(y, (-1,))
    z += 1
    return y, z


def reshaped_elsewhere(xp, x):
    y = x.T + 1
    z = xp.reshape(y.T[:, ::2], (-1,))
    z += 1
    return y, z


def copied_on_purpose(xp, x):
    y, z = xp.reshape(x, (-1,), copy=True), xp.asarray(x, copy=True)
    y += 1
    z += 2
    return x * 1, y, z


def counted(xp, x):
    """Where NumPy gives scalars, `+=` names another one."""
    total = first = xp.sum(x)
    total += xp.max(x)
    return first, total


@pytest.mark.parametrize("formula", [flipped, turned, reshaped, reshaped_elsewhere, copied_on_purpose, counted])
def test_views_are_views_and_copies_are_copies(formula):
    first, *others = arrays_of((4, 6))
    assert_repeats(formula, first, others)


def test_views_cost_nothing():
    first, *others = arrays_of((4, 6))
    program = assert_repeats(lambda xp, x: xp.exp(xp.moveaxis(xp.flip(x, axis=0), 0, 1)), first, others)
    assert len(program.calls) == 1


@pytest.mark.parametrize("sharing", [True, False])
def test_zeros_keep_their_signs(sharing):
    def formula(xp, x):
        positive = x > 0
        signs = xp.copysign(x, 0.0), xp.copysign(x, -0.0)
        return *signs, xp.where(positive, 0.0, x), xp.where(positive, -0.0, x)

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others, sharing=sharing)


def test_a_factor_that_is_the_same_throughout_does_not_change_how_a_product_lies():
    def formula(xp, x):
        return xp.sum(xp.ones((67, 33), dtype=x.dtype) * x.T, axis=0)

    first, *others = arrays_of((33, 67))
    assert_repeats(formula, first, others)


def test_functions_of_numpys_kind_are_recorded_whoever_calls_them():
    def formula(xp, x):
        return erfc(np.exp(x)) * np.float32(2), np.maximum(x, 0.5), np.float64(2) * x

    first, *others = arrays_of((4,))
    assert len(assert_repeats(formula, first, others).calls) == 5


def test_scalars_of_numpy_keep_their_type():
    def formula(xp, x):
        return x * np.float32(0.1), x * np.float64(0.1), x + xp.finfo(x.dtype).eps

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.filterwarnings("ignore:Mean of empty")
def test_the_mean_of_nothing_is_no_number():
    first, *others = arrays_of((0, 3))
    assert_repeats(lambda xp, x: (xp.mean(x), xp.mean(x, axis=0), xp.mean(x, axis=1)), first, others)


def function_of_all_sorts(xp, x):
    order = xp.argsort(x, axis=1)
    sums = xp.cumulative_sum(x, axis=0), xp.var(x, axis=0), xp.prod(x), xp.sum(x, dtype=xp.float64)
    moved = xp.take_along_axis(x, order, axis=1), xp.roll(x, 1, axis=0), xp.tile(x, (2, 1)), xp.repeat(x, 2, axis=0)
    return *sums, *moved, xp.linalg.vector_norm(x), x[xp.argmax(x, axis=1), ...], xp.linalg.svdvals(x)


def test_numbers_are_cut_to_whole_ones():
    def formula(xp, x):
        return xp.astype(x * 9, xp.int64), x[xp.astype(xp.abs(x), xp.int32), ...], xp.asarray(x, dtype=xp.int8)

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_functions_without_a_place_to_write_to_are_repeated():
    first, *others = arrays_of((5, 5))
    assert_repeats(function_of_all_sorts, first, others)
