"""Each layer's four formulas, against pinned outputs and complex-step derivatives of the forward one."""

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.layer_cases import CASES, Numbers, check_backward, check_tangent, check_tangent_backward

from ganreg.errors import UnsupportedError
from ganreg.networks import layers as specifications
from ganreg.networks.layers import (
    ELU,
    GELU,
    AbstractLayer,
    Constant,
    Dense,
    Flatten,
    GroupSort,
    LayerNorm,
    LeakyReLU,
    ReLU,
    Reshape,
    Residual,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
)
from ganreg.registry import registry
from ganreg_reference.layers import INFERENCE, LAYERS, TRAINING, batch_layer, reference_layer
from ganreg_reference.layers.tanh import Tanh as ReferenceTanh

each_layer = pytest.mark.parametrize(("layer", "shape", "inference"), CASES, ids=str)
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("layer", "x", "y"),
    [
        (ReLU(), [-1.0, 0.0, 2.0], [0.0, 0.0, 2.0]),
        (LeakyReLU(0.2), [-1.0, 0.0, 2.0], [-0.2, 0.0, 2.0]),
        (Tanh(), [0.0, 1.0], [0.0, 0.7615941559557649]),
        (Softplus(), [0.0, 1.0, -1e4, 1e4], [0.6931471805599453, 1.3132616875182228, 0.0, 1e4]),
        (Softplus(2.0), [0.0], [0.34657359027997264]),
        (ELU(2.0), [-1.0, 0.0, 3.0, 1e4, -1e4], [-1.2642411176571153, 0.0, 3.0, 1e4, -2.0]),
        (Sigmoid(), [0.0, 1.0, -1e4, 1e4], [0.5, 0.7310585786300049, 0.0, 1.0]),
        (SiLU(), [0.0, 1.0, -1.0, -1e4, 1e4], [0.0, 0.7310585786300049, -0.2689414213699951, 0.0, 1e4]),
        (GELU(), [0.0, 1.0, -1.0, 1e4], [0.0, 0.8413447460685429, -0.15865525393145707, 1e4]),
        (GELU(approximate=True), [0.0, 1.0, -1.0, 1e4], [0.0, 0.8411919906082768, -0.15880800939172324, 1e4]),
        (GroupSort(), [2.0, 1.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]),
        (GroupSort(3), [2.0, 3.0, 1.0, 0.0, -2.0, -1.0], [1.0, 2.0, 3.0, -2.0, -1.0, 0.0]),
        (GroupSort(), [[[1.0, 5.0]], [[2.0, 4.0]]], [[[1.0, 4.0]], [[2.0, 5.0]]]),
        (Flatten(), [[1.0, 2.0], [3.0, 4.0]], [1.0, 2.0, 3.0, 4.0]),
        (Reshape((2, 2)), [1.0, 2.0, 3.0, 4.0], [[1.0, 2.0], [3.0, 4.0]]),
    ],
    ids=str,
)
def test_a_layer_gives_the_pinned_output(layer, x, y):
    np.testing.assert_allclose(reference_layer(layer).forward(np.array(x), {}), y, rtol=1e-15, atol=0)


def test_dense_multiplies_by_the_matrix_and_adds_the_bias():
    weights = {"weight": np.array([[1.0, 2.0], [3.0, 4.0]]), "bias": np.array([7.0, 8.0])}
    assert reference_layer(Dense(2)).forward(np.array([5.0, 6.0]), weights).tolist() == [24.0, 47.0]


def test_a_constant_gives_its_weight_whatever_comes_in():
    weights = {"weight": np.array([[7.0], [8.0]])}
    assert reference_layer(Constant((2, 1))).forward(np.array([5.0, 6.0]), weights).tolist() == [[7.0], [8.0]]


def test_layer_norm_divides_by_the_root_of_the_biased_variance():
    weights = {"weight": np.array([1.0, 2.0, 3.0]), "bias": np.array([0.0, 1.0, 0.0])}
    y = reference_layer(LayerNorm(epsilon=1 / 3)).forward(np.array([4.0, 5.0, 6.0]), weights)
    np.testing.assert_allclose(y, [-1.0, 1.0, 3.0], rtol=1e-15)


@pytest.mark.parametrize(("layer", "slope"), [(ReLU(), 0.0), (LeakyReLU(0.2), 0.2), (ELU(3.0), 3.0)])
def test_the_derivative_at_a_kink_is_the_one_on_the_left(layer, slope):
    assert reference_layer(layer).backward(np.zeros(1), {}, np.ones(1))[0] == slope


def test_the_second_derivative_of_elu_at_its_kink_is_the_one_on_the_left():
    x_adjoint, _, _ = reference_layer(ELU(3.0)).tangent_backward(np.zeros(1), {}, np.ones(1), np.zeros(1), np.ones(1))
    assert x_adjoint == 3.0


