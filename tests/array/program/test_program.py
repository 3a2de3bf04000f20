"""Recorded once and run on other numbers, a formula gives what it gives by itself, bit for bit."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg_array.program import NotRecordable, Number, Program, Recorder, SharedResultError, tiles

SHAPES = ((6, 4), (4,), (4, 6), (1, 4), ())


def recorded(formula, arrays, numbers=(), sharing=True):
    """A formula's program, recorded with some arrays and numbers."""
    recorder = Recorder(np, sharing=sharing)
    inputs = [recorder.input(array) for array in arrays]
    given_numbers = [Number.at(place, value) for place, value in enumerate(numbers)]
    try:
        found = formula(recorder.xp, *inputs, *given_numbers)
    except SharedResultError:
        assert sharing
        return recorded(formula, arrays, numbers, sharing=False)
    return Program(recorder, found if isinstance(found, tuple) else (found,))


def run(program, arrays, numbers=()):
    for place, array in zip(program.inputs, arrays, strict=True):
        np.copyto(place, array)
    program.run(numbers)
    return program.outputs


def assert_repeats(formula, first, others, numbers=((),), **how):
    """A program of the first arrays gives for the others what the formula gives."""
    program = recorded(formula, first, numbers[0], **how)
    for arrays, now in zip(others, numbers[1:] or [()] * len(others), strict=True):
        expected = formula(np, *[array.copy() for array in arrays], *now)
        found = run(program, arrays, now)
        for one, other in zip(found, expected if isinstance(expected, tuple) else (expected,), strict=True):
            np.testing.assert_array_equal(one, other)
            assert one.dtype == np.asarray(other).dtype
    return program


# Formulas at random: a list of instructions that push arrays on a stack, and change some of them in place. ------------

BINARY = ("add", "subtract", "multiply", "maximum", "minimum")
UNARY = ("negative", "abs", "sign", "tanh", "square")


def _binary(xp, stack, draw):
    a, b = draw(stack), draw(stack)
    return [getattr(xp, draw(BINARY))(a, b)] if _fit(a, b) else []


def _unary(xp, stack, draw):
    return [getattr(xp, draw(UNARY))(draw(stack))]


def _with_number(xp, stack, draw):
    x, factor = draw(stack), draw((0, 1, 2.5, -1.0))
    return [factor * x, x - factor, x + 0 * x]


def _view(xp, stack, draw):
    x = draw(stack)
    if x.ndim != 2:
        return []
    ways = [lambda: x[1:, ...], lambda: x[:, ::2], lambda: x.T, lambda: xp.reshape(x, (-1,)), lambda: x[:1, ...]]
    return [draw(ways)()]


def _reduced(xp, stack, draw):
    x = draw(stack)
    axis = draw((None, 0)) if x.ndim else None
    return [getattr(xp, draw(("sum", "mean", "max")))(x, axis=axis)] if x.size else []


def _joined(xp, stack, draw):
    a, b = draw(stack), draw(stack)
    return [xp.concat([a, b, a])] if a.ndim and a.shape[1:] == b.shape[1:] and a.ndim == b.ndim else []


def _chosen(xp, stack, draw):
    a, b = draw(stack), draw(stack)
    return [xp.where(a > 0, a, b), xp.astype(a > b, a.dtype)] if a.shape == b.shape else []


def _multiplied(xp, stack, draw):
    a, b = draw(stack), draw(stack)
    return [a @ b] if a.ndim == b.ndim == 2 and a.shape[1] == b.shape[0] else []


def _changed(xp, stack, draw):
    """A new array that is changed in place, as a whole and in part."""
    a, b = draw(stack), draw(stack)
    if not (a.ndim and _fit(a, b) and np.broadcast_shapes(a.shape, b.shape) == tuple(a.shape)):
        return []
    x = a + 1
    view = x[1:, ...]
    x += b
    if draw((True, False)):
        x[: x.shape[0] // 2, ...] = b if b.ndim == 0 else 0.5
    view *= 2
    return [x, view]


def _filled(xp, stack, draw):
    x = draw(stack)
    made = xp.zeros_like(x) if draw((True, False)) else xp.ones_like(x)
    if made.ndim and draw((True, False)):
        made[-1:, ...] = x[-1:, ...]
    return [made, made * x]


STEPS = (_binary, _unary, _with_number, _view, _reduced, _joined, _chosen, _multiplied, _changed, _filled)


def _fit(a, b):
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        return False
    return True


class Choices:
    """Draws that can be made again: the same for each namespace, as they depend on shapes alone."""

    def __init__(self, numbers):
        self.numbers, self.place = numbers, 0

    def __call__(self, options):
        self.place += 1
        return options[self.numbers[self.place % len(self.numbers)] % len(options)]


def formula_of(numbers):
    def formula(xp, *arrays):
        stack, draw = list(arrays), Choices(numbers)
        for number in numbers[:14]:
            stack += STEPS[number % len(STEPS)](xp, stack, draw)
        return tuple(stack[len(arrays) :][-4:]) or (arrays[0] + 0,)

    return formula


def samples(seed, dtype):
    random = np.random.default_rng(seed)
    return [random.normal(size=shape).astype(dtype) for shape in SHAPES]


@given(st.lists(st.integers(0, 10**6), min_size=4, max_size=40), st.sampled_from(["float32", "float64"]), st.booleans())
def test_any_formula_is_repeated(numbers, dtype, sharing):
    first, *others = (samples(seed, dtype) for seed in range(3))
    assert_repeats(formula_of(numbers), first, others, sharing=sharing)


@given(st.lists(st.integers(0, 10**6), min_size=4, max_size=40))
def test_so_it_is_piece_by_piece(numbers):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "PIECE", 16)
        first, *others = (samples(seed, "float32") for seed in range(3))
        assert_repeats(formula_of(numbers), first, others)


# What is particular ---------------------------------------------------------------------------------------------------


def arrays_of(*shapes, seeds=3, dtype="float32"):
    return [[np.random.default_rng(s).normal(size=shape).astype(dtype) for shape in shapes] for s in range(seeds)]


def test_numbers_that_move_are_computed_anew_by_python_itself():
    def formula(xp, x, t, rate):
        return (rate / (1 - 0.999 ** (t - (t > 1)))) * x + x / (-rate) - (t * 2 + 1)

    first, *others = arrays_of((3,))
    assert_repeats(formula, first, others, numbers=[(3, 0.1), (1, 0.03), (1000, 1e-5)])


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


def test_a_constant_that_is_changed_after_something_has_read_it_is_made_anew():
    def formula(xp, x):
        c = xp.asarray([1.0, 2.0, 3.0, 4.0], dtype=x.dtype)
        y = x + c
        c += 1
        return y, x * c

    first, *others = arrays_of((4,))
    assert_repeats(formula, first, others)


def test_pieces_are_not_read_across_before_they_are_whole(monkeypatch):
    def formula(xp, x):
        y = x + 1
        z = x + y.T
        y -= z
        return z, y, xp.exp(y)

    monkeypatch.setattr(tiles, "PIECE", 64)
    first, *others = arrays_of((16, 16))
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
    ],
)
def test_what_no_program_can_repeat_is_refused(formula):
    recorder = Recorder(np)
    with pytest.raises((NotRecordable, TypeError)):
        formula(recorder.xp, recorder.input(np.ones(3)))


@pytest.mark.parametrize(
    "use", [bool, float, int, abs, round, lambda t: 1 if t > 1 else 0, lambda t: t % 2, lambda t: [0][t]]
)
def test_numbers_that_move_are_not_branched_on(use):
    with pytest.raises(NotRecordable):
        use(Number.at(0, 1))
