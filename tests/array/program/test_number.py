"""Numbers that move are computed anew at each run, by Python itself."""

import numpy as np
import pytest
from formulas import arrays_of, assert_repeats, recorded

from ganreg_array.program import NotRecordable, Number


def test_arithmetic_is_pythons_own():
    def formula(xp, x, t, rate):
        return (rate / (1 - 0.999 ** (t - (t > 1)))) * x + x / (-rate) - (t * 2 + 1)

    first, *others = arrays_of((3,))
    assert_repeats(formula, first, others, numbers=[(3, 0.1), (1, 0.03), (1000, 1e-5)])


def test_whole_numbers_stay_whole():
    def formula(xp, x, t):
        return x * (2 ** (t * 40 - 79) / 2 ** (t * 40 - 80)) + x * (t**3 > 20)

    first, *others = arrays_of((3,))
    assert_repeats(formula, first, others, numbers=[(2,), (3,), (40,)])


def test_infinity_is_a_number():
    def formula(xp, x, t):
        return xp.minimum(x, t + float("inf")) + xp.maximum(x, -float("inf") * t)

    first, *others = arrays_of((3,))
    assert_repeats(formula, first, others, numbers=[(2,), (3,), (40,)])


def test_arrays_are_filled_with_them():
    def formula(xp, x, t):
        a, b = xp.full(x.shape, t / 3, dtype=x.dtype), xp.full_like(x, t)
        b[1:] = t * 2
        return xp.where(x > 0, a, b), xp.where(x > 0, t, x), a * b

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others, numbers=[(0.5,), (2.5,), (-1.5,)])


def test_a_number_meets_single_precision_in_single_precision():
    first, *others = arrays_of((4,))
    assert_repeats(lambda xp, x, t: (t / 3) * x, first, others, numbers=[(0.1,), (0.7,), (1e-12,)])


@pytest.mark.parametrize("scalar", [np.float64(0.5), np.float32(0.5), np.int64(2)])
def test_scalars_with_a_type_of_their_own_are_not_mixed_in(scalar):
    for formula in (lambda xp, x, t: x * (t * scalar), lambda xp, x, t: x * (scalar**t)):
        with pytest.raises((NotRecordable, TypeError)):
            recorded(formula, arrays_of((3,))[0], (0.5,))


@pytest.mark.parametrize(
    "use", [bool, float, int, abs, round, lambda t: 1 if t > 1 else 0, lambda t: t % 2, lambda t: [0][t]]
)
def test_numbers_that_move_are_not_branched_on(use):
    with pytest.raises(NotRecordable):
        use(Number.at(0, 1))
