"""A step's function as a program: what it is given is filled, what is shared lies where it is, draws are drawn anew."""

import numpy as np
import pytest

from ganreg.draws import Draws, StepDraws
from ganreg_array.namespace import Namespace
from ganreg_array.program import NotRecordable
from ganreg_array.recording import Recording, equal

SPACE = Namespace(np, "float32")


def draws(update):
    return StepDraws(Draws(1), "critic", update)


def normal(step):
    return {"normal": step.stream("normal").normal((3,))}


def array(*values):
    return np.asarray(values, dtype="float32")


def recording(function, given, shared=()):
    return Recording(function, given, draws(0), SPACE, shared)


def test_arrays_numbers_and_draws_are_those_of_each_run():
    def function(tree, drawn):
        x, factor = tree
        return {"y": x * factor + drawn.named(normal)["normal"]}, []

    program = recording(function, (array(1, 2, 3), 0.5))
    for update in range(3):
        x, factor = array(update, 1, -1), update + 0.1
        noise = np.asarray(normal(draws(update))["normal"], dtype="float32")
        np.testing.assert_array_equal(program([x], [factor], draws(update))["y"], x * factor + noise)


def test_what_is_shared_is_read_and_written_where_it_lies():
    place, kept = array(1, 2), array(5, 6)

    def function(tree, drawn):
        own, x = tree
        return (own + 0,), [(place, own * 2 + x), (kept, own * 1)]

    program = recording(function, (place, array(0, 0)), (place, kept))
    place[...], kept[...] = 1, 0
    for expected in (array(1, 1), array(3, 3), array(7, 7)):
        (before,) = program([array(1, 1)], [], draws(0))
        np.testing.assert_array_equal(before, expected)
        np.testing.assert_array_equal(kept, expected)
        np.testing.assert_array_equal(place, 2 * expected + 1)


def test_an_array_that_is_given_twice_is_filled_at_both_places():
    x = array(1, 2)
    program = recording(lambda tree, drawn: ((tree[0] - tree[1],), []), (x, x))
    np.testing.assert_array_equal(program([array(3, 4), array(1, 1)], [], draws(0))[0], array(2, 3))


def test_it_holds_none_of_the_arrays_that_it_was_recorded_with():
    x = array(1, 2)
    recording(lambda tree, drawn: ((tree[0] + 1,), []), (x,))([array(8, 9)], [], draws(0))
    np.testing.assert_array_equal(x, array(1, 2))


@pytest.mark.parametrize(
    "function",
    [
        lambda tree, drawn: ((np.ones(2),), []),
        lambda tree, drawn: ((1.0,), []),
        lambda tree, drawn: ((tree[1],), []),
        lambda tree, drawn: ((tree[0] * max(tree[1], 1.0),), []),
    ],
)
def test_what_is_none_of_its_arrays_is_refused(function):
    with pytest.raises(NotRecordable):
        recording(function, (array(1, 2), 3.0))


def test_an_array_that_is_given_for_two_equal_operations_may_be_changed():
    def function(tree, drawn):
        xp = drawn.space.xp
        a, b = xp.exp(tree[0]), xp.exp(tree[0])
        a += 1
        return (a, b), []

    a, b = recording(function, (array(1, 2),))([array(0, 0)], [], draws(0))
    np.testing.assert_array_equal((a, b), (array(2, 2), array(1, 1)))


def test_structures_are_equal_number_for_number():
    one = {"a": array(1, np.nan), "b": (array(2), None)}
    assert equal(one, {"a": array(1, np.nan), "b": (array(2), None)})
    assert not equal(one, {"a": array(1, 2), "b": (array(2), None)})
    assert not equal(one, {"a": array(1, np.nan), "b": (array(3), None)})
