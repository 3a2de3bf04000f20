"""Steps and states of the array engine: nothing changes in place, and any engine's state is gone on from."""

import attrs
import numpy as np
import pytest

from ganreg.constraints import AbstractProjection, Clip
from ganreg.errors import CheckpointError
from ganreg.registry import registry
from ganreg.state import FlatParameters

PLAYERS = ("critic", "generator")


def same(one, other):
    return set(one) == set(other) and all(np.array_equal(one[name], other[name]) for name in one)


def test_a_state_kept_from_earlier_stays_as_it_was(make_engine, make_batch, gradients_of):
    engine = make_engine(constraints=["gp", "clip"])
    kept, before = engine.state, engine.export_state()
    found = [gradients_of(engine, player, make_batch()).params.buffer for player in PLAYERS]
    engine.iteration([make_batch(seed=k) for k in range(3)])
    assert not same(engine.export_state(), before)
    now = engine.export_state()
    again = [gradients_of(engine, player, make_batch(), kept).params.buffer for player in PLAYERS]
    assert [one.tolist() for one in found] == [one.tolist() for one in again]
    assert same(engine.export_state(), now)
    engine.load_state(kept)
    assert same(engine.export_state(), before)


@pytest.mark.parametrize("player", PLAYERS)
def test_arrays_are_never_written_to(player, make_engine, make_batch, gradients_of):
    engine = make_engine(constraints=["gp", "clip"], critic_optimizer={"name": "sgd", "lr": 0.1, "momentum": 0.5})
    for _ in range(2):
        for value in engine.state.flatten().values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        for own in (engine.state.critic, engine.state.generator):
            for arrays in (own.params, *own.optimizer.moments.values()):
                arrays.buffer.flags.writeable = False
        engine.apply(player, gradients_of(engine, player, make_batch()))


def test_a_step_is_the_optimizers_update_with_the_gradients(make_engine, make_batch, gradients_of):
    engine = make_engine(critic_optimizer={"name": "sgd", "lr": 0.1})
    before, found = engine.state, gradients_of(engine, "critic", make_batch())
    engine.critic_step(make_batch())
    for name, value in engine.state.critic.params.items():
        assert np.array_equal(value, before.critic.params[name] - 0.1 * found.params[name])
    assert engine.state.generator is before.generator
    assert (engine.state.critic.updates, engine.state.generator.updates) == (1, 0)
    engine.generator_step()
    assert (engine.state.critic.updates, engine.state.generator.updates) == (1, 1)


def test_each_player_has_its_own_optimizer(make_engine):
    engine = make_engine(critic_optimizer={"name": "sgd", "lr": 0.5}, generator_optimizer={"name": "adam", "lr": 0.1})
    assert set(engine.state.critic.optimizer.moments) == {"velocity"}
    assert set(engine.state.generator.optimizer.moments) == {"mean", "square"}


def test_clip_follows_the_step_for_every_weight_and_bias_of_the_critic_alone(make_engine, make_batch):
    large = {"name": "sgd", "lr": 10.0}
    clip = {"name": "clip", "bound": 0.02}
    engine = make_engine(constraints=[clip], critic_optimizer=large, generator_optimizer=large)
    engine.critic_step(make_batch())
    engine.generator_step()
    critic, generator = engine.state.critic.params, engine.state.generator.params
    assert all(np.max(np.abs(value)) <= 0.02 for value in critic.values())
    assert np.max(np.abs(critic["1.bias"])) == 0.02
    assert max(float(np.max(np.abs(value))) for value in generator.values()) > 0.02


@attrs.frozen(kw_only=True)
class Lifting(AbstractProjection):
    """Adds 1 to every bias, so that the number and the order of calls show."""

    def project(self, name, value, xp):
        return value + 1 if name.endswith("bias") else value


def test_projections_follow_one_another_in_the_recipes_order(make_engine, make_batch):
    engine = make_engine(constraints=[Clip(bound=0.5), Lifting(), Lifting()])
    engine.critic_step(make_batch())
    assert np.all(engine.state.critic.params["1.bias"] >= 1.5)
    assert np.max(np.abs(engine.state.critic.params["1.weight"])) <= 0.5


