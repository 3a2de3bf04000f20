"""What the array engine computes: terms, gradients, slopes, and all of it in its precision."""

import attrs
import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.errors import DataError
from ganreg.losses import Wasserstein
from ganreg.networks import MLP, LeakyReLU
from ganreg_array.engine import ArrayEngine

PLAYERS = ("critic", "generator")


def test_the_reported_terms_are_numbers_with_the_agreed_names(make_engine, make_batch):
    engine = make_engine(constraints=["gp", {"name": "gp", "points": "real"}, "clip"])
    terms = engine.critic_step(make_batch()) | engine.generator_step()
    penalties = {"gradient_penalty_0", "gradient_penalty_1"}
    of_critic = {"critic_loss", "wasserstein_estimate", "critic_gradient_norm"}
    assert set(terms) == penalties | of_critic | {"generator_loss", "generator_gradient_norm"}
    assert all(type(value) is float for value in terms.values())


@pytest.mark.parametrize("player", PLAYERS)
@pytest.mark.parametrize("loss", ["wasserstein", "minimax", "non_saturating"])
def test_weight_gradients_are_the_differences_of_the_loss(player, loss, make_engine, make_batch, gradients_of):
    engine, batch, step = make_engine(loss=loss), make_batch(), 1e-5
    state, term = engine.state, f"{player}_loss"

    def moved(place, by):
        own = state.player(player)
        buffer = own.params.buffer.copy()
        buffer[place] += by
        there = state.with_player(player, attrs.evolve(own, params=own.params.like(buffer)))
        return gradients_of(engine, player, batch, there).terms[term]

    found = gradients_of(engine, player, batch).params.buffer
    for place in range(len(found)):
        difference = (moved(place, step) - moved(place, -step)) / (2 * step)
        assert found[place] == pytest.approx(difference, rel=1e-6, abs=1e-6)


def test_slopes_are_the_norms_of_the_derivatives_of_the_scores(make_engine, make_batch):
    engine, x, step = make_engine(data_shape=(1, 2, 2)), make_batch((2, 1, 2, 2)).x, 1e-6
    gradients = np.zeros_like(x)
    for place in np.ndindex(x.shape[1:]):
        moved = np.zeros_like(x)
        moved[(slice(None), *place)] = step
        gradients[(slice(None), *place)] = (engine.scores(x + moved) - engine.scores(x - moved)) / (2 * step)
    assert engine.input_gradients(x) == pytest.approx(gradients, rel=1e-7)
    assert engine.slopes(x) == pytest.approx(np.linalg.norm(gradients.reshape(2, -1), axis=1), rel=1e-7)


def test_the_generators_batch_is_as_large_as_the_real_one_or_the_recipes(make_engine, make_batch, gradients_of):
    engine = make_engine(batch_size=6)
    for batch, n in ((None, 6), (make_batch((2, 3)), 2)):
        fake = engine.sample(engine.draws.at("generator", 0).stream("latent").normal((n, 2)))
        found = gradients_of(engine, "generator", batch).terms["generator_loss"]
        assert found == pytest.approx(-float(np.mean(engine.scores(fake))), rel=1e-12)


@attrs.frozen
class Relativistic(Wasserstein):
    """A generator's loss that depends on real scores."""

    generator_needs_real = True

    def generator(self, real, fake, xp):
        return xp.mean(real * real) - xp.mean(fake)

    def generator_gradients(self, real, fake, xp):
        return 2 * real / real.shape[0], -xp.ones_like(fake) / fake.shape[0]


def test_a_loss_that_needs_real_samples_is_given_them_as_constants(make_engine, make_batch, gradients_of):
    engine, plain, batch = make_engine(loss=Relativistic()), make_engine(), make_batch()
    found, expected = (gradients_of(e, "generator", batch) for e in (engine, plain))
    mean_square = float(np.mean(engine.scores(batch.x) ** 2))
    assert found.terms["generator_loss"] == pytest.approx(mean_square + expected.terms["generator_loss"])
    np.testing.assert_allclose(found.params.buffer, expected.params.buffer, rtol=1e-12)


def test_such_a_loss_refuses_a_step_without_real_samples(make_engine, gradients_of):
    with pytest.raises(DataError, match=r"generator's step .* got None"):
        gradients_of(make_engine(loss=Relativistic()), "generator", None)


@pytest.mark.parametrize("given", [np.float32, np.float64, np.int64])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nothing_leaves_the_engines_precision(dtype, given, make_engine, make_batch, gradients_of):
    critic = MLP(width=4, depth=2, activation=LeakyReLU(0.2), layer_norm=True)
    engine = make_engine(dtype, critic=critic, loss="non_saturating", constraints=["gp", "clip"])
    batch = Batch((3 * make_batch().x).astype(given))
    for player in PLAYERS:
        assert gradients_of(engine, player, batch).params.buffer.dtype == dtype
    engine.iteration([batch, batch], batch)
    for player in (engine.state.critic, engine.state.generator):
        buffers = [player.params.buffer, *(moment.buffer for moment in player.optimizer.moments.values())]
        assert {buffer.dtype for buffer in buffers} == {np.dtype(dtype)}
    results = (engine.scores(batch.x), engine.slopes(batch.x), engine.sample(np.zeros((2, 2))))
    assert {result.dtype for result in results} == {np.dtype(dtype)}
    assert [result.shape for result in results] == [(4,), (4,), (2, 3)]


def test_the_backend_makes_this_engine(make_recipe):
    engine = make_recipe().backend.engine(make_recipe())
    assert isinstance(engine, ArrayEngine)
    assert engine.space.dtype == "float32"
