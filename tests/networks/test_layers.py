"""What each layer makes of a sample's shape, and which parameters it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.errors import NetworkError, ParameterError
from ganreg.networks import Dense, Flatten, Head, LayerNorm, LeakyReLU, ReLU, Reshape, Softplus, Tanh

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)


def parameter_shapes(layer, shape):
    return {name: spec.shape for name, spec in layer.parameters(shape).items()}


@pytest.mark.parametrize("layer", [ReLU(), LeakyReLU(), Tanh(), Softplus()], ids=repr)
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


@given(shapes)
def test_flatten_and_reshape_undo_one_another(shape):
    (size,) = Flatten().output_shape(shape)
    assert Reshape(shape).output_shape((size,)) == shape


def test_reshape_refuses_another_number_of_values():
    with pytest.raises(NetworkError, match=r"takes 6 values, but its samples have shape \(5,\)"):
        Reshape((2, 3)).output_shape((5,))


@given(shapes)
def test_layer_norm_has_a_weight_and_a_bias_per_number(shape):
    assert LayerNorm().output_shape(shape) == shape
    assert parameter_shapes(LayerNorm(), shape) == {"weight": shape, "bias": shape}


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


def test_piecewise_linear_layers_say_so():
    linear = {type(layer) for layer in (Dense(1), Flatten(), Reshape((1,)), ReLU(), LeakyReLU())}
    smooth = {type(layer) for layer in (Tanh(), Softplus(), LayerNorm())}
    assert all(layer.piecewise_linear for layer in linear)
    assert not any(layer.piecewise_linear for layer in smooth)
