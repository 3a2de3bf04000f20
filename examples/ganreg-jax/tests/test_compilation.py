"""What is compiled, and how often."""

import jax
import numpy as np
import pytest
from ganreg_jax.steps import STEP
from ganreg_jax.update import is_traceable
from kit import components
from test_trajectory import gan_of, played


def compilations():
    return {player: step.jitted._cache_size() for player, step in STEP.items()}


def test_engines_of_one_recipe_share_what_is_compiled():
    played(gan_of("wgan-gp", seed=1), 1)
    before = compilations()
    played(gan_of("wgan-gp", seed=2), 1)
    assert compilations() == before


def test_schedules_and_states_do_not_compile_again():
    gan = gan_of("schedules")
    played(gan, 2)
    before = compilations()
    played(gan, 6)
    assert compilations() == before


def test_a_lazy_penalty_needs_two_compilations_and_no_more():
    lazy = {"constraint": {"name": "r1", "every": 3, "gamma": 0.7}}
    before = compilations()
    played(gan_of("wgan-gp", **lazy), 6)
    assert compilations()["critic"] == before["critic"] + 2


@pytest.mark.parametrize(("kind", "name"), components("optimizer"))
def test_every_optimizer_of_ganreg_is_compiled_for_all_its_steps(kind, name):
    engine = gan_of("wgan-gp", optimizer={"name": name, "lr": 0.1}).engine
    with engine.placement.here():
        rule, present = engine.players["critic"].update(engine.recipe, engine.state)
    assert is_traceable(rule, tuple(present.moments), "float64", ((),))


def test_another_number_is_another_compilation():
    numbers = []
    for weight in (1.0, 2.0):
        gan = gan_of("wgan-gp", constraint={"name": "gp", "weight": weight})
        numbers.append(played(gan, 1)[1]["gradient_penalty"])
    assert numbers[0] != numbers[1]


def test_the_configuration_of_jax_is_left_as_it_was():
    before = jax.config.jax_enable_x64, jax.config.jax_default_matmul_precision
    gan = gan_of("wgan-gp")
    state, _ = played(gan, 1)
    assert all(array.dtype == np.float64 for name, array in state.items() if "/params/" in name)
    assert (jax.config.jax_enable_x64, jax.config.jax_default_matmul_precision) == before == (False, None)
    assert jax.numpy.ones(2).dtype == np.float32


def test_a_state_that_is_kept_stays_as_it_was():
    engine = gan_of("wgan-gp").engine
    kept, before = engine.state, engine.export_state()
    played(type("Held", (), {"engine": engine}), 1)
    assert engine.state is not kept
    engine.load_state(kept)
    after = engine.export_state()
    assert all(np.array_equal(after[name], before[name]) for name in before)
