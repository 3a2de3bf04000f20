"""Networks of a user's own in an engine: what is accepted, what is refused, what follows the state."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

import ganreg
from ganreg.backend import Batch
from ganreg.errors import CombinationError, DataError, NetworkError

LATENT = np.random.default_rng(3).normal(size=(5, 2))


def _generator(*middle: nn.Module) -> nn.Module:
    torch.manual_seed(7)
    return nn.Sequential(nn.Linear(2, 4), *middle, nn.Tanh(), nn.Linear(4, 3))


class ConditionalCritic(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(5, 3)

    def forward(self, x: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        return (x * self.embedding(label)).sum(1)


class ConditionalGenerator(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(5, 3)

    def forward(self, z: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        return self.embedding(label) + z.sum(1, keepdim=True)


# What training does to them ---------------------------------------------------------------------------------------


def test_a_users_modules_are_trained_in_place_in_the_engines_type(make_engine, critic, batch) -> None:
    generator = _generator()
    engine = make_engine(critic=critic, generator=generator)
    before = copy.deepcopy(critic.state_dict())
    engine.iteration([batch])
    assert {p.dtype for p in (*critic.parameters(), *generator.parameters())} == {torch.float64}
    assert not torch.equal(before["stack.0.weight"], critic.state_dict()["stack.0.weight"])
    for name, value in engine.state.critic.params.items():
        assert torch.equal(value, critic.get_parameter(name))


def test_nothing_is_left_in_grad(make_engine, critic, batch) -> None:
    generator = _generator()
    make_engine(critic=critic, generator=generator).iteration([batch])
    assert all(parameter.grad is None for parameter in (*critic.parameters(), *generator.parameters()))


def test_loading_a_state_changes_the_module(make_engine, critic, batch) -> None:
    engine = make_engine(critic=critic)
    start = engine.export_state()
    engine.critic_step(batch)
    engine.import_state(start)
    assert np.array_equal(critic.stack[0].weight.detach().numpy(), start["critic/params/stack.0.weight"])


def test_frozen_parameters_stay_and_are_part_of_the_state(make_engine, critic, batch) -> None:
    critic.stack[0].weight.requires_grad_(False)
    engine = make_engine(critic=critic, constraints=["clip"])
    before = critic.stack[0].weight.clone()
    engine.critic_step(batch)
    assert torch.equal(before, critic.stack[0].weight)
    assert "stack.0.weight" in engine.state.critic.buffers
    assert "stack.0.weight" not in engine.state.critic.params


def test_a_parameter_that_the_score_does_not_use_gets_a_zero_gradient(make_engine, critic, batch) -> None:
    critic.unused = nn.Parameter(torch.ones(2))
    engine = make_engine(critic=critic)
    gradients = engine.gradients("critic", engine.state, batch, engine.draws.at("critic", 0))
    assert gradients.params["unused"].tolist() == [0, 0]


# Batch statistics -------------------------------------------------------------------------------------------------


def test_batch_statistics_follow_their_own_players_steps_only(make_engine, batch) -> None:
    generator = _generator(nn.BatchNorm1d(4))
    engine = make_engine(generator=generator)
    start = generator[1].running_mean.clone()
    engine.critic_step(batch)
    assert torch.equal(start, generator[1].running_mean)
    engine.generator_step()
    assert not torch.equal(start, generator[1].running_mean)
    assert engine.state.generator.buffers["1.num_batches_tracked"].item() == 1


def test_gradients_alone_leave_batch_statistics_as_they_are(make_engine) -> None:
    generator = _generator(nn.BatchNorm1d(4))
    engine = make_engine(generator=generator)
    start = generator[1].running_mean.clone()
    gradients = engine.gradients("generator", engine.state, None, engine.draws.at("generator", 0))
    assert torch.equal(start, generator[1].running_mean)
    assert torch.equal(start, engine.state.generator.buffers["1.running_mean"])
    assert not torch.equal(start, gradients.buffers["1.running_mean"])


def test_batch_statistics_are_those_of_the_frameworks_own_training(make_engine) -> None:
    generator, plain = _generator(nn.BatchNorm1d(4)), _generator(nn.BatchNorm1d(4)).double()
    engine = make_engine(generator=generator)
    plain(torch.from_numpy(engine.draws.at("generator", 0).stream("latent").normal((4, 2))))
    engine.generator_step()
    assert torch.equal(generator[1].running_var, plain[1].running_var)


def test_sampling_is_in_evaluation_mode_and_restores_each_mode(make_engine, batch) -> None:
    generator = _generator(nn.BatchNorm1d(4), nn.Dropout(0.5))
    engine = make_engine(generator=generator)
    generator[2].eval()
    whole, alone = engine.sample(LATENT), engine.sample(LATENT[:1])
    assert whole[:1] == pytest.approx(alone, rel=1e-12)
    assert [module.training for module in (generator, generator[1], generator[2])] == [True, True, False]


def test_a_resumed_run_with_batch_statistics_equals_an_uninterrupted_one(make_engine, batch) -> None:
    through, resumed = (make_engine(generator=_generator(nn.BatchNorm1d(4))) for _ in "ab")
    through.iteration([batch])
    resumed.import_state(through.export_state())
    for engine in (through, resumed):
        engine.iteration([batch])
    one, other = through.export_state(), resumed.export_state()
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_a_batch_norm_critic_is_refused_with_a_gradient_penalty(make_engine, batch_norm) -> None:
    with pytest.raises(CombinationError, match=r"1 \(BatchNorm1d\).*LayerNorm.*allow=\['batch-norm-with-gp'\]"):
        make_engine(critic=batch_norm)


def test_the_refusal_is_lifted_by_name(make_engine, batch_norm, batch) -> None:
    engine = make_engine(critic=batch_norm, allow=["batch-norm-with-gp"])
    assert np.isfinite(engine.critic_step(batch)["critic_loss"])


def test_without_a_gradient_penalty_batch_norm_gets_real_and_fake_apart(make_engine, batch_norm, batch) -> None:
    plain = copy.deepcopy(batch_norm).double()
    engine = make_engine(critic=batch_norm, constraints=[])
    fake = engine.sample(engine.draws.at("critic", 0).stream("latent").normal((4, 2)))
    terms = engine.critic_step(batch)
    real_scores, fake_scores = (plain(torch.from_numpy(x)).mean().item() for x in (batch.x, fake))
    assert terms["wasserstein_estimate"] == pytest.approx(real_scores - fake_scores, rel=1e-10)


# Dropout ----------------------------------------------------------------------------------------------------------


def test_dropout_is_a_function_of_the_update(make_engine, critic, batch) -> None:
    critics = [nn.Sequential(nn.Dropout(0.5), copy.deepcopy(critic)) for _ in "ab"]
    engines = [make_engine(critic=each) for each in critics]
    torch.manual_seed(1)
    one = [engines[0].critic_step(batch) for _ in range(2)]
    torch.manual_seed(2)
    assert [engines[1].critic_step(batch) for _ in range(2)] == one


def test_dropout_leaves_the_frameworks_generator_alone(make_engine, critic, batch) -> None:
    engine = make_engine(critic=nn.Sequential(nn.Dropout(0.5), critic))
    before = torch.random.get_rng_state()
    engine.iteration([batch])
    assert torch.equal(before, torch.random.get_rng_state())


# Labels -----------------------------------------------------------------------------------------------------------


def test_labels_reach_both_networks(make_engine, batch) -> None:
    engine = make_engine(critic=ConditionalCritic(), generator=ConditionalGenerator())
    labels = np.array([0, 1, 1, 2])
    gradients = [
        engine.gradients(player, engine.state, Batch(batch.x, labels), engine.draws.at(player, 0)).params
        for player in ("critic", "generator")
    ]
    for each in gradients:
        assert (each["embedding.weight"].abs().sum(1) > 0).tolist() == [True, True, True, False, False]


def test_a_user_of_conditional_modules_trains_and_samples_with_labels() -> None:
    x, labels = np.random.default_rng(0).normal(size=(16, 3)), np.arange(16) % 5
    critic, generator = ConditionalCritic(), ConditionalGenerator()
    gan = ganreg.build(backend="torch", critic=critic, generator=generator, batch_size=4, latent_dim=2)
    gan.fit((x, labels), 1)
    assert not np.allclose(gan.sample(2, label=0, seed=0), gan.sample(2, label=4, seed=0))
    assert gan.scores(x, label=labels).shape == (16,)


def test_a_module_that_takes_no_labels_is_given_none() -> None:
    data = (np.random.default_rng(0).normal(size=(16, 3)), np.arange(16) % 5)
    for networks in ({"critic": ConditionalCritic(), "generator": _generator()}, {"critic": nn.Linear(3, 1)}):
        generator = networks.get("generator", ConditionalGenerator())
        choices = {"constraint": "clip", "batch_size": 4, "latent_dim": 2, "backend": "torch"}
        ganreg.build(**choices, critic=networks["critic"], generator=generator).fit(data, 1)


def test_conditional_networks_without_labels_are_told_apart_from_broken_ones(make_engine, batch) -> None:
    engine = make_engine(critic=ConditionalCritic(), generator=ConditionalGenerator())
    for action in (lambda: engine.critic_step(batch), engine.generator_step, lambda: engine.sample(LATENT)):
        with pytest.raises(DataError, match="takes labels, but there are none"):
            action()


# Refusals ---------------------------------------------------------------------------------------------------------


def test_scores_of_another_shape_are_refused_when_the_engine_is_made(make_engine) -> None:
    with pytest.raises(NetworkError, match=r"scores of shape \(4, 2\) for 4 samples"):
        make_engine(critic=nn.Linear(3, 2))


def test_a_generator_of_another_shape_is_refused(make_engine) -> None:
    with pytest.raises(NetworkError, match=r"returned \(4, 4\).*Expected \(4, 3\)"):
        make_engine(generator=nn.Linear(2, 4))


def test_a_critic_for_other_samples_is_refused(make_engine) -> None:
    with pytest.raises(NetworkError, match=r"critic Linear cannot take input of shape \(4, 3\)"):
        make_engine(critic=nn.Linear(9, 1))


@pytest.mark.parametrize("player", ["critic", "generator"])
def test_a_network_with_nothing_to_train_is_refused(make_engine, player) -> None:
    network = nn.Linear(3, 1) if player == "critic" else nn.Linear(2, 3)
    with pytest.raises(NetworkError, match=f"The {player} Linear has no trainable parameter"):
        make_engine(**{player: network.requires_grad_(False)})
