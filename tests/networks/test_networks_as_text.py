"""Networks in a recipe's text come back as the same networks."""

import attrs
import numpy as np
import pytest

import ganreg
from ganreg.networks import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    ClassProjection,
    ConditionalBatchNorm,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Embedding,
    Flatten,
    GroupNorm,
    GroupSort,
    Head,
    LayerNorm,
    Reshape,
    Residual,
    Sequential,
    Sigmoid,
    SiLU,
    Upsample,
    dcgan,
    mlp,
    resnet,
)
from ganreg.recipe import Recipe

NESTED = Sequential(
    [
        *(Embedding(3, size=4), Dense(32, bias=False, init="orthogonal"), Reshape((2, 4, 4))),
        Residual(
            [ConditionalBatchNorm(3, momentum=0.2), GELU(approximate=True), Upsample(), Conv2d(4, padding=1)],
            [Residual([GroupNorm(2), "silu"], [Conv2d(2, 1, bias=False)]), ConvTranspose2d(4)],
        ),
        *(LayerNorm(affine=False), ELU(alpha=0.5), GroupSort(2), AveragePool(3, stride=1), Flatten()),
        *(BatchNorm(affine=False), Head(Sigmoid())),
    ]
)
CRITIC = Sequential([Flatten(), Dense(4), Residual([SiLU(), Dense(4)]), ClassProjection(3)])
NETWORKS = [
    NESTED,
    CRITIC,
    dcgan(),
    dcgan(32, 3, width=16, norm="layer", classes=10, init="orthogonal"),
    resnet(16, 1, width=8, norm="none", classes=2),
    mlp(classes=3, init="orthogonal"),
]


def recipe(**choices):
    return attrs.evolve(ganreg.build().recipe, **choices)


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
def test_each_network_survives_text(network):
    whole = recipe(critic=network, generator=network)
    again = Recipe.from_text(whole.to_text())
    assert again == whole
    assert again.critic == again.generator == network


@pytest.mark.parametrize("name", ["dcgan", "resnet"])
def test_names_bring_the_paper_networks(name):
    whole = recipe(critic=name, generator=name, data_shape=(3, 32, 32), latent_dim=128)
    assert Recipe.from_text(whole.to_text()) == whole
    assert whole.bound_critic().input_shape == whole.bound_generator().output_shape == (3, 32, 32)


def test_a_nested_generator_is_bound_again_as_it_was():
    whole = recipe(critic=dcgan(8, 1, norm="none"), generator=NESTED, data_shape=(1, 8, 8), latent_dim=5)
    again = Recipe.from_text(whole.to_text())
    assert again.bound_generator() == whole.bound_generator()
    assert again.bound_generator().classes == 3


def test_given_arrays_are_left_out():
    stack = [Dense(1, bias=False)]
    whole = recipe(critic=Sequential(stack, weights={"0.weight": np.ones((1, 2))}))
    text = whole.to_text()
    assert "weights" not in text
    assert Recipe.from_text(text).critic == Sequential(stack)
