"""Formulas over the array API, recorded and held against themselves; formulas at random."""

import numpy as np

from ganreg_array.program import Number, Program, Recorder, SharedResultError

SHAPES = ((6, 4), (4,), (4, 6), (1, 4), (4, 4), ())


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
    """A program of the first arrays gives for the others what the formula gives, bit for bit."""
    program = recorded(formula, first, numbers[0], **how)
    for arrays, now in zip(others, numbers[1:] or [()] * len(others), strict=True):
        expected = formula(np, *[array.copy() for array in arrays], *now)
        found = run(program, arrays, now)
        for one, other in zip(found, expected if isinstance(expected, tuple) else (expected,), strict=True):
            assert_same_bits(one, np.asarray(other))
    return program


def assert_same_bits(one, other):
    np.testing.assert_array_equal(one, other)
    number = ~np.isnan(one)
    np.testing.assert_array_equal(np.signbit(one[number]), np.signbit(other[number]), err_msg="0.0 is not -0.0")
    assert one.dtype == other.dtype


def arrays_of(*shapes, seeds=3, dtype="float32"):
    return [[np.random.default_rng(s).normal(size=shape).astype(dtype) for shape in shapes] for s in range(seeds)]


# At random: a list of instructions that push arrays on a stack, and change some of those in place ---------------------

BINARY = ("add", "subtract", "multiply", "maximum", "minimum", "copysign")
UNARY = ("negative", "abs", "sign", "tanh", "square")


def _binary(xp, stack, draw):
    a, b = draw(stack), draw(stack)
    return [getattr(xp, draw(BINARY))(a, b)] if _fit(a, b) else []


def _unary(xp, stack, draw):
    return [getattr(xp, draw(UNARY))(draw(stack))]


def _with_number(xp, stack, draw):
    x, factor = draw(stack), draw((0, 1, 2.5, -1.0, -0.0))
    return [factor * x, x - factor, x + 0 * x]


def _view(xp, stack, draw):
    x = draw(stack)
    if x.ndim != 2:
        return []
    ways = [lambda: x[1:, ...], lambda: x[:, ::2], lambda: x.T, lambda: xp.reshape(x, (-1,)), lambda: x[:1, ...]]
    ways += [lambda: xp.flip(x, axis=0), lambda: xp.moveaxis(x, 0, 1), lambda: x[::-1, 1:], lambda: x[None, ..., -1:]]
    return [draw(ways)()]


def _reduced(xp, stack, draw):
    x = draw(stack)
    axis = draw((None, 0, -1)) if x.ndim else None
    return [getattr(xp, draw(("sum", "mean", "max")))(x, axis=axis)] if x.size else []


def _joined(xp, stack, draw):
    a, b = draw(stack), draw(stack)
    if not (a.ndim and a.ndim == b.ndim):
        return []
    axis = draw((0, a.ndim - 1))
    return [xp.concat([a, b, a], axis=axis)] if _without(a, axis) == _without(b, axis) else []


def _chosen(xp, stack, draw):
    a, b = draw(stack), draw(stack)
    return [xp.where(a > 0, a, b), xp.astype(a > b, a.dtype)] if a.shape == b.shape else []


def _multiplied(xp, stack, draw):
    """No outer products: by themselves they add 0.0 to each element, by programs they leave a -0.0."""
    a, b = draw(stack), draw(stack)
    return [a @ b] if a.ndim == b.ndim == 2 and a.shape[1] == b.shape[0] != 1 else []


def _added(xp, stack, draw):
    """A new array that is changed in place, as a whole and in part."""
    a, b = draw(stack), draw(stack)
    if not (a.ndim and _reaches(b, a)):
        return []
    x = a + 1
    view = x[1:, ...]
    x += b
    if draw((True, False)):
        x[: x.shape[0] // 2, ...] = b if b.ndim == 0 else 0.5
    view *= 2
    return [x, view]


def _overwritten(xp, stack, draw):
    """Any array, changed in place: what shares its memory sees it, an input is changed, a part is read and written."""
    x, b = draw(stack), draw(stack)
    if not x.ndim:
        return []
    way = draw((0, 1, 2, 3, 4))
    if way == 0 and _reaches(b, x):
        x *= b
    elif way == 1:
        x[1:, ...] = x[:-1, ...]
    elif way == 2:
        x += x[::-1, ...]
    elif way == 3 and x.ndim == 2 and x.shape[0] == x.shape[1]:
        x -= x.T
    elif way == 4 and _reaches(b, x):
        x[...] = b
    return [x + 0]


def _filled(xp, stack, draw):
    x = draw(stack)
    ways = [lambda: xp.zeros_like(x), lambda: xp.ones_like(x), lambda: xp.full(x.shape, 2.0, dtype=x.dtype)]
    made = draw(ways)()
    if made.ndim and draw((True, False)):
        made[-1:, ...] = x[-1:, ...]
    return [made, made * x]


def _constant(xp, stack, draw):
    x = draw(stack)
    ways = [lambda: xp.asarray([1.0, -2.0, 0.5, 3.0], dtype=x.dtype), lambda: xp.eye(4, dtype=x.dtype)]
    ways += [lambda: xp.arange(4, dtype=x.dtype), lambda: xp.concat([xp.ones((2, 4)), xp.zeros((2, 4))])]
    made = xp.astype(draw(ways)(), x.dtype)
    return [made, xp.exp(made)]


STEPS = (_binary, _unary, _with_number, _view, _reduced, _joined, _chosen, _multiplied, _added, _overwritten, _filled)
STEPS += (_constant,)


def _fit(a, b):
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        return False
    return True


def _reaches(a, b):
    """Whether an array can be repeated to another's shape."""
    return _fit(a, b) and np.broadcast_shapes(a.shape, b.shape) == tuple(b.shape)


def _without(x, axis):
    return (*x.shape[:axis], *x.shape[axis + 1 :])


class Choices:
    """Draws that can be made again: the same for each namespace, as they depend on shapes alone."""

    def __init__(self, numbers):
        self.numbers, self.place = numbers, 0

    def __call__(self, options):
        self.place += 1
        return options[self.numbers[self.place % len(self.numbers)] % len(options)]


def formula_of(numbers):
    """The formula that a list of whole numbers stands for."""

    def formula(xp, *arrays):
        stack, draw = list(arrays), Choices(numbers)
        with np.errstate(all="ignore"):
            for number in numbers[:14]:
                stack += STEPS[number % len(STEPS)](xp, stack, draw)
        return tuple(stack[len(arrays) :][-4:]) or (arrays[0] + 0,)

    return formula
