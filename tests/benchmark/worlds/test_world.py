"""The worlds: what they are made of, what their goals mean, what a training gives."""

import attrs
import numpy as np
import pytest
from small_world import small_world

from ganreg.benchmark.worlds import DIGITS, GRID, RING, STACKED_DIGITS, WORLDS, Outcome
from ganreg.benchmark.worlds.digits import grey_levels
from ganreg.benchmark.worlds.goal import at_least, at_most
from ganreg.draws import Draws
from ganreg.metrics import View
from ganreg.schedules import count_at


@pytest.mark.parametrize("name", ["ring", "grid"])
def test_a_perfect_sampler_solves_the_worlds_of_the_plane_and_no_more(name):
    world = WORLDS[name]
    perfect = world.perfect()
    for goal in world.goals:
        assert goal.met(perfect[goal.score].mean)
        assert goal.met(perfect[goal.score].low if goal.least else perfect[goal.score].high)
    assert perfect["high_quality"].mean == pytest.approx(1 - np.exp(-4.5), abs=1e-4)


@pytest.mark.parametrize("world", [RING, GRID])
def test_published_scores_are_of_the_scores_that_the_goals_are_of(world):
    names = {goal.score for goal in world.goals}
    assert all(set(one.scores) <= names and one.source for one in world.published)
    assert world.during(7).published == world.published


@pytest.mark.parametrize("world", WORLDS.values())
def test_a_training_ends_when_its_schedules_do(world):
    recipe = world.during(100).training.gan(seed=3).recipe
    critic, generator = recipe.critic_optimizer.lr, recipe.generator_optimizer.lr
    updates = 100 * count_at(recipe.n_critic, 0)
    assert recipe.seed == 3
    assert critic(updates) == generator(100) == 0
    assert critic(updates - 1) > 0 < generator(99)


@pytest.mark.parametrize("world", [RING, GRID, STACKED_DIGITS])
def test_gamma_falls_with_the_learning_rate(world):
    r1, r2 = world.during(100).training.gan(seed=3).recipe.constraints
    assert r1.gamma == r2.gamma
    assert (r1.gamma(0), r1.gamma(100)) == pytest.approx(world.training.gamma)


def test_the_same_seed_gives_the_same_numbers_and_another_others():
    world = small_world()
    first, again, other = (Outcome.of(world, seed) for seed in (1, 1, 2))
    assert first.scores == again.scores
    assert first.present == again.present
    np.testing.assert_array_equal(first.samples, again.samples)
    assert np.abs(first.samples - other.samples).max() > 0.01
    assert first.seconds > 0 < first.cpu_seconds


def test_scores_are_those_of_the_average_and_the_present_ones_those_without():
    world = small_world(iterations=30)
    outcome = Outcome.of(world, 5)
    gan = world.training.gan(5).fit(world.data, iterations=30, progress=False)
    for scores, averaged in ((outcome.scores, True), (outcome.present, False)):
        view = View(gan, world.source, 5, averaged=averaged)
        assert scores == {name: value for metric in world.metrics for name, value in metric.of(view).items()}
    assert outcome.scores != outcome.present
    np.testing.assert_array_equal(outcome.samples, gan.sample(1000, seed=5, averaged=True))


def test_a_world_is_solved_when_every_goal_is_met():
    outcome = Outcome(
        seed=0,
        iterations=1,
        scores={"high_quality": 0.9, "reverse_kl": 0.2},
        present={},
        seconds=1.0,
        cpu_seconds=1.0,
    )
    easy, hard = at_least("high_quality", 0.8), at_most("reverse_kl", 0.1)
    assert outcome.solves(attrs.evolve(RING, goals=(easy,)))
    assert not outcome.solves(attrs.evolve(RING, goals=(easy, hard)))


def test_digits_are_compared_in_the_grey_levels_that_the_data_have():
    images = DIGITS.source.batch(20, Draws(0), 0, "images").x
    np.testing.assert_array_equal(grey_levels(images), images.reshape(20, -1))
    np.testing.assert_array_equal(grey_levels(np.array([[[-3.0, 2.4], [2.6, 17.2]]])), [[0, 2, 3, 16]])
