"""Other ways to play: an extragradient step, a simultaneous one, and an iteration of an engine's own."""

import numpy as np
import pytest

from ganreg.backend import AbstractEngine
from ganreg.errors import NonFiniteError

DATA = np.random.default_rng(0).normal(size=(40, 3))


def extragradient(engine, batch):
    """Both players look ahead, and then step from where they were with the gradients found there.

    Source: Gidel et al. 2019 (arXiv 1802.10551), equations 9 and 10.
    """
    start = engine.state
    players = ("critic", "generator")

    def gradients(state, evaluation):
        draws = {p: engine.draws.at(p, start.player(p).updates, evaluation) for p in players}
        return {player: engine.gradients(player, state, batch, draws[player]) for player in players}

    for player, found in gradients(start, 0).items():
        engine.apply(player, found)
    ahead = engine.state
    engine.load_state(start)
    for player, found in gradients(ahead, 1).items():
        engine.apply(player, found)
    return engine.export_state()


def test_an_extragradient_step_is_the_same_everywhere(on_all, batches):
    on_all(lambda engine: extragradient(engine, batches[0]), optimizer={"name": "adam", "lr": 1e-2})


def test_an_extragradient_step_counts_one_update_of_each_player(backend, make_gan, batches):
    engine = make_gan(backend).engine
    state = extragradient(engine, batches[0])
    assert (state["critic/updates"], state["generator/updates"]) == (1, 1)


def test_an_extragradient_step_is_neither_the_plain_step_nor_the_look_ahead(backend, make_gan, batches):
    def plain(engine):
        found = {
            p: engine.gradients(p, engine.state, batches[0], engine.draws.at(p, 0)) for p in ("critic", "generator")
        }
        for player, gradients in found.items():
            engine.apply(player, gradients)
        return engine.export_state()

    extra, simple = extragradient(make_gan(backend).engine, batches[0]), plain(make_gan(backend).engine)
    for name in ("critic/params/1.weight", "generator/params/1.weight"):
        assert not np.array_equal(extra[name], simple[name])


def test_gradients_at_a_former_state_are_those_of_then(backend, make_gan, batches):
    engine = make_gan(backend).engine
    former, draw = engine.state, engine.draws.at("critic", 0)
    then = engine.gradients("critic", former, batches[0], draw)
    for _ in range(3):
        engine.critic_step(batches[1])
    again = engine.gradients("critic", former, batches[0], draw)
    now = engine.gradients("critic", engine.state, batches[0], draw)
    for name in then.params:
        assert np.array_equal(engine.to_numpy(then.params[name]), engine.to_numpy(again.params[name]))
    assert then.terms == again.terms != now.terms


def test_another_evaluation_has_other_draws(backend, make_gan, batches):
    engine = make_gan(backend).engine
    one, other = (
        engine.gradients("critic", engine.state, batches[0], engine.draws.at("critic", 0, evaluation)).terms
        for evaluation in (0, 1)
    )
    assert one != other


def test_looking_ahead_leaves_no_trace(backend, make_gan, batches):
    engine = make_gan(backend).engine
    before, start = engine.state, engine.export_state()
    engine.critic_step(batches[0])
    engine.load_state(before)
    after = engine.export_state()
    assert all(np.array_equal(after[name], start[name]) for name in start)


def test_an_iteration_of_an_engines_own_takes_the_place_of_the_composed_one(backend, make_gan, monkeypatch):
    gan, composed = make_gan(backend), make_gan(backend).fit(DATA, iterations=3)
    calls = []

    class Fused(type(gan.engine)):
        def iteration(self, critic_batches, generator_batch=None):
            calls.append(len(critic_batches))
            terms = {}
            for batch in critic_batches:
                terms = self.critic_step(batch)
            return terms | self.generator_step(generator_batch)

    gan.engine.__class__ = Fused
    gan.fit(DATA, iterations=3)
    assert calls == [2, 2, 2]
    assert list(gan.history) == list(composed.history)


def test_an_engine_may_fuse_both_players_without_steps(make_gan):
    class Counting(AbstractEngine):
        """What a captured whole iteration is to the loop: no step is ever called on its own."""

        def __init__(self, engine):
            super().__init__(engine.recipe)
            self.engine = engine

        def iteration(self, critic_batches, generator_batch=None):
            return self.engine.iteration(critic_batches, generator_batch)

        def critic_step(self, batch):
            raise AssertionError("a step of its own")

        generator_step = critic_step

        state = property(lambda self: self.engine.state)

        def load_state(self, state):
            self.engine.load_state(state)

        def to_numpy(self, array):
            return self.engine.to_numpy(array)

        def from_numpy(self, array):
            return self.engine.from_numpy(array)

        def gradients(self, player, state, batch, draw):
            raise AssertionError("gradients of their own")

        def apply(self, player, gradients):
            raise AssertionError("an update of its own")

        def sample(self, latent, label=None, averaged=False):
            return self.engine.sample(latent)

        def scores(self, x, label=None):
            return self.engine.scores(x)

        def slopes(self, x, label=None):
            return self.engine.slopes(x)

    gan = make_gan("numpy")
    gan._engine = Counting(gan.engine)
    assert gan.fit(DATA, iterations=2).iterations == 2


def test_a_nan_is_refused_before_it_is_applied(backend, make_gan, batches):
    engine = make_gan(backend).engine
    arrays = engine.export_state()
    arrays["critic/params/1.weight"] = np.full_like(arrays["critic/params/1.weight"], np.nan)
    engine.import_state(arrays)
    with pytest.raises(NonFiniteError, match="critic update 0"):
        engine.critic_step(batches[0])
    assert engine.state.critic.updates == 0
    assert engine.state.critic.optimizer.step == 0


def test_the_plain_loop_is_what_fit_does(backend, make_gan):
    gan, own = make_gan(backend).fit(DATA, iterations=2), make_gan(backend)
    own.recipe = gan.recipe
    for iteration in range(2):
        critic = [own.scaled(gan.source.batch(8, own.engine.draws, 2 * iteration + k)) for k in range(2)]
        own.engine.iteration(critic)
    one, other = gan.engine.export_state(), own.engine.export_state()
    assert all(np.array_equal(one[name], other[name]) for name in one)
