"""What `dcgan` and `resnet` have in common: one specification for both players, and the sizes that work."""

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.errors import NetworkError, ParameterError
from ganreg.networks import (
    BoundNetwork,
    ClassProjection,
    ConditionalBatchNorm,
    Embedding,
    Residual,
    Tanh,
    dcgan,
    resnet,
)
from ganreg.networks.initializers import FOR_WEIGHTS

BOTH = [dcgan, resnet]
SIZES = [8, 10, 14, 16, 28, 32, 64]
WORKING = sorted(start * 2**doublings for start in (4, 5, 6, 7) for doublings in range(1, 7))


def critic(network, image):
    return BoundNetwork.bind(network, image, (1,), "critic")


def generator(network, image, latent_dim=5):
    return BoundNetwork.bind(network, (latent_dim,), image, "generator")


def flat(layers):
    """All layers, those within residual blocks in their place."""
    for layer in layers:
        yield from flat((*layer.body, *layer.shortcut)) if isinstance(layer, Residual) else (layer,)


def of_type(bound, kind):
    return [layer for layer in flat(bound.layers) if isinstance(layer, kind)]


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("channels", [1, 3])
def test_one_specification_serves_both_players(make, size, channels):
    network, image = make(width=3), (channels, size, size)
    assert critic(network, image).output_shape == (1,)
    assert generator(network, image).output_shape == image
    assert generator(network, image).layers[-1] == Tanh()


@pytest.mark.parametrize("make", BOTH)
def test_size_and_channels_come_first_and_are_held_against_the_data(make):
    assert make(32, 3) == make(size=32, channels=3)
    assert critic(make(32, 3, width=2), (3, 32, 32)).input_shape == (3, 32, 32)
    with pytest.raises(TypeError):
        make(32, 3, 64)


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("image", [(3, 64, 64), (1, 32, 32), (3, 32, 64), (3, 64, 32)])
def test_images_of_another_size_than_promised_are_refused(make, image):
    for bind in (critic, generator):
        with pytest.raises(NetworkError) as error:
            bind(make(32, 3), image)
        assert "was made for size=32, channels=3, but" in str(error.value)
        assert f"shape {image}. Leave both out" in str(error.value)


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize(
    ("height", "width", "sizes"),
    [
        (30, 30, "28×28 and 32×32"),
        (31, 31, "28×28 and 32×32"),
        (33, 33, "32×32 and 40×40"),
        (9, 9, "8×8 and 10×10"),
        (4, 4, "8×8"),
        (1, 1, "8×8"),
        (28, 32, "28×28 and 32×32"),
        (16, 30, "16×16 and 28×28 and 32×32"),
        (100, 100, "96×96 and 112×112"),
    ],
)
def test_other_sizes_are_refused_with_some_that_work(make, height, width, sizes):
    image = (1, height, width)
    for bind in (critic, generator):
        with pytest.raises(NetworkError) as error:
            bind(make(), image)
        assert f"have shape {image}. Crop or scale them: {sizes} would do" in str(error.value)


@given(st.integers(1, 448))
def test_a_size_works_if_it_is_4_5_6_or_7_doubled(size):
    if size in WORKING:
        assert dcgan().layers((1, size, size), (1,))
    else:
        with pytest.raises(NetworkError, match="doubled at least once"):
            dcgan().layers((1, size, size), (1,))


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize(
    ("shape", "output_shape"),
    [((2,), (1,)), ((5,), (2,)), ((5,), (1,)), ((8, 8), (1,)), ((1, 8, 8), (2,)), ((1, 8, 8), (1, 8, 8))],
)
def test_what_is_no_image_is_refused(make, shape, output_shape):
    with pytest.raises(NetworkError) as error:
        make().layers(shape, output_shape)
    assert f"from samples of shape {shape} to {output_shape}. For other data take mlp()" in str(error.value)


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0},
        {"norm": "instance"},
        {"norm": None},
        {"init": "zeros"},
        {"classes": 0},
        {"size": 0},
        {"size": "32"},
        {"channels": 0},
    ],
    ids=str,
)
def test_impossible_parameters_are_refused(make, wrong):
    with pytest.raises(ParameterError, match=rf"{next(iter(wrong))}=|'{next(iter(wrong))}'"):
        make(**wrong)


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("norm", ["batch", "layer", "none"])
def test_with_classes_both_players_know_them(make, norm):
    network, image = make(width=2, norm=norm, classes=7), (1, 16, 16)
    assert critic(network, image).classes == generator(network, image).classes == 7
    assert critic(network, image).layers[-1] == ClassProjection(7, init="dcgan" if make is dcgan else "glorot")
    without = make(width=2, norm=norm)
    assert critic(without, image).classes is generator(without, image).classes is None


@pytest.mark.parametrize("network", [dcgan(classes=7), resnet(norm="layer", classes=7), resnet(norm="none", classes=7)])
def test_without_conditional_norm_the_label_joins_the_latent(network):
    bound = generator(network, (1, 16, 16))
    assert bound.layers[0] == Embedding(7)
    assert not of_type(bound, ConditionalBatchNorm)


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("init", FOR_WEIGHTS)
def test_weights_may_start_in_any_way(make, init):
    network = make(width=2, init=init)
    for bound in (critic(network, (1, 16, 16)), generator(network, (1, 16, 16))):
        weights = {
            spec.initializer for spec in bound.parameters().values() if len(spec.shape) == 4 and spec.shape[-1] > 1
        }
        assert init in weights
        assert weights <= {init, "glorot"}


@pytest.mark.parametrize("make", BOTH)
def test_no_bias_stands_where_batch_norm_takes_the_mean(make):
    image = (1, 28, 28)
    with_norm, without = (generator(make(width=2, norm=norm), image).parameters() for norm in ("batch", "none"))
    biases = [sum(prod(spec.shape) for name, spec in p.items() if name.endswith("bias")) for p in (with_norm, without)]
    weights = [sum(len(spec.shape) > 1 for spec in parameters.values()) for parameters in (with_norm, without)]
    assert weights[0] == weights[1]
    assert (
        biases == {dcgan: [4 + 2 + 1, 196 + 2 + 1], resnet: [2 * 49 + 2 * 2 * 2 + 2 + 1, 2 * 49 + 2 * 3 * 2 + 1]}[make]
    )
