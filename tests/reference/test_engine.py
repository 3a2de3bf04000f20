"""The contract of an engine, as the reference keeps it."""

import attrs
import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.errors import DataError, NonFiniteError, UnsupportedError
from ganreg.networks import Dense, Sequential
from ganreg.state import FlatParameters


def _engine(recipe):
    return recipe.backend.engine(recipe)


def _at(state, player, params):
    return state.with_player(player, attrs.evolve(state.player(player), params=params))


def test_the_reported_terms_are_numbers_with_the_agreed_names(make_recipe, make_batch):
    engine = _engine(make_recipe(constraints=["gp", {"name": "gp", "points": "real"}, "clip"]))
    terms = engine.critic_step(make_batch()) | engine.generator_step()
    assert list(terms) == [
        "critic_loss",
        "gradient_penalty_0",
        "gradient_penalty_1",
        "wasserstein_estimate",
        "critic_gradient_norm",
        "generator_loss",
        "generator_gradient_norm",
    ]
    assert all(type(value) is float for value in terms.values())


def test_the_loss_is_the_sum_of_its_terms(make_recipe, make_batch):
    engine = _engine(make_recipe(constraints=["gp", {"name": "gp", "points": "fake"}]))
    terms = engine.gradients("critic", engine.state, make_batch(), engine.draws.at("critic", 0)).terms
    total = -terms["wasserstein_estimate"] + terms["gradient_penalty_0"] + terms["gradient_penalty_1"]
    assert terms["critic_loss"] == pytest.approx(total, rel=1e-14)


def test_the_wasserstein_estimate_is_the_difference_of_mean_scores(make_recipe, make_batch):
    engine, batch = _engine(make_recipe()), make_batch((5, 3))
    draw = engine.draws.at("critic", 7)
    fake = engine.sample(draw.stream("latent").normal((5, 2)))
    estimate = float(np.mean(engine.scores(batch.x)) - np.mean(engine.scores(fake)))
    found = engine.gradients("critic", engine.state, batch, draw).terms["wasserstein_estimate"]
    assert found == pytest.approx(estimate, rel=1e-13)


def test_the_penalty_is_taken_at_the_interpolates_of_its_own_draws(make_recipe, make_batch):
    engine, batch = _engine(make_recipe(constraints=["gp", "gp"])), make_batch()
    draw = engine.draws.at("critic", 2)
    fake = engine.sample(draw.stream("latent").normal((4, 2)))
    terms = engine.gradients("critic", engine.state, batch, draw).terms
    for index in (0, 1):
        epsilon = draw.stream(f"constraint/{index}").uniform((4,))[:, None]
        slopes = engine.slopes(epsilon * batch.x + (1 - epsilon) * fake)
        assert terms[f"gradient_penalty_{index}"] == pytest.approx(10 * np.mean((slopes - 1) ** 2), rel=1e-13)
    assert terms["gradient_penalty_0"] != terms["gradient_penalty_1"]


def test_slopes_are_the_norms_of_the_scores_derivatives(make_recipe, make_batch, central_differences):
    engine, x = _engine(make_recipe()), make_batch((1, 3)).x
    gradient = central_differences(lambda a: engine.scores(a["x"])[0], {"x": x})["x"]
    assert engine.slopes(x)[0] == pytest.approx(np.linalg.norm(gradient), rel=1e-8)
    assert engine.input_gradients(x)[0] == pytest.approx(gradient[0], rel=1e-7)


def test_a_lazy_penalty_comes_every_third_update_three_times_as_strong(make_recipe, make_batch):
    always = _engine(make_recipe(constraints=["gp"]))
    lazy = _engine(make_recipe(constraints=[{"name": "gp", "every": 3}]))
    present = {}
    for update in range(7):
        args = (make_batch(), always.draws.at("critic", update))
        dense, sparse = (engine.gradients("critic", engine.state, *args).terms for engine in (always, lazy))
        present[update] = "gradient_penalty" in sparse
        if present[update]:
            assert sparse["gradient_penalty"] == 3 * dense["gradient_penalty"]
    assert [update for update, due in present.items() if due] == [0, 3, 6]


def test_the_generators_batch_is_as_large_as_the_real_one_or_the_recipes(make_recipe, make_batch):
    engine = _engine(make_recipe(batch_size=6))
    draw = engine.draws.at("generator", 0)
    for batch, n in ((None, 6), (make_batch((2, 3)), 2)):
        fake = engine.sample(draw.stream("latent").normal((n, 2)))
        found = engine.gradients("generator", engine.state, batch, draw).terms["generator_loss"]
        assert found == pytest.approx(-float(np.mean(engine.scores(fake))), rel=1e-13)


