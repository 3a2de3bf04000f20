"""Each layer's four methods, against PyTorch's double backward and against central differences."""

import attrs
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from ganreg.errors import UnsupportedError
from ganreg.networks.layers import AbstractLayer, Dense, Flatten, LayerNorm, LeakyReLU, ReLU, Reshape, Softplus, Tanh
from ganreg.registry import registry
from ganreg_array.layers import IMPLEMENTATIONS, implementation

CASES = [
    (Dense(3), (4,)),
    (Dense(1), (1,)),
    (Dense(2, bias=False), (5,)),
    (Flatten(), (2, 1, 3)),
    (Flatten(), (3,)),
    (LayerNorm(), (5,)),
    (LayerNorm(epsilon=0.1), (2, 2, 3)),
    (LayerNorm(), (1,)),
    (LeakyReLU(0.3), (2, 3)),
    (LeakyReLU(-0.5), (4,)),
    (ReLU(), (5,)),
    (Reshape((3, 2)), (6,)),
    (Softplus(2.5), (5,)),
    (Softplus(), (1, 2, 2)),
    (Tanh(), (2, 2)),
]
each_layer = pytest.mark.parametrize(("layer", "shape"), CASES, ids=str)
examples = given(n=st.sampled_from([1, 2, 5]), seed=st.integers(0, 2**32 - 1))
few = settings(max_examples=8, deadline=None)

IN_TORCH = {
    "dense": lambda layer, x, w: functional.linear(x, w["weight"], w.get("bias")),
    "flatten": lambda layer, x, w: x.flatten(1),
    "layer_norm": lambda layer, x, w: functional.layer_norm(x, x.shape[1:], w["weight"], w["bias"], layer.epsilon),
    "leaky_relu": lambda layer, x, w: functional.leaky_relu(x, layer.slope),
    "relu": lambda layer, x, w: functional.relu(x),
    "reshape": lambda layer, x, w: x.reshape(len(x), *layer.shape),
    "softplus": lambda layer, x, w: functional.softplus(x, layer.beta, threshold=1e9),
    "tanh": lambda layer, x, w: torch.tanh(x),
}


@attrs.frozen
class Numbers:
    """What the four methods of a layer are given."""

    x: np.ndarray
    x_dot: np.ndarray
    y_bar: np.ndarray
    y_dot_bar: np.ndarray
    weights: dict

    @classmethod
    def draw(cls, layer, shape, n, seed):
        random = np.random.default_rng(seed)
        x, x_dot = random.normal(size=(2, n, *shape))
        y_bar, y_dot_bar = random.normal(size=(2, n, *layer.output_shape(shape)))
        weights = {name: random.normal(size=spec.shape) for name, spec in layer.parameters(shape).items()}
        # No number is so near 0 that a difference would cross the kink of a rectifier.
        return cls(x + 0.01 * np.sign(x), x_dot, y_bar, y_dot_bar, weights)


def in_torch(layer, given):
    """y, x̄ and w̄ of ȳ·y, and ẏ by differentiating J'v in v, by PyTorch."""
    x = torch.tensor(given.x, requires_grad=True)
    weights = {name: torch.tensor(value, requires_grad=True) for name, value in given.weights.items()}
    y = IN_TORCH[registry().describe(layer)["name"]](layer, x, weights)
    v = torch.zeros_like(y, requires_grad=True)
    pulled = torch.autograd.grad(y, x, v, create_graph=True)[0]
    y_dot = torch.autograd.grad(pulled, v, torch.tensor(given.x_dot), retain_graph=True)[0]
    paired = (torch.tensor(given.y_bar) * y).sum()
    return y, y_dot, torch.autograd.grad(paired, [x, *weights.values()])


def twice_in_torch(layer, given):
    """The derivatives of ȳ·y + ẏ̄·ẏ in x, ẋ and the weights, by PyTorch's double backward."""
    x = torch.tensor(given.x, requires_grad=True)
    x_dot = torch.tensor(given.x_dot, requires_grad=True)
    weights = {name: torch.tensor(value, requires_grad=True) for name, value in given.weights.items()}
    y = IN_TORCH[registry().describe(layer)["name"]](layer, x, weights)
    pulled = torch.autograd.grad(y, x, torch.tensor(given.y_dot_bar), create_graph=True)[0]
    paired = (torch.tensor(given.y_bar) * y).sum() + (pulled * x_dot).sum()
    return torch.autograd.grad(paired, [x, x_dot, *weights.values()])


