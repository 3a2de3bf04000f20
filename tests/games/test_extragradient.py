"""What an extragradient iteration evaluates, where, and what it leaves behind."""

import numpy as np
import pytest

import ganreg
from ganreg.backend import Batch
from ganreg.errors import DataError, NonFiniteError
from ganreg.networks import BatchNorm, Dense, Head, Sequential, mlp

X = np.random.default_rng(0).normal(size=(6, 3))


def made(backend, **choices):
    if isinstance(backend, dict) and backend["name"] == "numpy":
        backend = {**backend, "compile": "never"}  # plain steps by programs do not pass where the tests look
    networks = {"critic": mlp(width=4, depth=1, activation="tanh"), "generator": mlp(width=4, depth=1)}
    settings = {"data_shape": (3,), "latent_dim": 2, "batch_size": 6, "optimizer": {"name": "sgd", "lr": 0.05}}
    return ganreg.build(backend=backend, **(settings | networks | {"game": "extragradient"} | choices)).engine


def test_both_evaluations_belong_to_one_update_with_draws_of_their_own(backend, spied):
    engine = made(backend)
    calls = spied(engine)
    engine.iteration([Batch(X)])
    engine.iteration([Batch(X)])
    expected = [(player, t, k) for t in (0, 1) for k in (0, 1) for player in ("critic", "generator")]
    assert [call[:3] for call in calls] == expected
    assert (engine.state.critic.updates, engine.state.generator.updates) == (2, 2)


def test_with_more_critic_updates_the_first_are_plain(backend, spied):
    engine = made(backend)
    calls = spied(engine)
    engine.iteration([Batch(X)] * 3)
    assert [call[:3] for call in calls] == [
        ("critic", 0, 0),
        ("critic", 1, 0),
        ("critic", 2, 0),
        ("generator", 0, 0),
        ("critic", 2, 1),
        ("generator", 0, 1),
    ]
    assert (engine.state.critic.updates, engine.state.generator.updates) == (3, 1)


def test_the_terms_are_those_of_the_second_evaluation(backend, spied):
    engine = made(backend)
    calls = spied(engine)
    terms = engine.iteration([Batch(X)])
    assert terms == calls[2][4].terms | calls[3][4].terms != calls[0][4].terms | calls[1][4].terms


def test_a_lazy_penalty_is_due_in_both_evaluations_or_in_none(backend, spied):
    engine = made(backend, constraint={"name": "gp", "every": 2})
    calls = spied(engine)
    for _ in range(3):
        engine.iteration([Batch(X)])
    critic = [
        (update, "gradient_penalty" in found.terms) for player, update, _, _, found in calls if player == "critic"
    ]
    assert critic == [(0, True), (0, True), (1, False), (1, False), (2, True), (2, True)]


def test_running_statistics_follow_the_second_evaluation_alone(backend, spied):
    generator = Sequential([Dense(4), BatchNorm(momentum=0.25), Head()])
    engine = made(backend, generator=generator)
    before = engine.export_state()["generator/buffers/1.running_mean"]
    calls = spied(engine)
    engine.iteration([Batch(X)])
    after = engine.export_state()["generator/buffers/1.running_mean"]
    there = calls[3][3]
    assert np.array_equal(engine.to_numpy(there.generator.buffers["1.running_mean"]), before)
    assert np.array_equal(engine.to_numpy(calls[3][4].buffers["1.running_mean"]), after)
    assert not np.array_equal(engine.to_numpy(calls[1][4].buffers["1.running_mean"]), after)


def test_a_failure_at_the_look_ahead_leaves_the_state_of_before(backend, spied):
    engine = made(backend, optimizer={"name": "sgd", "lr": 1e300})
    before = engine.export_state()
    with pytest.raises(NonFiniteError, match=r"became .* in critic update 0"):
        engine.iteration([Batch(X)])
    after = engine.export_state()
    assert all(np.array_equal(after[name], before[name]) for name in before)


@pytest.mark.parametrize("game", ["simultaneous", "extragradient"])
def test_no_batch_for_the_critic_is_refused(game):
    with pytest.raises(DataError, match="no batch for the critic"):
        made("numpy", game=game).iteration([])
