"""The DCGAN, layer by layer against the paper and pytorch/examples."""

from math import prod

import pytest

from ganreg.networks import (
    BatchNorm,
    BoundNetwork,
    ClassProjection,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Embedding,
    Flatten,
    GroupNorm,
    LeakyReLU,
    ReLU,
    Reshape,
    Tanh,
    dcgan,
)

IMAGE = (3, 64, 64)
DEFAULT = dcgan()


def critic(network=DEFAULT, image=IMAGE):
    return BoundNetwork.bind(network, image, (1,), "critic")


def generator(network=DEFAULT, image=IMAGE, latent_dim=100):
    return BoundNetwork.bind(network, (latent_dim,), image, "generator")


def count(bound):
    return sum(prod(spec.shape) for spec in bound.parameters().values())


def images(bound):
    """The shapes of images along a network, each once."""
    return list(dict.fromkeys(shape for shape in bound.shapes if len(shape) == 3))


def test_the_generator_of_the_papers_figure_1():
    table = [(1024, 4, 4), (512, 8, 8), (256, 16, 16), (128, 32, 32), (3, 64, 64)]
    assert images(generator(dcgan(width=128))) == table


def test_the_critic_of_pytorch_examples():
    assert images(critic()) == [IMAGE, (64, 32, 32), (128, 16, 16), (256, 8, 8), (512, 4, 4)]


def test_the_numbers_of_parameters_are_those_of_pytorch_examples():
    assert count(generator()) == 3_576_704 + 3  # the last convolution's bias
    assert count(critic()) == 2_765_568 + 64 + 1  # the first convolution's bias and the last


def test_the_generator_layer_by_layer():
    assert generator(dcgan(width=8), (3, 28, 28)).layers == (
        *(Dense(16 * 7 * 7, bias=False, init="dcgan"), Reshape((16, 7, 7)), BatchNorm(), ReLU()),
        *(ConvTranspose2d(8, 4, 2, 1, bias=False, init="dcgan"), BatchNorm(), ReLU()),
        *(ConvTranspose2d(3, 4, 2, 1, init="dcgan"), Tanh()),
    )


def test_the_critic_layer_by_layer():
    assert critic(dcgan(width=8), (3, 28, 28)).layers == (
        *(Conv2d(8, 4, 2, 1, init="dcgan"), LeakyReLU(0.2)),
        *(Conv2d(16, 4, 2, 1, bias=False, init="dcgan"), BatchNorm(), LeakyReLU(0.2)),
        *(Flatten(), Dense(1, init="dcgan")),
    )


def test_the_smallest_images_take_one_convolution():
    assert images(critic(image=(1, 8, 8))) == [(1, 8, 8), (64, 4, 4)]
    assert images(generator(image=(1, 8, 8))) == [(64, 4, 4), (1, 8, 8)]
    assert not critic(image=(1, 8, 8)).mixes_samples


@pytest.mark.parametrize(
    ("norm", "layer", "mixes"), [("batch", BatchNorm(), True), ("layer", GroupNorm(1), False), ("none", None, False)]
)
def test_the_norm_stands_in_both_players_but_not_next_to_the_image(norm, layer, mixes):
    norms = {
        bound: [place for place in bound.layers if isinstance(place, (BatchNorm, GroupNorm))]
        for bound in (critic(dcgan(norm=norm)), generator(dcgan(norm=norm)))
    }
    assert list(norms.values()) == ([[layer] * 3, [layer] * 4] if layer else [[], []])
    assert {bound.mixes_samples for bound in norms} == {mixes}


@pytest.mark.parametrize("norm", ["batch", "layer", "none"])
def test_only_what_no_norm_follows_has_a_bias(norm):
    for bound in (critic(dcgan(norm=norm)), generator(dcgan(norm=norm))):
        biases = [layer.bias for layer in bound.layers if isinstance(layer, (Conv2d, ConvTranspose2d, Dense))]
        first = isinstance(bound.layers[0], Conv2d) or norm == "none"
        assert biases == [first, *[norm == "none"] * 3, True]


def test_with_classes_an_embedding_comes_first_and_a_projection_last():
    network, plain = dcgan(classes=10), dcgan()
    assert generator(network).layers == (Embedding(10), *generator(plain).layers)
    assert critic(network).layers == (*critic(plain).layers[:-1], ClassProjection(10, init="dcgan"))


def test_all_weights_start_as_in_the_paper():
    for bound in (critic(dcgan(classes=10)), generator()):
        starts = {spec.initializer for spec in bound.parameters().values() if len(spec.shape) > 1}
        assert starts == {"dcgan"}
