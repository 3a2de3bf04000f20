"""Whole gradients of the reference's engine, against differences of the losses that it reports."""

import attrs
import pytest

from ganreg.networks import MLP


def _engine(recipe):
    return recipe.backend.engine(recipe)


def _at(state, player, params):
    return state.with_player(player, attrs.evolve(state.player(player), params=params))


def _loss_gradient(engine, player, batch, differences, update=0):
    """The gradient of the reported loss in one player's parameters, from its values alone."""
    draw = engine.draws.at(player, update)

    def value(params):
        return engine.gradients(player, _at(engine.state, player, params), batch, draw).terms[f"{player}_loss"]

    return differences(value, engine.state.player(player).params)


games = pytest.mark.parametrize("loss", ["minimax", "non_saturating", "wasserstein"])
networks = pytest.mark.parametrize(
    "network",
    [
        MLP(width=3, depth=2, activation="tanh"),
        MLP(width=3, depth=1, activation="softplus", layer_norm=True),
        MLP(width=3, depth=2, activation="leaky_relu"),
    ],
    ids=["tanh", "softplus-layer-norm", "leaky-relu"],
)


@games
@networks
def test_the_critics_gradients_are_those_of_its_loss(
    loss, network, make_recipe, make_batch, central_differences, assert_close
):
    constraints = ["gp", {"name": "gp", "points": "real", "target": 0.0, "weight": 2, "every": 3}]
    engine = _engine(make_recipe(loss=loss, critic=network, constraints=constraints))
    found = engine.gradients("critic", engine.state, make_batch(), engine.draws.at("critic", 0))
    assert engine.margins("critic", engine.state, make_batch(), engine.draws.at("critic", 0)).kink > 1e-3
    assert_close(found.params, _loss_gradient(engine, "critic", make_batch(), central_differences), 1e-9)


@games
@networks
def test_the_generators_gradients_are_those_of_its_loss(loss, network, make_recipe, central_differences, assert_close):
    engine = _engine(make_recipe(loss=loss, critic=network, generator=network, seed=1))
    found = engine.gradients("generator", engine.state, None, engine.draws.at("generator", 0))
    assert engine.margins("generator", engine.state, None, engine.draws.at("generator", 0)).kink > 1e-3
    assert_close(found.params, _loss_gradient(engine, "generator", None, central_differences), 1e-9)


def test_images_have_gradients_too(make_recipe, make_batch, central_differences, assert_close):
    engine = _engine(make_recipe(data_shape=(1, 2, 2), critic=MLP(width=2, depth=1, activation="tanh")))
    batch = make_batch((3, 1, 2, 2))
    found = engine.gradients("critic", engine.state, batch, engine.draws.at("critic", 0))
    assert_close(found.params, _loss_gradient(engine, "critic", batch, central_differences), 1e-9)
