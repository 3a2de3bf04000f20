"""`build` turns names, mappings and objects into a checked recipe."""

import attrs
import pytest
from small_gan import samples

import ganreg
from ganreg.constraints import Clip, GradientPenalty, Orthogonal
from ganreg.errors import (
    NetworkError,
    UnsupportedError,
)
from ganreg.losses import Minimax, NonSaturating
from ganreg.networks import MLP, mlp
from ganreg.optimizers import SGD, Adam, RMSProp
from ganreg.schedules import Bursts, Constant, Linear
from ganreg_array.backends import NumpyBackend
from ganreg_reference.backend import ReferenceBackend


def recipe(**choices):
    return ganreg.build(**choices).recipe


# Names, mappings, objects ---------------------------------------------------------------------------------------------


def test_without_arguments_it_is_wgan_gp_on_numpy():
    assert recipe() == recipe(loss="wasserstein", constraint="gp", backend="numpy", seed=0)


@pytest.mark.parametrize(
    "constraint", ["gp", "gradient_penalty", {"name": "gp"}, GradientPenalty(), GradientPenalty, ["gp"], ("gp", "none")]
)
def test_a_component_is_a_name_a_mapping_an_object_or_a_class(constraint):
    assert recipe(constraint=constraint).constraints == (GradientPenalty(),)


@pytest.mark.parametrize("alias", ["minimax", "js", "gan", "JS", Minimax()])
def test_a_loss_answers_to_its_aliases(alias):
    assert recipe(loss=alias).loss == Minimax()


def test_parameters_come_with_the_mapping_or_the_object():
    named = recipe(constraint={"name": "gp", "weight": 5, "points": "real"})
    assert named == recipe(constraint=GradientPenalty(weight=5, points="real"))


def test_constraints_are_kept_in_order():
    both = recipe(constraint=[{"name": "gp", "weight": 1}, "orthogonal"])
    assert both.constraints == (GradientPenalty(weight=1), Orthogonal())


def test_each_player_may_have_an_optimizer_of_its_own():
    two = recipe(optimizer=RMSProp(lr=1e-3), generator_optimizer=SGD(lr=0.1))
    assert (two.critic_optimizer, two.generator_optimizer) == (RMSProp(lr=1e-3), SGD(lr=0.1))


@pytest.mark.parametrize("optimizer", [None, "adam", {"name": "adam"}, {}])
def test_a_learning_rate_is_given_beside_the_optimizer(optimizer):
    two = recipe(optimizer=optimizer, lr=0.01)
    assert two.critic_optimizer == two.generator_optimizer == Adam(lr=0.01, beta1=0.0, beta2=0.9)


def test_two_time_scales_are_two_learning_rates():
    # Heusel et al. 2017
    two = recipe(critic_lr=4e-4, generator_lr=1e-4)
    assert (two.critic_optimizer.lr, two.generator_optimizer.lr) == (4e-4, 1e-4)
    two = recipe(optimizer="sgd", lr=1e-2, critic_lr={"name": "linear", "start": 0.1, "end": 0, "over": 10})
    assert two.critic_optimizer == SGD(lr=Linear(start=0.1, end=0, over=10))
    assert two.generator_optimizer == SGD(lr=1e-2)


def test_one_players_rate_leaves_the_others_as_published():
    assert [getattr(recipe(generator_lr=0.5), f"{player}_optimizer").lr for player in ("critic", "generator")] == [
        1e-4,
        0.5,
    ]


def test_a_whole_recipes_rate_is_replaced_and_nothing_else_of_its_optimizer():
    whole = recipe(optimizer={"name": "adam", "lr": 0.1, "beta1": 0.3})
    changed = recipe(recipe=whole, critic_lr=0.2)
    assert changed.critic_optimizer == attrs.evolve(whole.critic_optimizer, lr=0.2)
    assert changed.generator_optimizer == whole.generator_optimizer


@pytest.mark.parametrize("optimizer", [{"lr": 0.01}, {"name": "adam", "lr": 0.01}])
def test_an_optimizer_keeps_what_is_left_open_from_the_papers(optimizer):
    assert recipe(optimizer=optimizer).critic_optimizer == Adam(lr=0.01, beta1=0.0, beta2=0.9)


