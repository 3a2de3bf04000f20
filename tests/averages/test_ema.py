"""The exponential moving average: worked out by hand, its closed form, and what a cycle becomes of it."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.averages import EMA
from ganreg.errors import ParameterError
from ganreg.registry import registry
from ganreg.state import FlatParameters


def path(average, values, start=1.0, xp=np, dtype="float64"):
    """The average after each of the generator's updates, which made a parameter these values."""
    make = lambda value: {"w": xp.asarray([value], dtype=getattr(xp, dtype))}  # noqa: E731
    kept, found = make(start), []
    for update, value in enumerate(values):
        kept = average.updated(kept, make(value), update, xp)
        found.append(float(kept["w"][0]))
    return found


def test_the_past_has_the_share_beta_and_the_present_the_rest():
    # ¾·1 + ¼·2 = 5/4, then ¾·5/4 + ¼·4 = 31/16
    assert path(EMA(decay=0.75), [2.0, 4.0]) == [1.25, 1.9375]


def test_after_a_half_life_half_of_the_start_is_left():
    assert path(EMA(half_life=4), [0.0] * 8)[3::4] == pytest.approx([0.5, 0.25], rel=1e-14)


def test_warming_up_the_shares_are_2_11ths_3_12ths_and_so_on_up_to_the_decay():
    # 2/11, 2/11·3/12 = 1/22, 1/22·4/13 = 2/143, then ⅓ < 5/14
    expected = [2 / 11, 1 / 22, 2 / 143, 2 / 429]
    assert path(EMA(decay=1 / 3, warm_up=True), [0.0] * 4) == pytest.approx(expected, rel=1e-14)


def test_a_half_life_warms_up_too():
    assert path(EMA(half_life=1, warm_up=True), [0.0])[0] == pytest.approx(2 / 11, rel=1e-14)


def test_until_it_begins_the_average_is_the_generator_itself_and_then_counts_from_there():
    assert path(EMA(decay=0.75, begin=2), [2.0, 4.0, 8.0]) == [2.0, 4.0, 5.0]
    assert path(EMA(warm_up=True, begin=2), [2.0, 11.0, 0.0])[-1] == pytest.approx(2.0, rel=1e-14)


def test_the_usual_decay_is_the_published_one():
    assert path(EMA(), [0.0]) == path(EMA(decay=0.999), [0.0]) == [0.999]


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=8), st.floats(0, 0.99))
def test_it_is_the_weighted_sum_of_all_that_the_generator_was(values, decay):
    n = len(values)
    weights = [decay**n, *((1 - decay) * decay ** (n - 1 - k) for k in range(n))]
    assert sum(weights) == pytest.approx(1)
    expected = np.dot(weights, [1.0, *values])
    assert path(EMA(decay=decay), values)[-1] == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("decay", [0.9, 0.97, 0.99])
def test_of_a_cycle_a_smaller_cycle_is_left_that_vanishes_as_beta_goes_to_1(decay):
    # Yazıcı et al. 2019: of θ = exp(iωk) the average is (1 − β)/(1 − β·exp(−iω))·exp(iωk), once its start is forgotten
    angle, steps = 0.3, 4000
    phases = np.exp(1j * angle * np.arange(steps))
    average = np.array([1.0 + 0j])
    for update, phase in enumerate(phases):
        average = EMA(decay=decay).updated({"w": average}, {"w": phase}, update, np)["w"]
    factor = (1 - decay) / (1 - decay * np.exp(-1j * angle))
    assert average[0] == pytest.approx(factor * phases[-1], rel=1e-9)
    assert abs(average[0]) < (1 - decay) / 0.29


@pytest.mark.parametrize("xp", [torch_xp, array_api_strict], ids=["torch", "strict"])
@pytest.mark.parametrize("average", [EMA(decay=0.75), EMA(half_life=3, warm_up=True), EMA(begin=1)], ids=repr)
def test_every_namespace_gives_the_same(average, xp):
    assert path(average, [2.0, -1.0, 0.5], xp=xp) == path(average, [2.0, -1.0, 0.5])
    assert path(average, [2.0, -1.0], xp=xp, dtype="float32") == path(average, [2.0, -1.0], dtype="float32")


@pytest.mark.parametrize(
    "average", [EMA(), EMA(decay=0.0), EMA(half_life=2.5), EMA(decay=0.9, warm_up=True), EMA(warm_up=True, begin=2)]
)
def test_it_is_its_oracles(average):
    oracle = registry().oracle(average)(average)
    random = np.random.default_rng(0)
    kept = exact = {"w": random.normal(size=(2, 3)), "b": random.normal(size=2)}
    for update in range(30):
        params = {name: random.normal(size=array.shape) for name, array in kept.items()}
        kept, exact = average.updated(kept, params, update, np), oracle.updated(exact, params, update)
        for name, array in exact.items():
            np.testing.assert_allclose(kept[name], array, rtol=1e-13, atol=1e-13)


def test_one_flat_buffer_is_averaged_at_once_and_nothing_in_place():
    shapes = {"w": (2, 2), "b": (1,)}
    one, other = FlatParameters(np.ones(5), shapes), FlatParameters(np.zeros(5), shapes)
    averaged = EMA(decay=0.75).updated(one, other, 0, np)
    assert isinstance(averaged, FlatParameters)
    assert averaged.buffer.tolist() == [0.75] * 5
    assert (one.buffer.tolist(), other.buffer.tolist()) == ([1.0] * 5, [0.0] * 5)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"decay": 1.0}, "decay=1.0"),
        ({"decay": -0.1}, "decay=-0.1"),
        ({"half_life": 0}, "half_life=0"),
        ({"warm_up": 1}, "warm_up=1"),
        ({"begin": -1}, "begin=-1"),
        ({"begin": 0.5}, "begin=0.5"),
        ({"decay": 0.9, "half_life": 5}, "two ways to say the same"),
    ],
)
def test_parameters_out_of_range_are_refused(parameters, word):
    with pytest.raises(ParameterError, match=word):
        EMA(**parameters)