def test_equal_numbers_keep_their_order_when_sorted():
    x, adjoint = np.resize([1.0, 0.0], 40), np.arange(40.0)
    x_adjoint, _ = reference_layer(GroupSort(40)).backward(x, {}, adjoint)
    assert x_adjoint.tolist() == [float(place // 2 + (0 if place % 2 else 20)) for place in range(40)]


@each_layer
@settings(max_examples=5)
@given(seed=seeds)
def test_backward_is_the_gradient_of_forward(layer, shape, inference, seed, complex_step, assert_close):
    check_backward(batch_layer(layer, inference), Numbers.draw(layer, shape, seed), complex_step, assert_close)


@each_layer
@settings(max_examples=5)
@given(seed=seeds)
def test_tangent_is_the_directional_derivative_of_forward(layer, shape, inference, seed, assert_close):
    check_tangent(batch_layer(layer, inference), Numbers.draw(layer, shape, seed), assert_close)


@each_layer
@settings(max_examples=5)
@given(seed=seeds)
def test_tangent_backward_is_the_gradient_of_value_and_tangent(
    layer, shape, inference, seed, complex_step, assert_close
):
    check_tangent_backward(batch_layer(layer, inference), Numbers.draw(layer, shape, seed), complex_step, assert_close)


def test_the_exact_gelu_has_the_derivatives_of_central_differences(central_differences, assert_close):
    gelu, x = reference_layer(GELU()), np.linspace(-4.0, 4.0, 17)
    for function, derivative in ((lambda x: gelu.forward(x, {}), gelu.first), (gelu.first, gelu.second)):
        expected = central_differences(lambda arrays, function=function: np.sum(function(arrays["x"])), {"x": x})
        assert_close({"x": derivative(x)}, expected, 1e-9)


@each_layer
def test_only_smooth_layers_have_a_second_order_term(layer, shape, inference):
    given, reference = Numbers.draw(layer, shape, seed=1), batch_layer(layer, inference)
    rest = (given.tangent, 0 * given.adjoint, given.tangent_adjoint)
    x_adjoint, _, _ = reference.tangent_backward(given.x, given.weights(), given.labels, *rest)
    affine_in_use = inference and not isinstance(layer, Residual)
    if layer.piecewise_linear or affine_in_use:
        assert not np.any(x_adjoint)
    elif shape != (1,):
        assert np.any(x_adjoint)


@each_layer
def test_samples_mix_in_training_where_the_specification_says_so(layer, shape, inference):
    given, reference = Numbers.draw(layer, shape, seed=2), batch_layer(layer, inference)
    moved = given.x + np.arange(3).reshape(3, *[1] * len(shape))
    ys = [reference.forward(xs, given.weights(), given.labels)[0] for xs in (given.x, moved)]
    assert np.array_equal(*ys) != (layer.mixes_samples and not inference)


def test_every_built_in_layer_but_the_placeholder_has_formulas():
    names = {registry().describe(layer)["name"] for layer, _, _ in CASES}
    assert names | {"head"} == {entry.spec.name for entry in registry().entries("layer") if entry.plugin == "ganreg"}
    assert len({*LAYERS, *TRAINING, specifications.Residual}) == len(names)
    assert set(INFERENCE) == set(TRAINING)


@pytest.mark.parametrize(
    ("layer", "x", "distances"),
    [
        (ReLU(), [-3.0, 0.5], [3.0, 0.5]),
        (LeakyReLU(), [-3.0, 0.5], [3.0, 0.5]),
        (ELU(), [-3.0, 0.5], [3.0, 0.5]),
        (GroupSort(), [2.0, -1.0, 4.0, 5.0], [1.5, 0.5]),
        (GroupSort(3), [7.0, 4.0, 5.0], [0.5, 1.0]),
    ],
    ids=str,
)
def test_a_layer_knows_how_far_its_kinks_are(layer, x, distances):
    x = np.array(x)
    assert reference_layer(layer).kink(x).ravel().tolist() == distances
    assert batch_layer(layer).kinks(np.array([x, 2 * x])).ravel().tolist() == [*distances, *(2 * np.array(distances))]


@pytest.mark.parametrize("layer", [Tanh(), GroupSort(1)], ids=str)
def test_a_smooth_layer_has_no_kinks(layer):
    assert batch_layer(layer).kinks(np.ones((2, 3))) is None


@attrs.frozen
class Swish(AbstractLayer):
    pass


def test_an_unknown_layer_is_refused_by_name():
    with pytest.raises(UnsupportedError, match="Swish"):
        reference_layer(Swish())


def test_a_subclass_of_a_known_layer_is_not_taken_for_it():
    @attrs.frozen
    class ScaledTanh(Tanh):
        pass

    with pytest.raises(UnsupportedError, match="ScaledTanh"):
        reference_layer(ScaledTanh())


def test_a_layer_may_bring_its_own_oracle(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    registry().register(Swish, "swish", oracle=ReferenceTanh)
    assert reference_layer(Swish()).forward(np.array([1.0]), {}) == np.tanh(1.0)
