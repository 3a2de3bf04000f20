"""A player's memory for programs, beside a state that never changes."""

import numpy as np
import pytest

from ganreg.state import FlatParameters, OptimizerState, PlayerState
from ganreg_array.resident import Resident

LAYOUT = {"w": (2,), "b": (1,)}


def player(value):
    flat = FlatParameters(np.full(3, value, dtype="float32"), LAYOUT)
    moments = {"mean": FlatParameters(np.full(3, value / 2, dtype="float32"), LAYOUT)}
    return PlayerState(flat, OptimizerState(4, moments))


@pytest.fixture
def memory():
    own = Resident(player(1.0), np)
    own.load(player(1.0))
    return own


def test_a_state_is_copied_not_taken(memory):
    state = player(3.0)
    memory.load(state)
    memory.params += 1
    memory.moments["mean"] += 1
    np.testing.assert_array_equal(state.params.buffer, 3.0)
    np.testing.assert_array_equal(state.optimizer.moments["mean"].buffer, 1.5)


def test_the_same_state_is_loaded_once(memory):
    state = player(3.0)
    memory.load(state)
    memory.params[...] = 7.0
    memory.load(state)
    np.testing.assert_array_equal(memory.params, 7.0)


def test_what_programs_have_moved_on_from_is_not_loaded_over_it(memory):
    memory.params[...] = 7.0
    memory.ahead = True
    memory.load(player(3.0))
    np.testing.assert_array_equal(memory.params, 7.0)


def test_a_state_catches_up_with_numbers_of_its_own(memory):
    state = player(1.0)
    assert memory.caught_up(state) is state
    memory.params[...], memory.moments["mean"][...], memory.ahead = 7.0, 8.0, True
    after = memory.caught_up(state)
    memory.params[...] = 9.0
    np.testing.assert_array_equal(after.params.buffer, 7.0)
    np.testing.assert_array_equal(after.optimizer.moments["mean"].buffer, 8.0)
    assert not memory.ahead
    assert after.params.shapes == LAYOUT


def test_what_has_caught_up_need_not_be_loaded(memory):
    memory.params[...], memory.ahead = 7.0, True
    after = memory.caught_up(player(1.0))
    memory.params[...] = 9.0
    memory.load(after)
    np.testing.assert_array_equal(memory.params, 9.0)


def test_an_earlier_state_is_loaded_again_after_that(memory):
    state = player(3.0)
    memory.load(state)
    memory.params[...], memory.ahead = 7.0, True
    memory.caught_up(state)
    memory.load(state)
    np.testing.assert_array_equal(memory.params, 3.0)


def test_tiny_moments_are_flushed(memory):
    memory.moments["mean"][...] = [1e-39, -1e-39, 1e-30]
    memory.flush()
    np.testing.assert_array_equal(memory.moments["mean"], np.asarray([0, 0, 1e-30], dtype="float32"))
