"""Each layer's four methods, against PyTorch's double backward and against central differences."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_numbers import Numbers, each_layer, ours
from torch.nn import functional

from ganreg.registry import registry
from ganreg_array.layers import implementation

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
