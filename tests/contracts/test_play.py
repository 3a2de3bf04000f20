"""Other ways to play: game rules, a stranger's too, and an iteration of an engine's own."""

import attrs
import numpy as np
import pytest

from ganreg.backend import AbstractEngine
from ganreg.errors import NonFiniteError
from ganreg.games import AbstractSimultaneousGame
from ganreg.registry import register
from ganreg.state import map_parameters

DATA = np.random.default_rng(0).normal(size=(40, 3))


ADAM = {"name": "adam", "lr": 1e-2}
GAMES = ["simultaneous", "extragradient", {"name": "lookahead", "period": 2, "inner": "extragradient"}]


@pytest.mark.parametrize("game", GAMES)
def test_iterations_of_a_game_are_the_same_everywhere(on_all, batches, game):
    def play(engine):
        for iteration in range(3):
            engine.iteration(batches[2 * iteration : 2 * iteration + 2])
        return engine.export_state()

    on_all(play, optimizer=ADAM, game=game)


@attrs.frozen(kw_only=True)
class Hesitant(AbstractSimultaneousGame):
    """A stranger's rule: both players move by the mean of two evaluations that draw other numbers."""

    def move(self, engine, batches):
        terms = {}
        found = {p: [engine.evaluate(p, engine.state, batches[p], k) for k in (0, 1)] for p in ("critic", "generator")}
        for player, (one, other) in found.items():
            params = map_parameters(lambda a, b: (a + b) / 2, one.params, other.params)
            engine.apply(player, attrs.evolve(one, params=params))
            terms |= one.terms
        return terms


def test_a_strangers_rule_plays_the_same_everywhere(on_all, batches, own_registrations):
    register(Hesitant)

    def play(engine):
        return engine.iteration(batches[:2]) | engine.iteration(batches[2:4]) | engine.export_state()

    end = on_all(play, game={"name": "lookahead", "period": 1, "inner": "hesitant"})
    assert end["generator/updates"] == 2


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