def test_gradients_in_another_order_or_other_arrays_are_the_same_step(make_engine, make_batch, gradients_of):
    found = gradients_of(make_engine(), "critic", make_batch())
    backwards = dict(reversed([(name, array.tolist()) for name, array in found.params.items()]))
    backwards = {name: np.asarray(values) for name, values in backwards.items()}
    states = []
    for params in (found.params, backwards, dict(found.params)):
        engine = make_engine()
        engine.apply("critic", attrs.evolve(found, params=params))
        states.append(engine.export_state())
    assert same(states[0], states[1])
    assert same(states[0], states[2])


def test_gradients_without_constraint_states_leave_those_that_are(make_engine, make_batch, gradients_of):
    engine = make_engine(constraints=["gp", "clip"])
    engine.apply("critic", attrs.evolve(gradients_of(engine, "critic", make_batch()), constraints=()))
    assert engine.state.constraints == ({}, {})
    engine.critic_step(make_batch())


def test_gradients_can_be_evaluated_at_parameters_that_are_a_plain_mapping(make_engine, make_batch, gradients_of):
    engine = make_engine()
    plain = engine.state
    for player in PLAYERS:
        own = plain.player(player)
        plain = plain.with_player(player, attrs.evolve(own, params=dict(own.params)))
    for player in PLAYERS:
        found, expected = (gradients_of(engine, player, make_batch(), state) for state in (plain, engine.state))
        assert isinstance(found.params, FlatParameters)
        assert np.array_equal(found.params.buffer, expected.params.buffer)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_state_of_another_backends_engine_is_gone_on_from(dtype, make_engine, make_recipe, make_batch):
    other = registry().create("backend", "reference").engine(make_recipe(backend="reference"))
    other.iteration([make_batch()])
    engine = make_engine(dtype)
    engine.load_state(other.state)
    for name, value in engine.export_state().items():
        assert np.array_equal(value, np.asarray(other.export_state()[name]).astype(value.dtype)), name
    assert engine.state.critic.params.buffer.dtype == dtype
    engine.iteration([make_batch()])
    assert engine.state.critic.updates == other.state.critic.updates + 1


def test_a_state_whose_arrays_come_in_another_order_is_taken_by_name(make_engine):
    engine = make_engine()
    expected, own = engine.export_state(), engine.state.critic
    backwards = dict(reversed(list(own.params.items())))
    engine.load_state(engine.state.with_player("critic", attrs.evolve(own, params=backwards)))
    assert same(engine.export_state(), expected)


def test_loaded_arrays_are_copied(make_engine):
    engine = make_engine()
    arrays = engine.export_state()
    arrays = {name: np.array(value) for name, value in arrays.items()}
    engine.import_state(arrays)
    before = {name: value.copy() for name, value in arrays.items()}
    for value in arrays.values():
        value[...] = 0
    assert same(engine.export_state(), before)


def test_a_resumed_run_equals_an_uninterrupted_one(make_engine, make_batch):
    batches = [make_batch(seed=k) for k in range(2)]
    whole, resumed = make_engine(constraints=["gp", "clip"]), make_engine(constraints=["gp", "clip"])
    whole.iteration(batches)
    resumed.import_state(whole.export_state())
    assert whole.iteration(batches) == resumed.iteration(batches)
    assert same(whole.export_state(), resumed.export_state())


def test_a_state_that_does_not_fit_is_refused(make_engine):
    arrays = make_engine().export_state()
    with pytest.raises(CheckpointError, match="does not fit"):
        make_engine(critic_optimizer={"name": "rmsprop", "lr": 0.1}).import_state(arrays)


def test_parameters_start_from_the_recipes_seed(make_engine, make_recipe):
    engine, recipe = make_engine(), make_recipe()
    for player, bound in (("critic", recipe.bound_critic()), ("generator", recipe.bound_generator())):
        assert same(dict(engine.state.player(player).params), bound.initial(engine.draws, player))