def ours(layer, given):
    """y, x̄, ẏ, and the pair of tangent_backward, by the array layer; then both kinds of weight gradients."""
    array, weights = implementation(layer), given.weights
    y, cache = array.forward(given.x, weights, np)
    first = (y, array.backward(given.y_bar, cache, weights, np), array.tangent(given.x_dot, cache, weights, np))
    arguments = (given.y_bar, given.y_dot_bar, given.x_dot, cache, weights, np)
    gradients = array.weight_gradients(given.y_bar, cache, weights, np)
    return first, array.tangent_backward(*arguments), gradients, array.tangent_weight_gradients(*arguments)


@each_layer
@few
@examples
def test_forward_backward_and_tangent_are_pytorchs(layer, shape, n, seed, close):
    given = Numbers.draw(layer, shape, n, seed)
    (y, x_bar, y_dot), _, gradients, _ = ours(layer, given)
    expected_y, expected_y_dot, (expected_x_bar, *expected_gradients) = in_torch(layer, given)
    for found, expected in ((y, expected_y.detach()), (x_bar, expected_x_bar), (y_dot, expected_y_dot)):
        close(found, expected)
    assert list(gradients) == list(given.weights)
    for found, expected in zip(gradients.values(), expected_gradients, strict=True):
        close(found, expected)


@each_layer
@few
@examples
def test_the_second_order_is_that_of_pytorchs_double_backward(layer, shape, n, seed, close):
    given = Numbers.draw(layer, shape, n, seed)
    _, (x_bar, x_dot_bar), _, gradients = ours(layer, given)
    expected = twice_in_torch(layer, given)
    for found, value in zip((x_bar, x_dot_bar, *gradients.values()), expected, strict=True):
        close(found, value, rtol=1e-9, atol=1e-9)


def central_difference(function, array):
    """∂function/∂array, with an error of order step⁴."""
    step, found = 1e-3, np.zeros_like(array)
    for place in np.ndindex(array.shape):
        values = []
        for multiple in (1, -1, 2, -2):
            moved = array.copy()
            moved[place] += multiple * step
            values.append(function(moved))
        found[place] = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * step)
    return found


@each_layer
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_second_order_is_that_of_central_differences(layer, shape, seed):
    given = Numbers.draw(layer, shape, 2, seed)
    array = implementation(layer)

    def paired(**moved):
        at = {"x": given.x, "x_dot": given.x_dot, **given.weights, **moved}
        weights = {name: at[name] for name in given.weights}
        y, cache = array.forward(at["x"], weights, np)
        return np.sum(given.y_bar * y) + np.sum(given.y_dot_bar * array.tangent(at["x_dot"], cache, weights, np))

    _, (x_bar, x_dot_bar), _, gradients = ours(layer, given)
    for name, found in {"x": x_bar, "x_dot": x_dot_bar, **gradients}.items():
        start = given.weights.get(name, getattr(given, name, None))
        expected = central_difference(lambda value, name=name: paired(**{name: value}), start)
        scale = max(1.0, np.max(np.abs(expected)))
        assert np.max(np.abs(found - expected)) < 1e-5 * scale, name


@each_layer
def test_a_layer_says_truthfully_whether_it_is_piecewise_linear(layer, shape):
    given = Numbers.draw(layer, shape, 7, seed=1)
    array, step = implementation(layer), 1e-3

    def value(multiple):
        return array.forward(given.x + multiple * step * np.sign(given.x), given.weights, np)[0]

    curvature = np.max(np.abs(value(2) - 2 * value(1) + value(0))) / step**2
    # One number alone is normalised to a constant.
    assert layer.piecewise_linear is bool(curvature < 1e-6) or (isinstance(layer, LayerNorm) and shape == (1,))


@each_layer
def test_a_piecewise_linear_layer_has_no_second_order_term_in_its_input(layer, shape):
    given = Numbers.draw(layer, shape, 3, seed=2)
    _, (x_bar, _), _, _ = ours(layer, attrs.evolve(given, y_bar=0 * given.y_bar))
    assert bool(np.any(x_bar)) is not (layer.piecewise_linear or shape == (1,))


@each_layer
def test_absent_cotangents_stand_for_zero(layer, shape):
    given = Numbers.draw(layer, shape, 3, seed=3)
    if layer.piecewise_linear:
        array = implementation(layer)
        _, cache = array.forward(given.x, given.weights, np)
        rest = (given.y_dot_bar, given.x_dot, cache, given.weights, np)
        absent = array.tangent_weight_gradients(None, *rest)
        zero = array.tangent_weight_gradients(0 * given.y_bar, *rest)
        assert set(absent) == set(zero) == set(given.weights)
        assert all(np.array_equal(absent[name], zero[name]) for name in zero)


