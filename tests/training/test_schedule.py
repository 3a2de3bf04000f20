"""How many critic updates precede each generator update."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.errors import ParameterError, UnknownNameError
from ganreg.training.schedule import Bursts, Constant, as_schedule


@given(st.integers(1, 100), st.integers(0, 10**6))
def test_a_constant_is_the_same_always(steps, iteration):
    assert Constant(steps)(iteration) == steps


@pytest.mark.parametrize(
    ("iteration", "steps"),
    [(0, 100), (24, 100), (25, 5), (499, 5), (500, 100), (501, 5), (1000, 100), (1250, 5)],
)
def test_bursts_are_those_of_the_wgan_authors(iteration, steps):
    # martinarjovsky/WassersteinGAN, main.py: Diters = 100 if gen_iterations < 25 or gen_iterations % 500 == 0 else 5.
    assert Bursts()(iteration) == steps


@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 100))
def test_bursts_happen_at_the_start_and_at_every_multiple(first, every, iteration):
    is_burst = iteration < first or iteration % every == 0
    assert Bursts(steps=2, burst=7, first=first, every=every)(iteration) == (7 if is_burst else 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Constant(3)),
        ("bursts", Bursts()),
        ("wgan-code", Bursts()),
        ({"name": "constant", "steps": 2}, Constant(2)),
        (Bursts(every=9), Bursts(every=9)),
    ],
)
def test_a_schedule_is_a_number_a_name_a_mapping_or_an_object(value, expected):
    assert as_schedule(value) == expected


@pytest.mark.parametrize("value", [0, -1, 1.5, True, None, [5]])
def test_what_is_no_schedule_is_refused(value):
    with pytest.raises(ParameterError):
        as_schedule(value)


def test_an_unknown_schedule_says_what_was_meant():
    with pytest.raises(UnknownNameError, match="Did you mean 'bursts'"):
        as_schedule("burst")
