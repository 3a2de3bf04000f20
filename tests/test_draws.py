"""A draw is a pure function of seed, path, player, update and evaluation."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ganreg.draws import Draws, path_key

keys = st.tuples(
    st.integers(0, 2**63 - 1),
    st.sampled_from(["latent", "constraint/0", "constraint/1", "data"]),
    st.sampled_from(["", "critic", "generator"]),
    st.integers(0, 2**40),
    st.integers(0, 5),
)


def numbers(key):
    seed, path, player, update, evaluation = key
    return Draws(seed).stream(path, player=player, update=update, evaluation=evaluation).uniform((4,))


@given(keys)
def test_the_same_key_gives_the_same_numbers(key):
    assert np.array_equal(numbers(key), numbers(key))


@given(keys, keys)
def test_another_key_gives_other_numbers(one, other):
    assert one == other or not np.array_equal(numbers(one), numbers(other))


@given(keys, keys)
def test_what_was_drawn_before_does_not_matter(one, other):
    draws = Draws(one[0])
    draws.stream(other[1], player=other[2], update=other[3]).normal((7,))
    again = draws.stream(one[1], player=one[2], update=one[3], evaluation=one[4]).uniform((4,))
    assert np.array_equal(again, numbers(one))


@given(keys)
def test_a_stream_is_the_counter_based_generator_itself(key):
    seed, path, player, update, evaluation = key
    number = {"": 0, "critic": 1, "generator": 2}[player]
    place = [np.array(words, np.uint64) for words in ((seed, path_key(path)), (0, update, evaluation, number))]
    philox = np.random.Philox(key=place[0], counter=place[1])
    draws = Draws(seed)
    draws.stream(path).integers(5, 3)  # leaves half a number behind
    stream = draws.stream(path, player=player, update=update, evaluation=evaluation)
    assert np.array_equal(stream.integers(5, 3), np.random.Generator(philox).integers(5, size=3))


def test_several_draws_from_one_stream_follow_one_another():
    stream = Draws(0).stream("latent")
    assert not np.array_equal(stream.uniform((3,)), stream.uniform((3,)))


def test_the_numbers_are_pinned_so_that_a_run_can_be_repeated_elsewhere():
    values = Draws(2024).at("critic", 7).stream("constraint/0").uniform((3,))
    assert values.tolist() == PINNED


PINNED = [0.5453277378399228, 0.8914632813906384, 0.9536288950845797]


def test_uniform_and_normal_draws_have_their_moments():
    stream = Draws(1).stream("latent")
    uniform, normal = stream.uniform((20000,)), stream.normal((20000,))
    assert abs(uniform.mean() - 0.5) < 0.01
    assert abs(uniform.var() - 1 / 12) < 0.005
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert abs(normal.mean()) < 0.03
    assert abs(normal.std() - 1) < 0.02


def test_a_kept_stream_is_not_reset_by_another_draw():
    step = Draws(3).at("critic", 7)
    expected = step.stream("constraint/0").normal((4,))
    kept = step.kept_stream("constraint/0")
    first = kept.normal((2,))
    step.stream("latent").normal((5,))
    np.testing.assert_array_equal(np.concatenate([first, kept.normal((2,))]), expected)
