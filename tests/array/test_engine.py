"""The contract of an engine, as the array engine keeps it."""

import attrs
import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.constraints import AbstractConstraint, AbstractProjection, Clip
from ganreg.errors import CheckpointError, DataError, NetworkError, NonFiniteError, UnsupportedError
from ganreg.losses import Wasserstein
from ganreg.networks import MLP, Dense, LeakyReLU, ReLU, Sequential
from ganreg.registry import registry
from ganreg.state import FlatParameters
from ganreg_array.engine import ArrayEngine

PLAYERS = ("critic", "generator")


def at(engine, player, update=0):
    return engine.draws.at(player, update)


def gradients(engine, player, batch, state=None, update=0):
    return engine.gradients(player, state or engine.state, batch, at(engine, player, update))


def same(one, other):
    return set(one) == set(other) and all(np.array_equal(one[name], other[name]) for name in one)


# Values ---------------------------------------------------------------------------------------------------------------


def test_the_reported_terms_are_numbers_with_the_agreed_names(make_engine, make_batch):
    engine = make_engine(constraints=["gp", {"name": "gp", "points": "real"}, "clip"])
    terms = engine.critic_step(make_batch()) | engine.generator_step()
    penalties = {"gradient_penalty_0", "gradient_penalty_1"}
    of_critic = {"critic_loss", "wasserstein_estimate", "critic_gradient_norm"}
    assert set(terms) == penalties | of_critic | {"generator_loss", "generator_gradient_norm"}
    assert all(type(value) is float for value in terms.values())


@pytest.mark.parametrize("player", PLAYERS)
@pytest.mark.parametrize("loss", ["wasserstein", "minimax", "non_saturating"])
def test_weight_gradients_are_the_differences_of_the_loss(player, loss, make_engine, make_batch):
    engine, batch, step = make_engine(loss=loss), make_batch(), 1e-5
    state, term = engine.state, f"{player}_loss"

    def moved(place, by):
        own = state.player(player)
        buffer = own.params.buffer.copy()
        buffer[place] += by
        there = state.with_player(player, attrs.evolve(own, params=own.params.like(buffer)))
        return gradients(engine, player, batch, there).terms[term]

    found = gradients(engine, player, batch).params.buffer
    for place in range(len(found)):
        difference = (moved(place, step) - moved(place, -step)) / (2 * step)
        assert found[place] == pytest.approx(difference, rel=1e-6, abs=1e-6)


def test_slopes_are_the_norms_of_the_derivatives_of_the_scores(make_engine, make_batch):
    engine, x, step = make_engine(data_shape=(1, 2, 2)), make_batch((2, 1, 2, 2)).x, 1e-6
    squares = np.zeros(2)
    for place in np.ndindex(x.shape[1:]):
        moved = np.zeros_like(x)
        moved[(slice(None), *place)] = step
        squares += ((engine.scores(x + moved) - engine.scores(x - moved)) / (2 * step)) ** 2
    assert engine.slopes(x) == pytest.approx(np.sqrt(squares), rel=1e-7)


def test_the_generators_batch_is_as_large_as_the_real_one_or_the_recipes(make_engine, make_batch):
    engine = make_engine(batch_size=6)
    for batch, n in ((None, 6), (make_batch((2, 3)), 2)):
        fake = engine.sample(at(engine, "generator").stream("latent").normal((n, 2)))
        found = gradients(engine, "generator", batch).terms["generator_loss"]
        assert found == pytest.approx(-float(np.mean(engine.scores(fake))), rel=1e-12)


@attrs.frozen
class Relativistic(Wasserstein):
    """A generator's loss that depends on real scores."""

    generator_needs_real = True

    def generator(self, real, fake, xp):
        return xp.mean(real * real) - xp.mean(fake)

    def generator_gradients(self, real, fake, xp):
        return 2 * real / real.shape[0], -xp.ones_like(fake) / fake.shape[0]


def test_a_loss_that_needs_real_samples_is_given_them_and_their_gradient_stays_out(make_engine, make_batch):
    engine, plain, batch = make_engine(loss=Relativistic()), make_engine(), make_batch()
    found, expected = (gradients(e, "generator", batch) for e in (engine, plain))
    mean_square = float(np.mean(engine.scores(batch.x) ** 2))
    assert found.terms["generator_loss"] == pytest.approx(mean_square + expected.terms["generator_loss"])
    np.testing.assert_allclose(found.params.buffer, expected.params.buffer, rtol=1e-12)


# State ----------------------------------------------------------------------------------------------------------------


def test_a_state_kept_from_earlier_stays_as_it_was(make_engine, make_batch):
    engine = make_engine(constraints=["gp", "clip"])
    kept, before = engine.state, engine.export_state()
    found = gradients(engine, "critic", make_batch())
    engine.iteration([make_batch(seed=k) for k in range(3)])
    assert not same(engine.export_state(), before)
    now = engine.export_state()
    again = gradients(engine, "critic", make_batch(), kept)
    assert np.array_equal(found.params.buffer, again.params.buffer)
    assert same(engine.export_state(), now)
    engine.load_state(kept)
    assert same(engine.export_state(), before)


@pytest.mark.parametrize("player", PLAYERS)
def test_arrays_are_never_written_to(player, make_engine, make_batch):
    engine = make_engine(constraints=["gp", "clip"], critic_optimizer={"name": "sgd", "lr": 0.1, "momentum": 0.5})
    for _ in range(2):
        for value in engine.state.flatten().values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        for own in (engine.state.critic, engine.state.generator):
            for arrays in (own.params, *own.optimizer.moments.values()):
                arrays.buffer.flags.writeable = False
        engine.apply(player, gradients(engine, player, make_batch()))


