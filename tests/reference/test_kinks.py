"""How near to a kink a computation says it is."""

import attrs
import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.networks import MLP, BoundNetwork, Dense, GroupSort, LayerNorm, LeakyReLU, ReLU, Sequential, Tanh
from ganreg_reference.kinks import spread
from ganreg_reference.network import ReferenceNetwork


def _margin(recipe, x, params=None, player="critic"):
    engine = recipe.backend.engine(recipe)
    state = engine.state
    if params is not None:
        state = state.with_player("critic", attrs.evolve(state.critic, params=params))
    return engine.margins(player, state, Batch(np.array(x)), engine.draws.at(player, 0)).kink


def test_smooth_networks_have_no_kinks(make_recipe):
    assert _margin(make_recipe(), np.ones((2, 3))) == float("inf")
    assert _margin(make_recipe(), np.ones((2, 3)), player="generator") == float("inf")


@pytest.mark.parametrize("activation", [ReLU(), LeakyReLU()])
def test_the_margin_is_the_smallest_input_over_the_largest(activation, make_recipe):
    # The generator starts with zero weights and biases, so every fake sample is 0.
    critic = Sequential([Dense(1), activation, Dense(1)])
    recipe = make_recipe(
        critic=critic, generator=Sequential([Dense(1, init="zeros"), Tanh(), Dense(1)]), constraints=[]
    )
    recipe = attrs.evolve(recipe, data_shape=(1,))
    params = {"0.weight": [[2.0]], "0.bias": [-0.5], "2.weight": [[1.0]], "2.bias": [0.0]}
    # Inputs 2·x − 0.5: 1.5 and −2.5 at the real samples; the fake ones, a batch of their own, have −0.5 alone.
    assert _margin(recipe, [[1.0], [-1.0]], params) == pytest.approx(1.5 / 2.5)


def test_the_points_of_a_penalty_count(make_recipe):
    critic = MLP(width=8, depth=2)
    x = np.random.default_rng(0).normal(size=(3, 3))
    alone = _margin(make_recipe(critic=critic, constraints=[]), x)
    with_penalties = _margin(make_recipe(critic=critic, constraints=["gp"] * 8), x)
    assert 0 < with_penalties < alone


def test_the_generators_kinks_count_in_its_own_step_alone(make_recipe):
    recipe = make_recipe(generator=MLP(width=3, depth=1))
    assert _margin(recipe, np.ones((2, 3))) == float("inf")
    assert _margin(recipe, np.ones((2, 3)), player="generator") < 1


def test_an_input_on_the_kink_has_no_margin(make_recipe):
    params = {"0.weight": np.zeros((2, 3)), "0.bias": np.zeros(2), "2.weight": np.ones((1, 2)), "2.bias": np.zeros(1)}
    recipe = make_recipe(critic=Sequential([Dense(2), ReLU(), Dense(1)]), constraints=[])
    assert _margin(recipe, np.ones((2, 3)), params) == 0.0


def test_a_one_sided_penalty_has_a_kink_at_its_target(make_recipe):
    params = {"0.weight": np.array([[3.0, 0.0, 4.0]]), "0.bias": np.zeros(1)}
    for one_sided, margin in ((True, 0.2), (False, float("inf"))):
        penalty = {"name": "gp", "target": 4.0, "one_sided": one_sided}
        recipe = make_recipe(critic=Sequential([Dense(1)]), constraints=[penalty])
        assert _margin(recipe, np.ones((2, 3)), params) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("penalty", "margin"),
    [
        ({"name": "gp", "norm": "l1"}, 0.25),
        ({"name": "gp", "norm": "linf"}, 0.5),
        ({"name": "gp", "norm": 1.5}, 0.25),
        ({"name": "gp"}, float("inf")),
        ("max_gp", 0.0),
        ({"name": "one_sided_gp", "target": 4.0}, 0.127),
        ("r1+r2", float("inf")),
    ],
    ids=str,
)
def test_penalties_and_norms_say_where_their_kinks_are(penalty, margin, make_recipe):
    # A linear critic has the slope (1, 2, 4), of length √21 = 4.583, at every point: all share the largest.
    params = {"0.weight": np.array([[1.0, 2.0, 4.0]]), "0.bias": np.zeros(1)}
    recipe = make_recipe(critic=Sequential([Dense(1)]), constraints=penalty)
    assert _margin(recipe, np.ones((2, 3)), params) == pytest.approx(margin, abs=5e-4)


def _conditioning(recipe, x):
    engine = recipe.backend.engine(recipe)
    return engine.margins("critic", engine.state, Batch(np.array(x)), engine.draws.at("critic", 0)).conditioning


def test_without_layer_norm_and_penalty_nothing_is_divided_by(make_recipe):
    assert _conditioning(make_recipe(critic=MLP(width=4, depth=1), constraints=[]), np.ones((2, 3))) == 1


def test_a_layer_norm_of_constant_inputs_is_badly_conditioned(make_recipe):
    critic = Sequential([Dense(4, init="zeros"), LayerNorm(), Tanh(), Dense(1)])
    assert _conditioning(make_recipe(critic=critic, constraints=[]), np.ones((2, 3))) == 0


def test_layers_that_normalise_one_after_another_multiply_their_conditioning():
    network = ReferenceNetwork(BoundNetwork.bind(Sequential([LayerNorm(epsilon=1e-12)] * 2), (4,), (4,)))
    weights = {f"{i}.{name}": np.full(4, value) for i in range(2) for name, value in (("weight", 1.0), ("bias", 3.0))}
    x = np.array([[1.0, 2.0, 3.0, 6.0]])
    # What comes to the second layer has the standard deviation 1 and the mean 3.
    assert spread(network, x, weights, None) == pytest.approx(np.std(x) / np.sqrt(12.5) / np.sqrt(1 + 9))


def test_a_penalty_at_a_flat_place_is_badly_conditioned(make_recipe):
    critic = Sequential([Dense(1, init="zeros")])
    assert _conditioning(make_recipe(critic=critic, constraints=["gp"]), np.ones((2, 3))) == 0


def test_a_tie_is_near_however_few_numbers_are_sorted(make_recipe):
    params = {"0.weight": np.array([[1.0], [1.0]]), "0.bias": np.array([0.0, 2e-6]), "2.weight": np.ones((1, 2))}
    critic = Sequential([Dense(2), GroupSort(), Dense(1)])
    recipe = attrs.evolve(make_recipe(critic=critic, constraints=[]), data_shape=(1,))
    assert _margin(recipe, [[1.0], [2.0]], {**params, "2.bias": np.zeros(1)}) < 2e-6