def test_an_optimizer_of_another_kind_has_its_own_defaults():
    assert recipe(optimizer={"name": "rmsprop", "lr": 0.01}).critic_optimizer == RMSProp(lr=0.01)


@pytest.mark.parametrize(
    ("n_critic", "expected"),
    [(3, Constant(3)), ("bursts", Bursts()), ({"name": "bursts", "burst": 9}, Bursts(burst=9))],
)
def test_n_critic_is_a_number_or_a_schedule(n_critic, expected):
    assert recipe(n_critic=n_critic).n_critic == expected


@pytest.mark.parametrize("critic", ["mlp", {"name": "mlp"}, MLP(), mlp()])
def test_a_network_is_a_name_a_mapping_or_an_object(critic):
    assert recipe(critic=critic).critic == MLP()


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, NumpyBackend()),
        ({"dtype": "float64"}, NumpyBackend(dtype="float64")),
        ({"backend": {"name": "numpy", "dtype": "float64"}}, NumpyBackend(dtype="float64")),
        ({"backend": NumpyBackend(), "seed": 3}, NumpyBackend()),
        ({"backend": "numpy", "device": "cpu"}, NumpyBackend()),
        ({"backend": "reference"}, ReferenceBackend()),
    ],
)
def test_a_backend_is_a_name_with_device_and_precision_or_an_object(choices, expected):
    assert recipe(**choices).backend == expected


# Whole recipes --------------------------------------------------------------------------------------------------------


def test_a_whole_recipe_is_taken_as_it_is():
    whole = recipe(loss="ns", constraint=["gp"], seed=4, dtype="float64", batch_size=9)
    assert recipe(recipe=whole) == whole


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"loss": "ns"}, "loss", NonSaturating()),
        ({"constraint": "clip", "optimizer": RMSProp(lr=1.0)}, "constraints", (Clip(),)),
        ({"optimizer": {"lr": 0.5}}, "generator_optimizer", Adam(lr=0.5, beta1=0.0, beta2=0.9)),
        ({"critic_optimizer": SGD(lr=1.0)}, "critic_optimizer", SGD(lr=1.0)),
        ({"generator_optimizer": SGD(lr=1.0)}, "generator_optimizer", SGD(lr=1.0)),
        ({"n_critic": 1}, "n_critic", Constant(1)),
        ({"batch_size": 3}, "batch_size", 3),
        ({"seed": 0}, "seed", 0),
        ({"backend": "reference"}, "backend", ReferenceBackend()),
        ({"backend": "numpy"}, "backend", NumpyBackend()),
        ({"dtype": "float32"}, "backend", NumpyBackend()),
        ({"allow": ["batch-norm-with-gp"]}, "allow", ("batch-norm-with-gp",)),
    ],
)
def test_every_argument_overrides_a_whole_recipe(change, field, expected):
    whole = recipe(loss="wasserstein", seed=4, dtype="float64")
    changed = recipe(recipe=whole, **change)
    assert getattr(changed, field) == expected != getattr(whole, field)


def test_an_argument_overrides_a_published_recipe():
    mine = recipe(recipe="wgan", batch_size=10, constraint=Clip(bound=0.1), seed=2)
    assert mine == attrs.evolve(recipe(recipe="wgan"), batch_size=10, constraints=(Clip(bound=0.1),), seed=2)


# Building changes nothing else ----------------------------------------------------------------------------------------


def test_a_gan_has_no_networks_before_its_data_are_known():
    with pytest.raises(NetworkError, match="call fit"):
        ganreg.build().sample(1)


def test_the_datas_shape_may_be_given_at_once():
    gan = ganreg.build(data_shape=(3,), latent_dim=2)
    assert gan.sample(4).shape == (4, 3)
    assert gan.scores(samples(5, (3,))).shape == (5,)


def test_an_objective_needs_a_backend_that_differentiates():
    with pytest.raises(UnsupportedError, match="Use backend='torch'"):
        ganreg.objective(backend="numpy")