def test_clip_follows_the_step_for_every_weight_and_bias_of_the_critic_alone(make_recipe, make_batch):
    large = {"name": "sgd", "lr": 10.0}
    engine = _engine(
        make_recipe(constraints=[{"name": "clip", "bound": 0.02}], critic_optimizer=large, generator_optimizer=large)
    )
    before = engine.state
    engine.critic_step(make_batch())
    params = engine.state.critic.params
    assert max(float(np.max(np.abs(value))) for value in params.values()) == 0.02
    assert any(np.any(params[name]) for name in params if name.endswith("bias"))
    assert engine.state.generator is before.generator
    engine.generator_step()
    assert max(float(np.max(np.abs(value))) for value in engine.state.generator.params.values()) > 0.02


def test_a_step_is_the_optimizers_update_with_the_gradients(make_recipe, make_batch):
    engine = _engine(make_recipe(critic_optimizer={"name": "sgd", "lr": 0.1}))
    before, draw = engine.state, engine.draws.at("critic", 0)
    gradients = engine.gradients("critic", before, make_batch(), draw).params
    engine.critic_step(make_batch())
    for name, value in engine.state.critic.params.items():
        np.testing.assert_array_equal(value, before.critic.params[name] - 0.1 * gradients[name])
    assert (engine.state.critic.updates, engine.state.generator.updates) == (1, 0)


def test_gradients_change_nothing(make_recipe, make_batch):
    engine = _engine(make_recipe())
    before, arrays = engine.state, engine.export_state()
    engine.gradients("critic", before, make_batch(), engine.draws.at("critic", 0))
    assert engine.state is before
    assert all(np.array_equal(value, arrays[name]) for name, value in engine.export_state().items())


def test_parameters_start_from_the_recipes_seed(make_recipe):
    recipe = make_recipe(seed=5)
    engine, other = _engine(recipe), _engine(make_recipe(seed=6))
    expected = recipe.bound_critic().initial(engine.draws, "critic")
    assert all(np.array_equal(value, expected[name]) for name, value in engine.state.critic.params.items())
    assert not np.array_equal(engine.state.critic.params["1.weight"], other.state.critic.params["1.weight"])


def test_a_resumed_run_equals_an_uninterrupted_one(make_recipe, make_batch):
    batches = [make_batch(seed=k) for k in range(3)]
    whole, first, second = (_engine(make_recipe()) for _ in range(3))
    whole.iteration(batches)
    first.iteration(batches[:0])
    whole.iteration(batches)
    first.load_state(whole.state)
    second.import_state(whole.export_state())
    terms = [engine.iteration(batches) for engine in (whole, first, second)]
    assert terms[0] == terms[1] == terms[2]
    states = [engine.export_state() for engine in (whole, first, second)]
    for name, value in states[0].items():
        assert all(np.array_equal(value, other[name]) for other in states)


def test_a_state_of_other_arrays_is_taken_over_in_float64(make_recipe):
    engine = _engine(make_recipe())
    params = engine.state.critic.params
    shapes = {name: value.shape for name, value in params.items()}
    flat = FlatParameters(np.concatenate([value.ravel() for value in params.values()]).astype(np.float32), shapes)
    engine.load_state(_at(engine.state, "critic", flat))
    assert {value.dtype for value in engine.state.critic.params.values()} == {np.dtype(np.float64)}
    np.testing.assert_array_equal(engine.state.critic.params["1.weight"], params["1.weight"].astype(np.float32))


def test_samples_scores_and_slopes_are_float64_of_the_agreed_shapes(make_recipe):
    engine = _engine(make_recipe(data_shape=(1, 2, 2)))
    x = engine.sample(np.zeros((3, 2), dtype=np.float32))
    assert (x.shape, x.dtype) == ((3, 1, 2, 2), np.float64)
    assert (engine.scores(x).shape, engine.scores(x).dtype) == ((3,), np.float64)
    assert (engine.slopes(x).shape, engine.slopes(x).dtype) == ((3,), np.float64)


def test_labels_are_refused(make_recipe, make_batch):
    engine = _engine(make_recipe())
    with pytest.raises(UnsupportedError, match="take none"):
        engine.critic_step(Batch(make_batch().x, label=np.zeros(4)))


@pytest.mark.parametrize("shape", [(4, 2), (4, 3, 1), (0, 3), (3,)])
def test_samples_of_another_shape_are_refused(shape, make_recipe):
    with pytest.raises(DataError, match=r"expected \(n, 3\)"):
        _engine(make_recipe()).critic_step(Batch(np.zeros(shape)))


def test_a_critic_step_without_samples_is_refused(make_recipe):
    engine = _engine(make_recipe())
    with pytest.raises(DataError, match="real samples"):
        engine.gradients("critic", engine.state, None, engine.draws.at("critic", 0))


def test_a_step_to_infinity_leaves_the_parameters_as_they_were(make_recipe):
    engine = _engine(make_recipe(critic=Sequential([Dense(1)]), constraints=[]))
    before = engine.state
    with pytest.raises(NonFiniteError, match="critic_loss"):
        engine.critic_step(Batch(np.array([[np.nan, 0.0, 0.0]])))
    assert engine.state is before


def test_the_backend_is_float64_and_bears_its_name(make_recipe):
    backend = make_recipe().backend
    assert (backend.name, backend.dtype) == ("reference", "float64")