def test_a_step_is_the_optimizers_update_with_the_gradients(make_engine, make_batch):
    engine = make_engine(critic_optimizer={"name": "sgd", "lr": 0.1})
    before, found = engine.state, gradients(engine, "critic", make_batch())
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
class Doubling(AbstractProjection):
    """No projection at all, but one that shows how often and with what it was called."""

    def project(self, name, value, xp):
        return value + 1 if name.endswith("bias") else value


def test_projections_follow_one_another_in_the_recipes_order(make_engine, make_batch):
    engine = make_engine(constraints=[Clip(bound=0.5), Doubling(), Doubling()])
    engine.critic_step(make_batch())
    assert np.all(engine.state.critic.params["1.bias"] >= 1.5)
    assert np.max(np.abs(engine.state.critic.params["1.weight"])) <= 0.5


def test_gradients_in_another_order_or_other_arrays_are_the_same_step(make_engine, make_batch):
    found = gradients(make_engine(), "critic", make_batch())
    backwards = dict(reversed([(name, array.tolist()) for name, array in found.params.items()]))
    backwards = {name: np.asarray(values) for name, values in backwards.items()}
    states = []
    for params in (found.params, backwards, dict(found.params)):
        engine = make_engine()
        engine.apply("critic", attrs.evolve(found, params=params))
        states.append(engine.export_state())
    assert same(states[0], states[1])
    assert same(states[0], states[2])


def test_gradients_without_constraint_states_leave_those_that_are(make_engine, make_batch):
    engine = make_engine(constraints=["gp", "clip"])
    engine.apply("critic", attrs.evolve(gradients(engine, "critic", make_batch()), constraints=()))
    assert engine.state.constraints == ({}, {})
    engine.critic_step(make_batch())


def test_gradients_can_be_evaluated_at_parameters_that_are_a_plain_mapping(make_engine, make_batch):
    engine = make_engine()
    plain = engine.state
    for player in PLAYERS:
        own = plain.player(player)
        plain = plain.with_player(player, attrs.evolve(own, params=dict(own.params)))
    for player in PLAYERS:
        found, expected = (gradients(engine, player, make_batch(), state) for state in (plain, engine.state))
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


# Precision ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [np.float32, np.float64, np.int64])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nothing_leaves_the_engines_precision(dtype, given, make_engine, make_batch):
    critic = MLP(width=4, depth=2, activation=LeakyReLU(0.2), layer_norm=True)
    engine = make_engine(dtype, critic=critic, loss="non_saturating", constraints=["gp", "clip"])
    batch = Batch((3 * make_batch().x).astype(given))
    for player in PLAYERS:
        assert gradients(engine, player, batch).params.buffer.dtype == dtype
    engine.iteration([batch, batch], batch)
    for player in (engine.state.critic, engine.state.generator):
        buffers = [player.params.buffer, *(moment.buffer for moment in player.optimizer.moments.values())]
        assert {buffer.dtype for buffer in buffers} == {np.dtype(dtype)}
    results = (engine.scores(batch.x), engine.slopes(batch.x), engine.sample(np.zeros((2, 2))))
    assert {result.dtype for result in results} == {np.dtype(dtype)}
    assert [result.shape for result in results] == [(4,), (4,), (2, 3)]


# Errors ---------------------------------------------------------------------------------------------------------------


def test_labels_are_refused(make_engine, make_batch):
    for player in PLAYERS:
        with pytest.raises(UnsupportedError, match="take no labels"):
            gradients(make_engine(), player, Batch(make_batch().x, label=np.zeros(4)))


@pytest.mark.parametrize("shape", [(4, 2), (4, 3, 1), (0, 3), (3,)])
def test_samples_of_another_shape_are_refused(shape, make_engine):
    with pytest.raises(DataError, match=r"expected \(n, 3\) with n ≥ 1"):
        make_engine().critic_step(Batch(np.zeros(shape)))


def test_a_step_without_the_samples_that_it_needs_is_refused(make_engine):
    with pytest.raises(DataError, match=r"critic's step .* got None"):
        gradients(make_engine(), "critic", None)
    with pytest.raises(DataError, match=r"generator's step .* got None"):
        gradients(make_engine(loss=Relativistic()), "generator", None)


@attrs.frozen(kw_only=True)
class Wish(AbstractConstraint):
    """Of no kind that an engine knows."""


def test_an_unknown_kind_of_constraint_is_refused(make_engine):
    with pytest.raises(UnsupportedError, match="do not compute Wish"):
        make_engine(constraints=[Wish()])


@attrs.frozen
class Swish(ReLU):
    pass


def test_an_unknown_layer_is_refused(make_engine):
    with pytest.raises(UnsupportedError, match="Swish"):
        make_engine(critic=Sequential([Dense(3), Swish(), Dense(1)]))


@pytest.mark.parametrize("player", PLAYERS)
def test_a_network_without_parameters_is_refused(player, make_engine):
    with pytest.raises(NetworkError, match=f"The {player}'s network has no parameters"):
        make_engine(**{player: Sequential([ReLU()])}, data_shape=(1,), latent_dim=1)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_step_to_nan_leaves_the_state_as_it_was(make_engine):
    engine = make_engine()
    before = engine.state
    with pytest.raises(NonFiniteError, match="critic_loss"):
        engine.critic_step(Batch(np.full((4, 3), np.nan)))
    assert engine.state is before


def test_the_backend_makes_this_engine(make_recipe):
    engine = make_recipe().backend.engine(make_recipe())
    assert isinstance(engine, ArrayEngine)
    assert engine.space.dtype == "float32"
