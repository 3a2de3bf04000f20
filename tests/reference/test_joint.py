"""The gradients of each loss in both players' weights, and the pullback of the field, against differences."""

import attrs
import numpy as np
import pytest

from ganreg.networks import MLP, BatchNorm, ClassProjection, Dense, Embedding, Head, Sequential, Tanh
from ganreg_reference.inputs import CriticView
from ganreg_reference.joint import Both, CriticSide, GeneratorSide, pullback

GP = {"name": "gp", "weight": 2.0}
CONSTRAINTS = {
    "none": [],
    "interpolates": [GP],
    "real and fake": [GP | {"points": "real", "target": 0.0}, GP | {"points": "fake", "target": 0.5, "every": 2}],
}
NETWORKS = {
    "tanh": {},
    "layer norm": {"critic": MLP(width=4, depth=1, activation="softplus", layer_norm=True)},
    "batch norm": {"generator": Sequential([Dense(3, bias=False), BatchNorm(), Tanh(), Head()])},
}
each_loss = pytest.mark.parametrize("loss", ["minimax", "non_saturating", "wasserstein"])
each_constraint = pytest.mark.parametrize("constraint", CONSTRAINTS)
each_network = pytest.mark.parametrize("network", NETWORKS)


@pytest.fixture
def sides(make_recipe, make_batch):
    """Both losses of a small recipe, as functions of both players' weights, and a place."""

    def make(label=None, **changes):
        recipe = make_recipe(**changes)
        engine = recipe.backend.engine(recipe)
        draws = {player: engine.draws.at(player, 0) for player in ("critic", "generator")}
        latents = {player: draw.stream("latent").normal((4, 2)) for player, draw in draws.items()}
        real, states = make_batch().x, engine.state.constraints
        of_critic = CriticSide(
            engine._critic_objective, engine._generator, real, latents["critic"], label, states, draws["critic"]
        )
        of_generator = GeneratorSide(engine._generator_objective, None, latents["generator"], label, draws["generator"])
        return of_critic, of_generator, Both(engine.state.critic.params, engine.state.generator.params)

    return make


def joined(both):
    named = {f"critic/{name}": value for name, value in both.critic.items()}
    return named | {f"generator/{name}": value for name, value in both.generator.items()}


def parted(arrays):
    parts = [
        {name.removeprefix(f"{player}/"): value for name, value in arrays.items() if name.startswith(player)}
        for player in ("critic", "generator")
    ]
    return Both(*parts)


def critic_loss(side, at):
    """L_c as the critic's objective reports it, for fake samples made here."""
    fake = side.generator.forward(side.latents, at.generator, side.labels)
    critic = attrs.make_class("Critic", ["weights", "buffers"])(at.critic, {})
    found = side.objective.evaluate(critic, side.real, fake, side.labels, side.states, side.draw)
    return found.terms["critic_loss"]


def generator_loss(side, at):
    view = CriticView((), (), 0, side.draw)
    return side.objective.evaluate(at.generator, at.critic, side.latents, side.real, side.labels, view, side.draw)[0]


@each_loss
@each_constraint
@each_network
def test_the_critics_gradients_in_all_weights_are_those_of_its_loss(
    sides, loss, constraint, network, complex_step, assert_close
):
    side, _, at = sides(loss=loss, constraints=CONSTRAINTS[constraint], **NETWORKS[network])
    expected = complex_step(lambda arrays: critic_loss(side, parted(arrays)), joined(at))
    assert_close(joined(side.gradients(at)), expected, 1e-11)


@each_loss
@each_network
def test_the_generators_gradients_in_all_weights_are_those_of_its_loss(
    sides, loss, network, complex_step, assert_close
):
    _, side, at = sides(loss=loss, constraints=[], **NETWORKS[network])
    expected = complex_step(lambda arrays: generator_loss(side, parted(arrays)), joined(at))
    assert_close(joined(side.gradients(at)), expected, 1e-12)


def half_square(of_critic, of_generator, at):
    """½‖v‖²."""
    field = [*of_critic.gradients(at).critic.values(), *of_generator.gradients(at).generator.values()]
    return sum(np.sum(part * part) for part in field) / 2


@each_loss
@each_constraint
def test_the_pullback_is_the_gradient_of_half_the_squared_field(
    sides, loss, constraint, central_differences, assert_close
):
    *both, at = sides(loss=loss, constraints=CONSTRAINTS[constraint])
    expected = central_differences(lambda arrays: half_square(*both, parted(arrays)), joined(at))
    assert_close(joined(pullback(*both, at)), expected, 1e-9)


@pytest.mark.parametrize("network", ["layer norm", "batch norm"])
def test_the_pullback_is_that_gradient_through_normalisations(sides, network, central_differences, assert_close):
    *both, at = sides(constraints=[GP], **NETWORKS[network])
    expected = central_differences(lambda arrays: half_square(*both, parted(arrays)), joined(at))
    assert_close(joined(pullback(*both, at)), expected, 1e-8)


def test_the_pullback_is_that_gradient_with_classes(sides, central_differences, assert_close):
    networks = {
        "critic": Sequential([Dense(4), Tanh(), ClassProjection(3)]),
        "generator": Sequential([Embedding(3, 2), Dense(3), Tanh(), Head()]),
    }
    *both, at = sides(label=np.array([0, 2, 1, 2]), constraints=[GP], **networks)
    expected = central_differences(lambda arrays: half_square(*both, parted(arrays)), joined(at))
    assert_close(joined(pullback(*both, at)), expected, 1e-8)
