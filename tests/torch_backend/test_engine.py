"""The engine: steps, states, draws and what they leave behind. Agreement with the reference is proven elsewhere."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import pytest
import torch
from torch import nn

from ganreg.backend import Batch
from ganreg.constraints import AbstractScorePenalty, GradientPenalty, Real
from ganreg.errors import CombinationError, NetworkError, UnsupportedError
from ganreg.losses import AbstractLoss
from ganreg.networks import MLP, Softplus, Tanh
from ganreg_torch.streams import DeviceDraws

LATENT = np.random.default_rng(3).normal(size=(5, 2))


def _equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return set(one) == set(other) and all(np.array_equal(one[name], other[name]) for name in one)


@attrs.frozen(kw_only=True)
class Running(AbstractScorePenalty):
    """Pulls real scores to their running mean, which is its state."""

    name = "running"

    def initial_state(self) -> Mapping[str, Any]:
        return {"mean": np.zeros(()), "updates": 0}

    @property
    def points(self) -> tuple[Any, ...]:
        return (Real(),)

    def value(self, scores: tuple[Any, ...], xp: Any) -> Any:
        return xp.mean(scores[0] ** 2)

    def gradients(self, scores: tuple[Any, ...], xp: Any) -> tuple[Any, ...]:
        return (2 * scores[0] / len(scores[0]),)

    def next_state(self, state: Mapping[str, Any], observed: Any, xp: Any) -> Mapping[str, Any]:
        return {"mean": 0.9 * state["mean"] + 0.1 * xp.mean(observed[0]), "updates": state["updates"] + 1}


@attrs.frozen
class NeedsReal(AbstractLoss):
    name = "needs_real"
    generator_needs_real = True

    def critic(self, real: Any, fake: Any, xp: Any) -> Any:
        return xp.mean(fake) - xp.mean(real)

    def critic_gradients(self, real: Any, fake: Any, xp: Any) -> Any:
        return -xp.ones_like(real) / len(real), xp.ones_like(fake) / len(fake)

    def generator(self, real: Any, fake: Any, xp: Any) -> Any:
        return (xp.mean(real) - xp.mean(fake)) ** 2

    def generator_gradients(self, real: Any, fake: Any, xp: Any) -> Any:
        return None, -2 * (xp.mean(real) - xp.mean(fake)) * xp.ones_like(fake) / len(fake)


# Steps ------------------------------------------------------------------------------------------------------------


def test_a_critic_step_reports_its_terms_as_numbers(make_engine, batch) -> None:
    terms = make_engine().critic_step(batch)
    assert set(terms) == {"critic_loss", "gradient_penalty", "wasserstein_estimate", "critic_gradient_norm"}
    assert {type(value) for value in terms.values()} == {float}
    assert terms["critic_loss"] == pytest.approx(terms["gradient_penalty"] - terms["wasserstein_estimate"])


def test_a_generator_step_reports_its_terms(make_engine) -> None:
    assert set(make_engine().generator_step()) == {"generator_loss", "generator_gradient_norm"}


def test_a_step_changes_its_own_player_only(make_engine, batch) -> None:
    engine = make_engine()
    before = engine.export_state()
    engine.critic_step(batch)
    after = engine.export_state()
    changed = {name for name in after if not np.array_equal(before[name], after[name])}
    assert all(name.startswith("critic/") for name in changed)
    assert after["critic/updates"] == 1


def test_gradients_change_nothing(make_engine, batch) -> None:
    engine = make_engine()
    before = engine.export_state()
    for player in ("critic", "generator"):
        engine.gradients(player, engine.state, batch, engine.draws.at(player, 0))
    assert _equal(before, engine.export_state())


def test_gradients_at_an_earlier_state_are_those_of_then(make_engine, batch) -> None:
    engine = make_engine()
    state, draw = engine.state, engine.draws.at("critic", 0)
    then = engine.gradients("critic", state, batch, draw)
    engine.iteration([batch, batch])
    again = engine.gradients("critic", state, batch, draw)
    now = engine.gradients("critic", engine.state, batch, draw)
    assert again.terms == pytest.approx(then.terms, rel=1e-12)
    assert now.terms != pytest.approx(then.terms, rel=1e-3)
    assert all(torch.allclose(again.params[name], then.params[name], rtol=1e-12) for name in then.params)


def test_generator_gradients_at_an_earlier_state_are_those_of_then(make_engine, batch) -> None:
    engine = make_engine()
    state, draw = engine.state, engine.draws.at("generator", 0)
    then = engine.gradients("generator", state, None, draw)
    engine.iteration([batch])
    again = engine.gradients("generator", state, None, draw)
    assert again.terms == pytest.approx(then.terms, rel=1e-12)


def test_a_state_is_never_changed_in_place(make_engine, batch) -> None:
    engine = make_engine()
    state = engine.state
    kept = {name: engine.to_numpy(value) for name, value in state.flatten().items()}
    engine.iteration([batch])
    assert _equal(kept, {name: engine.to_numpy(value) for name, value in state.flatten().items()})


def test_clipping_follows_the_step(make_engine, batch) -> None:
    engine = make_engine(constraints=["clip"], critic_optimizer={"name": "sgd", "lr": 100.0})
    engine.critic_step(batch)
    assert max(np.max(np.abs(engine.to_numpy(value))) for value in engine.state.critic.params.values()) <= 0.01


def test_a_lazy_penalty_is_part_of_every_kth_update(make_engine, batch) -> None:
    engine = make_engine(constraints=[GradientPenalty(every=2)])
    assert ["gradient_penalty" in engine.critic_step(batch) for _ in range(4)] == [True, False, True, False]


def test_a_loss_may_need_real_samples_for_the_generator(make_engine, batch) -> None:
    engine = make_engine(loss=NeedsReal())
    real = engine.scores(batch.x).mean()
    latent = engine.draws.at("generator", 0).stream("latent").normal((4, 2))
    fake = engine.scores(engine.sample(latent)).mean()
    assert engine.generator_step(batch)["generator_loss"] == pytest.approx((real - fake) ** 2)


@pytest.mark.parametrize("x", ["readonly", "reversed", "float32", "tensor"])
def test_batches_may_lie_in_memory_as_they_like(make_engine, batch, x) -> None:
    given = {
        "readonly": batch.x.copy(),
        "reversed": batch.x[::-1].copy()[::-1],
        "float32": batch.x.astype(np.float32),
        "tensor": torch.from_numpy(batch.x),
    }[x]
    if x == "readonly":
        given.setflags(write=False)
    terms = make_engine().critic_step(Batch(given))
    assert terms == pytest.approx(make_engine().critic_step(batch), rel=1e-5)


# State ------------------------------------------------------------------------------------------------------------


def test_a_resumed_run_equals_an_uninterrupted_one(make_engine, batch) -> None:
    parts: dict[str, Any] = {"constraints": ["gp", Running()], "backend": {"dtype": "float32"}}
    through, resumed = make_engine(**parts), make_engine(**parts)
    through.iteration([batch, batch])
    resumed.import_state(through.export_state())
    for engine in (through, resumed):
        engine.iteration([batch])
    assert _equal(through.export_state(), resumed.export_state())
    assert through.export_state()["constraint/1/updates"] == 3
    assert type(resumed.state.constraints[1]["updates"]) is int


def test_the_start_is_a_function_of_the_seed(make_engine) -> None:
    assert _equal(make_engine(seed=4).export_state(), make_engine(seed=4).export_state())
    assert not _equal(make_engine(seed=4).export_state(), make_engine(seed=5).export_state())


def test_exported_arrays_are_copies(make_engine) -> None:
    engine = make_engine()
    engine.export_state()["critic/params/1.weight"][:] = 7
    assert not np.any(engine.export_state()["critic/params/1.weight"] == 7)


def test_arrays_go_there_and_back(make_engine) -> None:
    engine = make_engine(backend={"dtype": "float32"})
    array = np.array([[1.5, -2.0]])
    assert engine.from_numpy(array).dtype == torch.float32
    assert np.array_equal(engine.to_numpy(engine.from_numpy(array)), array)


# Looking ----------------------------------------------------------------------------------------------------------


def test_slopes_are_the_derivatives_of_scores(make_engine, batch) -> None:
    engine = make_engine(critic=MLP(width=5, depth=2, activation=Softplus()))
    h = 1e-5
    shifts = [h * row for row in np.eye(3)]
    partial = [(engine.scores(batch.x + d) - engine.scores(batch.x - d)) / (2 * h) for d in shifts]
    assert engine.slopes(batch.x) == pytest.approx(np.linalg.norm(partial, axis=0), rel=1e-8)
    assert engine.input_gradients(batch.x) == pytest.approx(np.stack(partial, axis=1), rel=1e-7)


def test_samples_have_the_datas_shape_and_the_engines_type(make_engine) -> None:
    samples = make_engine(data_shape=(1, 2, 2), backend={"dtype": "float32"}).sample(LATENT)
    assert (samples.shape, samples.dtype) == ((5, 1, 2, 2), np.float32)


def test_real_and_fake_go_through_a_specified_critic_together(make_engine) -> None:
    assert make_engine().players.together


# Draws ------------------------------------------------------------------------------------------------------------


def test_draws_on_the_device_are_a_function_of_the_update(make_engine, batch) -> None:
    engines = [make_engine(backend={"draws": "device"}) for _ in "ab"]
    terms = [[engine.critic_step(batch) for _ in range(2)] for engine in engines]
    assert terms[0] == terms[1]
    assert terms[0][0] != make_engine().critic_step(batch)


def test_draws_on_the_device_differ_between_updates(make_engine) -> None:
    engine = make_engine(backend={"draws": "device"})
    draws = DeviceDraws(engine.placement)
    one, other = (draws.stream(engine.draws.at("critic", k), "latent").normal((3,)) for k in (0, 1))
    assert not torch.equal(one, other)


def test_the_frameworks_own_generator_is_left_alone(make_engine, batch) -> None:
    before = torch.random.get_rng_state()
    make_engine(backend={"draws": "device"}).iteration([batch])
    make_engine().iteration([batch])
    assert torch.equal(before, torch.random.get_rng_state())


# The backend ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("generator", "expected"),
    [
        (MLP(width=3, depth=1, output=Tanh()), (-1.0, 1.0)),
        (MLP(width=3, depth=1), None),
        (nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Tanh())), (-1.0, 1.0)),
        (nn.Sequential(nn.Linear(2, 3), nn.Sigmoid()), (0.0, 1.0)),
        (nn.Sequential(nn.Tanh(), nn.Linear(2, 3)), None),
    ],
    ids=["specified tanh", "specified linear", "tanh", "sigmoid", "linear"],
)
def test_the_range_of_a_generator_is_that_of_its_last_layer(make_recipe, generator, expected) -> None:
    assert make_recipe().backend.output_range(generator, 2, (3,)) == expected


@pytest.mark.parametrize("player", ["critic", "generator"])
def test_a_loss_of_given_scores_has_the_losses_own_gradients(make_recipe, player) -> None:
    backend, loss = make_recipe().backend, NeedsReal()
    real, fake = np.array([1.0, 2.0]), np.array([-1.0, 0.5, 4.0])
    found = backend.evaluate_loss(loss, player, real, fake)
    formula = loss.critic_gradients if player == "critic" else loss.generator_gradients
    assert found.fake == pytest.approx(formula(*map(torch.from_numpy, (real, fake)), torch)[1].numpy())
    assert found.real is not None


def test_a_loss_without_real_scores_has_no_gradient_in_them(make_recipe) -> None:
    recipe = make_recipe()
    assert recipe.backend.evaluate_loss(recipe.loss, "generator", np.ones(2), np.ones(3)).real is None


def test_networks_without_classes_take_no_labels(make_engine, batch) -> None:
    labelled = Batch(batch.x, np.zeros(4, dtype=np.int64))
    with pytest.raises(UnsupportedError, match="neither network takes some"):
        make_engine().critic_step(labelled)


@pytest.mark.parametrize("error", [CombinationError, NetworkError])
def test_every_refusal_says_what_to_do(make_engine, batch_norm, error) -> None:
    critic = batch_norm if error is CombinationError else nn.Linear(3, 2)
    with pytest.raises(error, match=r"Use layer normalisation|End it with"):
        make_engine(critic=critic)
