"""Each layer's four formulas, against pinned outputs and complex-step derivatives of the forward one."""

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganreg.errors import UnsupportedError
from ganreg.networks.layers import AbstractLayer, Dense, Flatten, LayerNorm, LeakyReLU, ReLU, Reshape, Softplus, Tanh
from ganreg.registry import registry
from ganreg_reference.layers import LAYERS, reference_layer
from ganreg_reference.layers.tanh import Tanh as ReferenceTanh

CASES = [
    (Dense(3), (4,)),
    (Dense(2, bias=False), (3,)),
    (Flatten(), (2, 1, 3)),
    (LayerNorm(), (5,)),
    (LayerNorm(epsilon=0.1), (2, 2, 2)),
    (LayerNorm(), (1,)),
    (LeakyReLU(0.3), (2, 3)),
    (ReLU(), (5,)),
    (Reshape((3, 2)), (6,)),
    (Softplus(2.5), (5,)),
    (Tanh(), (2, 2)),
]

each_layer = pytest.mark.parametrize(("layer", "shape"), CASES, ids=str)
seeds = st.integers(0, 2**32 - 1)


def _numbers(layer, shape, seed):
    """x, ẋ, the adjoints of y and ẏ, and weights, all standard normal."""
    random = np.random.default_rng(seed)
    out = layer.output_shape(shape)
    weights = {name: random.normal(size=spec.shape) for name, spec in layer.parameters(shape).items()}
    return (
        random.normal(size=shape),
        random.normal(size=shape),
        random.normal(size=out),
        random.normal(size=out),
        weights,
    )


@pytest.mark.parametrize(
    ("layer", "x", "y"),
    [
        (ReLU(), [-1.0, 0.0, 2.0], [0.0, 0.0, 2.0]),
        (LeakyReLU(0.2), [-1.0, 0.0, 2.0], [-0.2, 0.0, 2.0]),
        (Tanh(), [0.0, 1.0], [0.0, 0.7615941559557649]),
        (Softplus(), [0.0, 1.0, -1e4, 1e4], [0.6931471805599453, 1.3132616875182228, 0.0, 1e4]),
        (Softplus(2.0), [0.0], [0.34657359027997264]),
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


def test_layer_norm_divides_by_the_root_of_the_biased_variance():
    weights = {"weight": np.array([1.0, 2.0, 3.0]), "bias": np.array([0.0, 1.0, 0.0])}
    y = reference_layer(LayerNorm(epsilon=1 / 3)).forward(np.array([4.0, 5.0, 6.0]), weights)
    np.testing.assert_allclose(y, [-1.0, 1.0, 3.0], rtol=1e-15)


@pytest.mark.parametrize(("layer", "slope"), [(ReLU(), 0.0), (LeakyReLU(0.2), 0.2)])
def test_the_derivative_at_a_kink_is_the_one_on_the_left(layer, slope):
    assert reference_layer(layer).backward(np.zeros(1), {}, np.ones(1))[0] == slope


@each_layer
@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_backward_is_the_gradient_of_forward(layer, shape, seed, complex_step, assert_close):
    reference = reference_layer(layer)
    x, _, adjoint, _, weights = _numbers(layer, shape, seed)

    def paired(arrays):
        own = {name: arrays[name] for name in weights}
        return np.sum(adjoint * reference.forward(arrays["x"], own))

    x_adjoint, gradients = reference.backward(x, weights, adjoint)
    assert_close({"x": x_adjoint, **gradients}, complex_step(paired, {"x": x, **weights}), 1e-12)


@each_layer
@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_tangent_is_the_directional_derivative_of_forward(layer, shape, seed, assert_close):
    reference = reference_layer(layer)
    x, tangent, _, _, weights = _numbers(layer, shape, seed)
    expected = np.imag(reference.forward(x + 1e-30j * tangent, weights)) / 1e-30
    assert_close({"y": reference.tangent(x, weights, tangent)}, {"y": expected}, 1e-12)


@each_layer
@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_tangent_backward_is_the_gradient_of_value_and_tangent(layer, shape, seed, complex_step, assert_close):
    reference = reference_layer(layer)
    x, tangent, adjoint, tangent_adjoint, weights = _numbers(layer, shape, seed)

    def paired(arrays):
        own = {name: arrays[name] for name in weights}
        value = reference.forward(arrays["x"], own)
        return np.sum(adjoint * value) + np.sum(
            tangent_adjoint * reference.tangent(arrays["x"], own, arrays["tangent"])
        )

    found = reference.tangent_backward(x, weights, tangent, adjoint, tangent_adjoint)
    expected = complex_step(paired, {"x": x, "tangent": tangent, **weights})
    assert_close({"x": found[0], "tangent": found[1], **found[2]}, expected, 1e-11)


@each_layer
def test_only_smooth_layers_have_a_second_order_term(layer, shape):
    x, tangent, adjoint, tangent_adjoint, weights = _numbers(layer, shape, seed=1)
    x_adjoint, _, _ = reference_layer(layer).tangent_backward(x, weights, tangent, 0 * adjoint, tangent_adjoint)
    if layer.piecewise_linear:
        assert not np.any(x_adjoint)
    elif shape != (1,):
        assert np.any(x_adjoint)


def test_every_built_in_layer_but_the_placeholder_has_formulas():
    names = {registry().describe(layer)["name"] for layer, _ in CASES}
    assert names | {"head"} == {entry.spec.name for entry in registry().entries("layer") if entry.plugin == "ganreg"}
    assert len(LAYERS) == len(names)


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
    assert isinstance(reference_layer(Swish()), ReferenceTanh)
