"""The residual networks, block by block against the WGAN-GP paper and its code."""

from math import prod

import pytest

from ganreg.networks import (
    AveragePool,
    BatchNorm,
    BoundNetwork,
    ClassProjection,
    ConditionalBatchNorm,
    Conv2d,
    Dense,
    Embedding,
    Flatten,
    GroupNorm,
    ReLU,
    Reshape,
    Residual,
    Tanh,
    Upsample,
    resnet,
)

IMAGE = (3, 32, 32)
DEFAULT = resnet()
CONV, SKIP = Conv2d(128, 3, padding=1), Conv2d(128, 1, init="glorot")


def critic(network=DEFAULT, image=IMAGE):
    return BoundNetwork.bind(network, image, (1,), "critic")


def generator(network=DEFAULT, image=IMAGE):
    return BoundNetwork.bind(network, (128,), image, "generator")


def count(bound):
    return sum(prod(spec.shape) for spec in bound.parameters().values())


def after_blocks(bound):
    """The shapes after each residual block."""
    shapes = zip(bound.layers, bound.shapes[1:], strict=True)
    return [shape for layer, shape in shapes if isinstance(layer, Residual)]


def test_the_papers_table_for_cifar10():
    assert generator().shapes[:3] == ((128,), (128 * 4 * 4,), (128, 4, 4))
    assert after_blocks(generator()) == [(128, 8, 8), (128, 16, 16), (128, 32, 32)]
    assert after_blocks(critic()) == [(128, 16, 16), (128, 8, 8), (128, 8, 8), (128, 8, 8)]
    assert critic().shapes[-3:] == ((128, 1, 1), (128,), (1,))


def test_the_numbers_of_parameters_are_those_of_the_papers_code():
    assert count(critic()) == 1_053_825
    assert count(generator()) == 1_204_483 - 9 * 128  # biases that batch norm takes away again


def test_the_generator_layer_by_layer():
    conv, skip = Conv2d(128, 3, padding=1, bias=False), Conv2d(128, 1, bias=False, init="glorot")
    up = Residual((BatchNorm(), ReLU(), Upsample(), conv, BatchNorm(), ReLU(), conv), (Upsample(), skip))
    assert generator().layers == (
        *(Dense(2048, init="glorot"), Reshape((128, 4, 4)), up, up, up),
        *(BatchNorm(), ReLU(), Conv2d(3, 3, padding=1, init="glorot"), Tanh()),
    )


def test_the_critic_layer_by_layer():
    pool = AveragePool(2)
    first = Residual((CONV, ReLU(), CONV, pool), (pool, SKIP))
    down = Residual((ReLU(), CONV, ReLU(), CONV, pool), (SKIP, pool))
    keep = Residual((ReLU(), CONV, ReLU(), CONV))
    end = (ReLU(), AveragePool(8), Flatten(), Dense(1, init="glorot"))
    assert critic().layers == (first, down, keep, keep, *end)


@pytest.mark.parametrize(
    ("size", "critic_sides", "generator_sides"),
    [
        (8, [4, 4, 4], [8]),
        (16, [8, 8, 8], [8, 16]),
        (28, [14, 14, 14], [14, 28]),
        (32, [16, 8, 8, 8], [8, 16, 32]),
        (48, [24, 12, 12, 12], [12, 24, 48]),
        (64, [32, 16, 8, 8, 8], [8, 16, 32, 64]),
    ],
)
def test_other_sizes_take_fewer_or_more_blocks(size, critic_sides, generator_sides):
    image = (1, size, size)
    assert after_blocks(critic(image=image)) == [(128, side, side) for side in critic_sides]
    assert after_blocks(generator(image=image)) == [(128, side, side) for side in generator_sides]
    assert critic(image=image).shapes[-3] == (128, 1, 1)


@pytest.mark.parametrize("norm", ["batch", "layer", "none"])
def test_the_critic_has_no_norm_and_mixes_no_samples(norm):
    assert critic(resnet(norm=norm)) == critic()
    assert critic().piecewise_linear
    assert not critic().mixes_samples


def test_the_generators_norm_can_be_chosen():
    body = generator(resnet(norm="layer")).layers[2].body
    assert body[0] == body[4] == generator(resnet(norm="layer")).layers[5] == GroupNorm(1)
    plain = generator(resnet(norm="none"))
    up = Residual((ReLU(), Upsample(), CONV, ReLU(), CONV), (Upsample(), SKIP))
    assert plain.layers[2:6] == (up, up, up, ReLU())
    assert [generator(resnet(norm=norm)).mixes_samples for norm in ("batch", "layer", "none")] == [True, False, False]


def test_with_classes_the_norms_of_blocks_are_conditional_and_the_last_is_not():
    plain, conditional = generator().layers, generator(resnet(classes=10)).layers
    body = conditional[2].body
    assert body[0] == body[4] == ConditionalBatchNorm(10)
    assert [layer for layer in body if layer != ConditionalBatchNorm(10)] == [
        layer for layer in plain[2].body if layer != BatchNorm()
    ]
    assert (conditional[:2], conditional[5:]) == (plain[:2], plain[5:])


def test_with_classes_a_projection_ends_the_critic():
    assert critic(resnet(classes=10)).layers == (*critic().layers[:-1], ClassProjection(10))


def test_with_another_norm_an_embedding_stands_before_the_generator():
    plain, conditional = (generator(resnet(norm="layer", classes=classes)).layers for classes in (None, 10))
    assert conditional == (Embedding(10), *plain)


def test_only_the_blocks_large_kernels_take_the_named_start():
    for bound in (critic(resnet(init="orthogonal")), generator(resnet(init="orthogonal"))):
        for name, spec in bound.parameters().items():
            if len(spec.shape) > 1:
                assert (spec.initializer == "orthogonal") == ("body" in name), name
