"""Which parameters and buffers normalisations have, and which samples they take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.errors import NetworkError
from ganreg.networks import BatchNorm, ConditionalBatchNorm, GroupNorm, LayerNorm

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
ON_CHANNELS = [BatchNorm(), ConditionalBatchNorm(3)]


def starts(specs):
    return {name: (spec.shape, spec.initializer) for name, spec in specs.items()}


@given(shapes)
def test_layer_norm_has_a_weight_and_a_bias_per_number(shape):
    assert LayerNorm().output_shape(shape) == shape
    assert starts(LayerNorm().parameters(shape)) == {"weight": (shape, "ones"), "bias": (shape, "zeros")}


@pytest.mark.parametrize("shape", [(6,), (6, 4), (6, 4, 5)])
@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_group_norm_has_a_weight_and_a_bias_per_channel(groups, shape):
    assert GroupNorm(groups).output_shape(shape) == shape
    assert starts(GroupNorm(groups).parameters(shape)) == {"weight": ((6,), "ones"), "bias": ((6,), "zeros")}


def test_groups_must_divide_the_channels():
    with pytest.raises(NetworkError, match=r"channels that 4 divides, but its samples have shape \(6, 2, 2\)"):
        GroupNorm(4).output_shape((6, 2, 2))


@pytest.mark.parametrize("shape", [(6,), (6, 4, 5)])
def test_batch_norm_has_a_weight_and_a_bias_per_channel(shape):
    assert BatchNorm().output_shape(shape) == shape
    assert starts(BatchNorm().parameters(shape)) == {"weight": ((6,), "ones"), "bias": ((6,), "zeros")}


@pytest.mark.parametrize("shape", [(6,), (6, 4, 5)])
def test_conditional_batch_norm_has_them_per_class_and_channel(shape):
    layer = ConditionalBatchNorm(3)
    assert layer.output_shape(shape) == shape
    assert starts(layer.parameters(shape)) == {"weight": ((3, 6), "ones"), "bias": ((3, 6), "zeros")}


@pytest.mark.parametrize(
    "layer", [BatchNorm(affine=False), GroupNorm(2, affine=False), LayerNorm(affine=False)], ids=repr
)
def test_weight_and_bias_can_be_left_out(layer):
    assert layer.parameters((4,)) == {}


@pytest.mark.parametrize("shape", [(6,), (6, 4, 5)])
@pytest.mark.parametrize("layer", [*ON_CHANNELS, BatchNorm(affine=False)], ids=repr)
def test_running_statistics_are_buffers_per_channel(layer, shape):
    assert starts(layer.buffers(shape)) == {"running_mean": ((6,), "zeros"), "running_var": ((6,), "ones")}


@pytest.mark.parametrize("layer", [LayerNorm(), GroupNorm(2)], ids=repr)
def test_what_normalises_each_sample_by_itself_has_no_buffers_and_mixes_none(layer):
    assert layer.buffers((4,)) == {}
    assert not layer.mixes_samples


@pytest.mark.parametrize("layer", ON_CHANNELS, ids=repr)
@pytest.mark.parametrize("shape", [(6, 4), (6, 4, 5, 2)])
def test_samples_that_are_neither_vectors_nor_images_are_refused(layer, shape):
    for ask in (layer.output_shape, layer.parameters, layer.buffers):
        with pytest.raises(NetworkError, match=r"takes vectors or images \(channels, height, width\), but"):
            ask(shape)
