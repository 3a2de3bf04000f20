"""A loss of pairs that needs real samples for its generator, as relativistic losses do."""

import numpy as np
import pytest

from ganreg.errors import CombinationError, DataError
from ganreg.losses import Relativistic
from ganreg.networks import BatchNorm, Dense, Sequential, Tanh

LOSS = {"loss": Relativistic(), "constraint": "gp"}


def test_its_steps_are_the_same_everywhere(on_all, batches):
    def steps(engine):
        terms = [engine.critic_step(batches[0]), engine.generator_step(batches[1])]
        return engine.export_state() | terms[0] | terms[1]

    result = on_all(steps, **LOSS)
    assert result["generator_loss"] > 0


def test_batch_norm_keeps_real_and_fake_apart_in_both_players_steps(on_all, batches):
    def steps(engine):
        return engine.critic_step(batches[0]) | engine.generator_step(batches[1]) | engine.export_state()

    critic = Sequential([Dense(5, bias=False), BatchNorm(), Tanh(), Dense(1)])
    state = on_all(steps, loss=Relativistic(), constraint="none", critic=critic)
    assert np.any(state["critic/buffers/1.running_mean"] != 0)


def test_the_generator_learns_from_the_real_samples_it_is_given(backend, make_gan, batches):
    gan = make_gan(backend, **LOSS)
    state, draw = gan.engine.state, gan.engine.draws.at("generator", 0)
    one, other = (gan.engine.gradients("generator", state, batch, draw).terms for batch in batches[:2])
    assert one["generator_loss"] != other["generator_loss"]


def test_its_loss_of_equal_scores_is_log_two(backend, make_gan):
    scores = np.array([3.0, -2.0])
    for player in ("critic", "generator"):
        found = make_gan(backend, **LOSS).recipe.backend.evaluate_loss(Relativistic(), player, scores, scores)
        assert found.value == pytest.approx(np.log(2))
        sign = -1 if player == "critic" else 1
        assert found.real == pytest.approx([sign * 0.25] * 2)
        assert found.fake == pytest.approx([-sign * 0.25] * 2)


def test_it_trains_through_fit_with_batches_of_its_own_for_the_generator(backend, make_gan):
    gan = make_gan(backend, **LOSS).fit(np.random.default_rng(0).normal(size=(40, 3)), iterations=2)
    assert np.isfinite(gan.history["generator_loss"]).all()


def test_a_generator_step_without_real_samples_is_refused(backend, make_gan):
    with pytest.raises(DataError, match=r"Relativistic compares with real samples: generator_step\(real\)"):
        make_gan(backend, **LOSS).generator_step()


def test_unequal_batches_are_refused_in_a_loop_of_ones_own():
    torch = pytest.importorskip("torch")
    import ganreg

    objective = ganreg.objective(loss=Relativistic(), constraint="none")
    with pytest.raises(CombinationError, match="Relativistic pairs real and fake"):
        objective.critic_loss(torch.nn.Linear(2, 1), torch.ones(3, 2), torch.ones(2, 2))
