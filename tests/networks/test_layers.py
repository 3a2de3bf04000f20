"""What vector layers and activations make of a sample's shape, and which parameters they have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.errors import NetworkError, ParameterError
from ganreg.networks import (
    ELU,
    GELU,
    BatchNorm,
    ClassProjection,
    ConditionalBatchNorm,
    Constant,
    Conv2d,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GroupNorm,
    GroupSort,
    Head,
    LayerNorm,
    LeakyReLU,
    ParameterSpec,
    ReLU,
    Reshape,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
)
from ganreg.registry import registry

ACTIVATIONS = [Dropout(), ReLU(), LeakyReLU(), Tanh(), Softplus(), Sigmoid(), ELU(), GELU(), SiLU(), GroupSort(1)]
PIECEWISE_LINEAR = [
    "average_pool",
    "bjorck_dense",
    "class_projection",
    "constant",
    "conv2d",
    "conv_transpose2d",
    "dense",
    "dropout",
    "embedding",
    "flatten",
    "group_sort",
    "leaky_relu",
    "relu",
    "reshape",
    "upsample",
]

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)


def parameter_shapes(layer, shape):
    return {name: spec.shape for name, spec in layer.parameters(shape).items()}


@pytest.mark.parametrize("layer", ACTIVATIONS, ids=repr)
@given(shape=shapes)
def test_an_activation_keeps_the_shape_and_has_no_parameters(layer, shape):
    assert layer.output_shape(shape) == shape
    assert parameter_shapes(layer, shape) == {}


def test_dense_has_a_weight_of_units_by_features_and_a_bias():
    assert Dense(3).output_shape((5,)) == (3,)
    assert parameter_shapes(Dense(3), (5,)) == {"weight": (3, 5), "bias": (3,)}
    assert parameter_shapes(Dense(3, bias=False), (5,)) == {"weight": (3, 5)}


def test_dense_knows_its_fans():
    weight = Dense(3).parameters((5,))["weight"]
    assert (weight.fan_in, weight.fan_out) == (5, 3)


def test_dense_refuses_images_and_says_what_to_put_before_it():
    with pytest.raises(NetworkError, match=r"takes vectors, .* shape \(1, 8, 8\)\. Put Flatten\(\) before it"):
        Dense(3).output_shape((1, 8, 8))


@pytest.mark.parametrize("units", [0, -1, 1.5, None])
def test_dense_refuses_an_impossible_number_of_units(units):
    with pytest.raises(ParameterError, match="units="):
        Dense(units)


@given(shapes, shapes)
def test_a_constant_has_its_own_shape_whatever_comes_in(shape, other):
    layer = Constant(shape, init="zeros")
    assert layer.output_shape(other) == shape
    assert layer.parameters(other) == {"weight": ParameterSpec(shape, "zeros", elementwise=True)}


@pytest.mark.parametrize("shape", [(), (0,), (2, -1), (1.5,), 3, "12"])
def test_a_constant_refuses_an_impossible_shape(shape):
    with pytest.raises(ParameterError, match=r"Constant\(shape=.*expected the lengths of one sample's axes"):
        Constant(shape)


@given(shapes)
def test_flatten_and_reshape_undo_one_another(shape):
    (size,) = Flatten().output_shape(shape)
    assert Reshape(shape).output_shape((size,)) == shape


def test_reshape_refuses_another_number_of_values():
    with pytest.raises(NetworkError, match=r"takes 6 values, but its samples have shape \(5,\)"):
        Reshape((2, 3)).output_shape((5,))


@pytest.mark.parametrize(
    ("shape", "output_shape", "expected"),
    [
        ((5,), (1,), (Dense(1, init="glorot"),)),
        ((2, 3), (1,), (Flatten(), Dense(1, init="glorot"))),
        ((5,), (1, 2, 3), (Dense(6, init="glorot"), Reshape((1, 2, 3)))),
        ((2, 3), (2, 3), (Flatten(), Dense(6, init="glorot"), Reshape((2, 3)))),
    ],
)
def test_a_head_becomes_what_leads_to_the_output(shape, output_shape, expected):
    assert Head().expand(shape, output_shape) == expected
    assert Head("tanh").expand(shape, output_shape) == (*expected, Tanh())


def test_groups_to_sort_must_divide_the_channels():
    assert GroupSort(3).output_shape((6, 5, 5)) == (6, 5, 5)
    with pytest.raises(NetworkError, match=r"channels that 4 divides, but its samples have shape \(6,\)"):
        GroupSort(4).output_shape((6,))


def layer_classes():
    classes = {name: registry().load(registry().find("layer", name)) for name in registry().names("layer")}
    return {name: cls for name, cls in classes.items() if cls.__module__.startswith("ganreg.")}


def test_the_layers_without_a_second_derivative_say_so():
    says_so = [name for name, cls in layer_classes().items() if cls.piecewise_linear is True]
    assert sorted(says_so) == PIECEWISE_LINEAR


def test_the_layers_with_statistics_of_the_batch_say_so():
    says_so = [name for name, cls in layer_classes().items() if cls.mixes_samples is True]
    assert sorted(says_so) == ["batch_norm", "conditional_batch_norm"]


def test_the_layers_that_take_labels_know_their_number_of_classes():
    assert [layer(7).classes for layer in (Embedding, ClassProjection, ConditionalBatchNorm)] == [7, 7, 7]
    assert [layer.classes for layer in (Dense(3), BatchNorm(), GroupNorm(1), LayerNorm(), Conv2d(3))] == [None] * 5
