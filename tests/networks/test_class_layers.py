"""Layers that know classes."""

import pytest

from ganreg.errors import NetworkError, ParameterError
from ganreg.networks import (
    BoundNetwork,
    ClassProjection,
    ConditionalBatchNorm,
    Dense,
    Embedding,
    Head,
    Residual,
    Sequential,
)
from ganreg.networks.layers import ParameterSpec


def test_an_embedding_adds_its_size_to_the_features():
    assert Embedding(3, size=4).output_shape((5,)) == (9,)
    assert Embedding(3).output_shape((5,)) == (21,)
    weight = Embedding(3, size=4).parameters((5,))["weight"]
    assert (weight.shape, weight.initializer) == ((3, 4), "normal")


def test_a_projection_has_an_affine_score_and_a_vector_per_class():
    layer = ClassProjection(3, init="he")
    assert layer.output_shape((5,)) == (1,)
    assert layer.parameters((5,)) == {
        "weight": ParameterSpec((1, 5), "he", fan_in=5, fan_out=1),
        "bias": ParameterSpec((1,), "zeros"),
        "embedding": ParameterSpec((3, 5), "he", fan_in=5, fan_out=3),
    }


@pytest.mark.parametrize("layer", [Embedding(3), ClassProjection(3)], ids=repr)
def test_images_are_refused_with_what_to_put_before(layer):
    with pytest.raises(NetworkError, match=r"takes vectors, .*shape \(1, 8, 8\)\. Put Flatten\(\) before it"):
        layer.output_shape((1, 8, 8))


@pytest.mark.parametrize("layer", [Embedding, ClassProjection, ConditionalBatchNorm])
@pytest.mark.parametrize("classes", [0, 1.5, None])
def test_an_impossible_number_of_classes_is_refused(layer, classes):
    with pytest.raises(ParameterError, match="classes="):
        layer(classes)


def bound(*layers):
    return BoundNetwork.bind(Sequential(layers), (4,), (1,))


def test_a_network_has_the_classes_of_its_layers():
    assert bound(Embedding(3), Dense(5), ClassProjection(3)).classes == 3
    assert bound(Residual([ConditionalBatchNorm(6)]), Head()).classes == 6
    assert bound(Dense(5), Head()).classes is None


def test_layers_that_disagree_about_the_classes_are_refused():
    with pytest.raises(NetworkError, match="Some layers tell 3 and others 5 classes apart"):
        bound(Embedding(5), ClassProjection(3))
