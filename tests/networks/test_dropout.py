"""Dropout as a specification: rates, masks by name, and networks that say whether they draw."""

import pytest

from ganreg.errors import ParameterError
from ganreg.networks import (
    BatchNorm,
    BoundNetwork,
    ClassProjection,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Residual,
    Sequential,
    Tanh,
    dcgan,
    mlp,
    resnet,
)
from ganreg.networks.layers import MaskSpec


def bound(*layers, shape=(3,)):
    return BoundNetwork.bind(Sequential(layers), shape, (1,))


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, None, "half", float("nan"), True])
def test_an_impossible_rate_is_refused(rate):
    with pytest.raises(ParameterError, match="rate="):
        Dropout(rate)


def test_half_is_dropped_unless_said_otherwise():
    assert Dropout() == Dropout(0.5)


def test_it_has_one_factor_per_number_and_no_parameters():
    assert Dropout(0.2).masks((3, 4, 5)) == {"mask": MaskSpec((3, 4, 5), 0.2)}
    assert (Dropout().parameters((3,)), Dropout().buffers((3,))) == ({}, {})
    assert not Dropout().mixes_samples


def test_masks_are_named_by_place_also_within_a_residual():
    block = Residual([Dense(4), Tanh(), Dropout(0.1)], [Dense(4), Residual([Dropout(0.2)])])
    masks = bound(Dropout(0.3), block, Dense(1)).masks()
    assert masks == {
        "0.mask": MaskSpec((3,), 0.3),
        "1.body.2.mask": MaskSpec((4,), 0.1),
        "1.shortcut.1.body.0.mask": MaskSpec((4,), 0.2),
    }


@pytest.mark.parametrize(
    ("layers", "random"),
    [
        ((Dense(1),), False),
        ((Dense(2), Dropout(0.0), Dense(1)), False),
        ((Dense(2), Dropout(0.1), Dense(1)), True),
        ((Residual([Dropout(0.1)]), Dense(1)), True),
    ],
)
def test_a_network_says_truthfully_whether_it_draws(layers, random):
    assert bound(*layers).is_random is random


@pytest.mark.parametrize(
    ("layers", "place"),
    [
        ((Dense(1),), 0),
        ((Dense(4), Tanh(), Dense(1)), 2),
        ((Dense(4), Tanh(), Dense(1), LeakyReLU()), 2),
        ((Dense(4), Tanh(), Residual([Dense(4)]), Dropout(), ClassProjection(2)), 4),
        ((Dense(1), BatchNorm(affine=False), Dropout()), 0),
        ((Dense(1), BatchNorm()), 1),
    ],
)
def test_features_go_into_the_last_layer_with_parameters(layers, place):
    assert bound(*layers).last_trained == place


def test_a_network_without_parameters_has_its_input_for_features():
    assert bound(Dropout(), shape=(1,)).last_trained == 0


def test_features_of_images_go_into_the_dense_layer_that_ends_a_critic():
    assert bound(Conv2d(2), LeakyReLU(), Flatten(), Dense(1), shape=(1, 4, 4)).last_trained == 3
    critic = BoundNetwork.bind(resnet(width=2), (1, 8, 8), (1,))
    assert critic.last_trained == len(critic.layers) - 1


def test_a_perceptron_drops_after_each_activation_if_asked():
    network = mlp(width=4, depth=2, dropout=0.3, activation="tanh", layer_norm=True)
    layers = BoundNetwork.bind(network, (3,), (1,)).layers
    names = [type(layer).__name__ for layer in layers]
    assert names == ["Flatten", *["Dense", "LayerNorm", "Tanh", "Dropout"] * 2, "Dense"]
    assert layers[4] == Dropout(0.3)
    assert not BoundNetwork.bind(mlp(), (3,), (1,)).masks()


def test_a_critic_of_convolutions_drops_after_each_activation_and_its_generator_never():
    network = dcgan(width=2, norm="layer", dropout=0.5)
    names = [type(layer).__name__ for layer in BoundNetwork.bind(network, (1, 16, 16), (1,)).layers]
    first, second = ["Conv2d", "LeakyReLU", "Dropout"], ["Conv2d", "GroupNorm", "LeakyReLU", "Dropout"]
    assert names == [*first, *second, "Flatten", "Dense"]
    assert not BoundNetwork.bind(network, (5,), (1, 16, 16)).masks()
    assert not BoundNetwork.bind(dcgan(width=2), (1, 16, 16), (1,)).masks()


@pytest.mark.parametrize("network", [mlp, dcgan])
@pytest.mark.parametrize("rate", [-0.5, 1.0, True])
def test_a_whole_network_refuses_an_impossible_rate(network, rate):
    with pytest.raises(ParameterError, match="dropout="):
        network(dropout=rate)
