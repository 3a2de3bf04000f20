"""What every layer promises: a true `piecewise_linear`, rows that do not mix, inputs unchanged, its precision."""

import attrs
import numpy as np
import pytest
from layer_numbers import CASES, Numbers, each_layer, ours

from ganreg.errors import UnsupportedError
from ganreg.networks.layers import AbstractLayer, LayerNorm, LeakyReLU, ReLU, Softplus, Tanh
from ganreg.registry import registry
from ganreg_array.layers import IMPLEMENTATIONS, implementation


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
