"""Done piece by piece, operations give what they give at once."""

import pytest
from formulas import arrays_of, assert_repeats

from ganreg_array.program import tiles

PIECE = 64


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(tiles, "PIECE", PIECE)


def test_pieces_are_not_read_across_before_they_are_whole():
    def formula(xp, x):
        y = x + 1
        z = x + y.T
        y -= z
        return z, y, xp.exp(y)

    first, *others = arrays_of((16, 16))
    assert_repeats(formula, first, others)


def test_long_rows_are_cut():
    first, *others = arrays_of((64, 4))
    program = assert_repeats(lambda xp, x: xp.tanh(x) * 2 + xp.exp(x), first, others)
    assert len(program.calls) == 4 * 64 * 4 * 4 // PIECE


def moved_along(xp, x):
    y = x + 1
    y[1:, ...] = y[:-1, ...]
    return y


def mirrored(xp, x):
    y = x + 1
    y += y[::-1, ...]
    return y


def transposed(xp, x):
    y = x + 1
    y += y.T
    return y


def in_its_place(xp, x):
    """The sum takes the memory of `y`, which it reads in two ways."""
    y = x + 1
    return (y + y.T) * 2


@pytest.mark.parametrize("formula", [moved_along, mirrored, transposed, in_its_place])
def test_what_reads_its_own_result_elsewhere_is_not_cut(formula):
    first, *others = arrays_of((16, 16))
    assert_repeats(formula, first, others)


def test_an_array_that_others_repeat_is_whole_before_they_do():
    def formula(xp, x, column):
        y = x + 1
        return column + y, y

    first, *others = arrays_of((64,), (64, 1))
    assert_repeats(formula, first, others)


def test_what_others_repeat_is_not_cut():
    def formula(xp, x, row, column):
        return xp.exp((x + row) * column) - row

    first, *others = arrays_of((32, 32), (32,), (32, 1))
    assert_repeats(formula, first, others)


def test_arrays_that_lie_by_columns_are_cut_across_them():
    first, *others = arrays_of((8, 32))
    assert_repeats(lambda xp, x: (x.T * 2 + 1, xp.exp(x).T - x.T), first, others)
