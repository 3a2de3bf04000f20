"""Each layer's methods, against PyTorch's double backward, against the reference, and against central differences."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from layer_numbers import CASES, Numbers, each_layer, ours
from layer_oracles import assert_equal, in_reference, in_torch

from ganreg.networks.layers import Residual
from ganreg_array.layers.abstract import Context

examples = drawn(n=st.sampled_from([1, 2, 5]), seed=st.integers(0, 2**32 - 1))
few = settings(max_examples=5, deadline=None)


@each_layer
@few
@examples
def test_both_orders_are_those_of_pytorchs_double_backward(case, n, seed):
    given = Numbers.draw(case, n, seed)
    assert_equal(ours(case, given).arrays, in_torch(case, given))


@each_layer
@few
@examples
def test_both_orders_are_those_of_the_reference(case, n, seed):
    given = Numbers.draw(case, n, seed)
    assert_equal(ours(case, given).arrays, in_reference(case, given))


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


@pytest.mark.parametrize("case", [case for case in CASES if not isinstance(case.layer, Residual)], ids=str)
@settings(max_examples=1, deadline=None)
@drawn(seed=st.integers(0, 2**32 - 1))
def test_the_second_order_is_that_of_central_differences(case, seed):
    given = Numbers.draw(case, 2, seed)
    layer = case.implementation()

    def paired(**moved):
        at = {"x": given.x, "x_dot": given.x_dot, **given.weights, **moved}
        weights = {name: at[name] for name in given.weights}
        weights = layer.prepared(weights, np)
        y, cache = layer.forward_in(at["x"], weights, np, Context(given.labels))
        return np.sum(given.y_bar * y) + np.sum(given.y_dot_bar * layer.tangent(at["x_dot"], cache, weights, np))

    found = ours(case, given)
    for name, value in {"x": found.second_x_bar, "x_dot": found.x_dot_bar, **found.second_gradients}.items():
        start = given.weights.get(name, getattr(given, name, None))
        expected = central_difference(lambda moved, name=name: paired(**{name: moved}), start)
        assert np.max(np.abs(value - expected)) < 1e-5 * max(1.0, np.max(np.abs(expected))), name