@each_layer
def test_rows_do_not_see_one_another(layer, shape, close):
    given = Numbers.draw(layer, shape, 5, seed=4)
    array = implementation(layer)
    y, cache = array.forward(given.x, given.weights, np)
    some = slice(1, 3)
    alone = [array.forward(given.x[some], given.weights, np)[0], array.rows(cache, some, np)]
    close(alone[0], y[some])
    close(
        array.backward(given.y_bar[some], alone[1], given.weights, np),
        array.backward(given.y_bar, cache, given.weights, np)[some],
    )


def awkward(array):
    """The same numbers: strided, column-major, read-only."""
    other = np.asfortranarray(np.repeat(array, 2, axis=0))[::2]
    other.flags.writeable = False
    return other


@each_layer
def test_inputs_may_be_read_only_and_in_any_layout_and_are_not_changed(layer, shape, close):
    given = Numbers.draw(layer, shape, 3, seed=5)
    arrays = {name: awkward(getattr(given, name)) for name in ("x", "x_dot", "y_bar", "y_dot_bar")}
    other = attrs.evolve(given, **arrays, weights={name: awkward(w) for name, w in given.weights.items()})
    before = {name: array.copy() for name, array in {**arrays, **other.weights}.items()}
    found, expected = ours(layer, other), ours(layer, given)
    for one, value in zip([*found[0], *found[1]], [*expected[0], *expected[1]], strict=True):
        close(one, value)
    for one, value in zip(found[2:], expected[2:], strict=True):
        assert set(one) == set(value)
        for name in value:
            close(one[name], value[name])
    assert all(np.array_equal(array, before[name]) for name, array in {**arrays, **other.weights}.items())


@each_layer
def test_float32_stays_float32(layer, shape):
    given = Numbers.draw(layer, shape, 3, seed=6)
    narrow = {name: getattr(given, name).astype(np.float32) for name in ("x", "x_dot", "y_bar", "y_dot_bar")}
    weights = {name: value.astype(np.float32) for name, value in given.weights.items()}
    first, second, *gradients = ours(layer, attrs.evolve(given, **narrow, weights=weights))
    arrays = [*first, *second, *(value for some in gradients for value in some.values())]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize(("layer", "slope"), [(ReLU(), 0.0), (LeakyReLU(0.3), 0.3)])
def test_the_derivative_at_a_kink_is_the_one_on_the_left(layer, slope):
    array = implementation(layer)
    _, cache = array.forward(np.zeros((1, 2)), {}, np)
    assert array.backward(np.ones((1, 2)), cache, {}, np).tolist() == [[slope, slope]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_smooth_activations_neither_overflow_nor_lose_their_tails(dtype):
    x = np.array([[-1e4, -50.0, 0.0, 50.0, 1e4]], dtype=dtype)
    for layer, y, slope in (
        (Softplus(), [0, np.exp(-50.0), np.log(2), 50, 1e4], [0, np.exp(-50.0), 0.5, 1, 1]),
        (Tanh(), [-1, -1, 0, 1, 1], [0, 0, 1, 0, 0]),
    ):
        array = implementation(layer)
        found, cache = array.forward(x, {}, np)
        np.testing.assert_allclose(found[0], y, rtol=1e-5)
        np.testing.assert_allclose(array.backward(np.ones_like(x), cache, {}, np)[0], slope, rtol=1e-5)
        assert np.all(np.isfinite(array.tangent_backward(x * 0, x * 0 + 1, x * 0 + 1, cache, {}, np)[0]))


def test_every_built_in_layer_but_the_placeholder_is_computed():
    built_in = {entry.spec.name for entry in registry().entries("layer") if entry.plugin == "ganreg"}
    tested = {registry().describe(layer)["name"] for layer, _ in CASES}
    assert tested | {"head"} == set(IMPLEMENTATIONS) | {"head"} == built_in


@attrs.frozen
class Swish(AbstractLayer):
    pass


@attrs.frozen
class ScaledTanh(Tanh):
    """Not to be taken for a Tanh."""


@pytest.mark.parametrize("layer", [Swish(), ScaledTanh()], ids=repr)
def test_an_unknown_layer_is_refused_by_name(layer):
    with pytest.raises(UnsupportedError, match=f"{type(layer).__name__}.*They compute dense, flatten"):
        implementation(layer)
