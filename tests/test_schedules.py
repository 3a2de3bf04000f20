"""Numbers that change while training."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ganreg
from ganreg.constraints import GradientPenalty
from ganreg.errors import ParameterError, UnknownNameError
from ganreg.optimizers import SGD, Adam
from ganreg.recipe import Recipe
from ganreg.registry import registry
from ganreg.schedules import Bursts, Constant, Cosine, Linear, WarmUp, as_counts, count_at, settled

numbers = st.floats(-1e6, 1e6)
lengths = st.integers(1, 1000)
straight = st.builds(Linear, start=numbers, end=numbers, over=lengths, begin=st.integers(0, 100))
round_ = st.builds(Cosine, start=numbers, end=numbers, over=lengths, begin=st.integers(0, 100))
growing = st.builds(WarmUp, value=numbers | straight, over=lengths)


@given(st.integers(1, 100), st.integers(0, 10**6))
def test_a_constant_is_the_same_always(value, iteration):
    assert Constant(value)(iteration) == value


@pytest.mark.parametrize(("update", "value"), [(0, 2.0), (10, 2.0), (15, 1.5), (30, 0.0), (1000, 0.0)])
def test_a_line_waits_moves_and_stays(update, value):
    assert Linear(start=2.0, end=0.0, over=20, begin=10)(update) == value


@pytest.mark.parametrize(("update", "value"), [(0, 1.0), (5, (1 + 3**0.5 / 2) / 2), (15, 0.5), (30, 0.0), (99, 0.0)])
def test_a_cosine_leaves_and_arrives_slowly(update, value):
    assert Cosine(start=1.0, end=0.0, over=30)(update) == pytest.approx(value, abs=1e-15)


@pytest.mark.parametrize(("update", "value"), [(0, 0.25), (1, 0.5), (3, 1.0), (4, 1.0)])
def test_a_warm_up_reaches_its_number_after_so_many_updates(update, value):
    assert WarmUp(value=1.0, over=4)(update) == value


def test_a_warm_up_goes_before_another_schedule():
    falling = Linear(start=1.0, end=0.0, over=10)
    assert [WarmUp(value=falling, over=2)(t) for t in (0, 1, 5)] == [0.5, 0.9, 0.5]


@given(st.one_of(straight, round_, growing), st.integers(0, 3000))
def test_no_schedule_leaves_its_extremes(schedule, update):
    low, high = sorted(schedule.extremes())
    slack = 1e-12 * max(abs(low), abs(high))
    assert low - slack <= schedule(update) <= high + slack


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
        ({"name": "constant", "value": 2}, Constant(2)),
        ({"name": "linear", "start": 5, "end": 1, "over": 10}, Linear(start=5, end=1, over=10)),
        (Bursts(every=9), Bursts(every=9)),
    ],
)
def test_numbers_of_updates_are_a_number_a_name_a_mapping_or_an_object(value, expected):
    assert as_counts(value) == expected


@pytest.mark.parametrize("value", [0, -1, 1.5, True, None, [5], {"name": "linear", "start": 5, "end": 0, "over": 3}])
def test_what_is_no_number_of_updates_is_refused(value):
    with pytest.raises(ParameterError):
        as_counts(value)


def test_numbers_of_updates_between_are_rounded():
    assert [count_at(Linear(start=5, end=1, over=8), t) for t in (0, 1, 3, 8)] == [5, 4, 4, 1]


def test_an_unknown_schedule_says_what_was_meant():
    with pytest.raises(UnknownNameError, match="Did you mean 'bursts'"):
        as_counts("burst")


def test_a_component_is_settled_at_its_update():
    optimizer = Adam(lr=Linear(start=1.0, end=0.0, over=4))
    assert settled(optimizer, 1) == Adam(lr=0.75)
    assert settled(Adam(lr=0.5), 1) == Adam(lr=0.5)


def test_a_schedule_must_stay_where_its_parameter_may_be():
    with pytest.raises(ParameterError, match="or a schedule of such numbers"):
        SGD(lr=Linear(start=0.1, end=-0.1, over=5))


def test_a_recipe_with_schedules_comes_back_from_text():
    gan = ganreg.build(
        constraint={"name": "gp", "weight": {"name": "linear", "start": 10, "end": 1, "over": 5}},
        optimizer={"name": "sgd", "lr": {"name": "warm_up", "value": 0.1, "over": 3}},
        n_critic={"name": "linear", "start": 4, "end": 1, "over": 9},
    )
    assert attrs.evolve(Recipe.from_text(gan.recipe.to_text())) == gan.recipe
    assert gan.recipe.constraints == (GradientPenalty(weight=Linear(start=10, end=1, over=5)),)


@pytest.mark.parametrize("name", ["numpy", "reference", "torch"])
def test_the_learning_rate_of_a_step_is_that_of_its_update(name):
    schedule = Linear(start=0.5, end=0.0, over=2)
    backend = {"name": name} | ({} if name == "reference" else {"dtype": "float64"})
    chosen = {"backend": registry().resolve("backend", backend), "loss": "non_saturating", "constraint": "none"}
    build = chosen | {"data_shape": (2,)}
    moving = ganreg.build(optimizer=SGD(lr=schedule), **build).engine
    steady = ganreg.build(optimizer=SGD(lr=0.25), **build).engine
    real = np.random.default_rng(0).normal(size=(64, 2))
    moving.critic_step(ganreg.backend.Batch(real))
    steady.import_state(moving.export_state())
    for engine in (moving, steady):
        engine.critic_step(ganreg.backend.Batch(real))
    after = [engine.export_state()["critic/params/1.weight"] for engine in (moving, steady)]
    np.testing.assert_allclose(*after, rtol=1e-14)
    before = after[0]
    moving.critic_step(ganreg.backend.Batch(real))  # the learning rate has fallen to 0
    assert np.array_equal(moving.export_state()["critic/params/1.weight"], before)
