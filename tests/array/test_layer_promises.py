"""What every layer promises: true flags, rows that do not mix, inputs unchanged, its precision, its device."""

import array_api_strict as strict
import attrs
import numpy as np
import pytest
from layer_numbers import CASES, TRAINED, Numbers, each_layer, is_mask, ours
from layer_oracles import assert_equal

from ganreg.errors import DataError, UnsupportedError
from ganreg.networks.layers import AbstractLayer, LeakyReLU, ReLU, Tanh
from ganreg.registry import registry
from ganreg_array.layers import IMPLEMENTATIONS, implementation
from ganreg_array.layers.abstract import Context

each_trained = pytest.mark.parametrize("case", TRAINED, ids=str)


def value(case, given):
    return ours(case, given).y


@each_layer
def test_a_layer_says_truthfully_whether_it_is_piecewise_linear(case):
    given, step = Numbers.draw(case, 7, seed=1), 1e-3
    values = [value(case, attrs.evolve(given, x=given.x + k * step * np.sign(given.x))) for k in range(3)]
    curvature = np.max(np.abs(values[2] - 2 * values[1] + values[0])) / step**2
    assert case.affine is bool(curvature < 1e-6)


@each_layer
def test_a_piecewise_linear_layer_has_no_second_order_term_in_its_input(case):
    given = Numbers.draw(case, 3, seed=2)
    found = ours(case, attrs.evolve(given, y_bar=0 * given.y_bar))
    assert bool(np.any(found.second_x_bar)) is not case.affine


@each_trained
def test_absent_cotangents_stand_for_zero(case):
    if case.layer.piecewise_linear:
        given, layer = Numbers.draw(case, 3, seed=3), case.implementation()
        weights = layer.prepared(given.weights, np)
        _, cache = layer.forward_in(given.x, weights, np, Context(given.labels))
        _, along = layer.walk_along(given.x_dot, cache, weights, np)
        _, adjoint = layer.walk_back(given.y_dot_bar, cache, weights, np)
        absent = layer.tangent_weight_gradients(None, adjoint, along, cache, weights, np)
        zero = ours(case, attrs.evolve(given, y_bar=0 * given.y_bar)).second_gradients
        assert set(absent) == {name for name in given.weights if not is_mask(name)}
        assert_equal(absent, zero)


@each_layer
def test_a_layer_says_truthfully_whether_it_mixes_samples(case):
    given = Numbers.draw(case, 5, seed=4)
    x = given.x.copy()
    x[1] += np.random.default_rng(5).normal(size=case.shape)
    moved = np.any(value(case, attrs.evolve(given, x=x)) != value(case, given), axis=tuple(range(1, given.y_bar.ndim)))
    assert moved[1] or case.constant
    assert bool(np.any(moved[[0, 2, 3, 4]])) is case.mixes


@each_layer
def test_rows_of_a_cache_and_of_a_trace_are_those_of_these_samples_alone(case):
    given, layer, some = Numbers.draw(case, 6, seed=6), case.implementation(), slice(2, 4)
    labels = given.labels
    sets = (slice(0, 2), some, slice(4, 6)) if case.mixes else None
    alone, weights = ours(case, given.of(some)), layer.prepared(given.weights, np)
    y, cache = layer.forward_in(given.x, weights, np, Context(labels, sets))
    x_bar, back = layer.walk_back(given.y_bar, cache, weights, np)
    y_dot, along = layer.walk_along(given.x_dot, cache, weights, np)
    rest = (layer.rows(cache, some, np), weights, np)
    second = layer.walk_twice(given.y_bar[some], given.y_dot_bar[some], layer.trace_rows(along, some), *rest)
    gradients = layer.weight_gradients(layer.trace_rows(back, some), *rest)
    found = attrs.evolve(alone, y=y[some], x_bar=x_bar[some], y_dot=y_dot[some], gradients=gradients)
    names = ("second_x_bar", "x_dot_bar", "second_gradients")
    assert_equal(attrs.evolve(found, **dict(zip(names, second, strict=True))).arrays, alone.arrays)


def awkward(array):
    """The same numbers: strided, column-major, read-only."""
    other = np.asfortranarray(np.repeat(array, 2, axis=0))[::2]
    other.flags.writeable = False
    return other


@each_layer
def test_inputs_may_be_read_only_and_in_any_layout_and_are_not_changed(case):
    given = Numbers.draw(case, 3, seed=7)
    other = given.each(awkward)
    assert_equal(ours(case, other).arrays, ours(case, given).arrays)
    assert all(np.array_equal(array, other.arrays[name]) for name, array in given.arrays.items())
    assert all(np.array_equal(array, other.weights[name]) for name, array in given.weights.items())


@each_layer
def test_float32_stays_float32(case):
    given = Numbers.draw(case, 3, seed=8)
    found = ours(case, given.each(lambda array: array.astype(np.float32)))
    assert {array.dtype for array in found.arrays.values()} == {np.dtype(np.float32)}


@each_layer
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_array_stays_on_its_device_and_in_its_precision(case, dtype):
    given, device = Numbers.draw(case, 3, seed=9), strict.Device("device1")
    there = given.each(lambda array: strict.asarray(array, dtype=getattr(strict, dtype), device=device))
    if given.labels is not None:
        there = attrs.evolve(there, labels=strict.asarray(given.labels, device=device))
    found = ours(case, there, strict).arrays
    assert {array.dtype for array in found.values()} == {getattr(strict, dtype)}
    assert {array.device for array in found.values()} == {device}
    if dtype == "float64":
        here = {name: np.asarray(array.to_device(strict.Device("CPU_DEVICE"))) for name, array in found.items()}
        assert_equal(here, ours(case, given).arrays)


@pytest.mark.parametrize(("layer", "slope"), [(ReLU(), 0.0), (LeakyReLU(0.3), 0.3)])
def test_the_derivative_at_a_kink_is_the_one_on_the_left(layer, slope):
    array = implementation(layer)
    _, cache = array.forward(np.zeros((1, 2)), {}, np)
    assert array.backward(np.ones((1, 2)), cache, {}, np).tolist() == [[slope, slope]]


def test_every_built_in_layer_but_the_placeholder_is_computed():
    built_in = {entry.spec.name for entry in registry().entries("layer") if entry.plugin == "ganreg"}
    tested = {registry().describe(case.layer)["name"] for case in CASES}
    assert tested == {*IMPLEMENTATIONS, "residual"} == built_in - {"head"}


@attrs.frozen
class Swish(AbstractLayer):
    pass


@attrs.frozen
class ScaledTanh(Tanh):
    """Not to be taken for a Tanh."""


@pytest.mark.parametrize("layer", [Swish(), ScaledTanh()], ids=repr)
def test_an_unknown_layer_is_refused_by_name(layer):
    with pytest.raises(UnsupportedError, match=f"{type(layer).__name__}.*They compute .*dense.* and residual;"):
        implementation(layer)


@pytest.mark.parametrize("case", [case for case in CASES if case.layer.classes], ids=str)
def test_missing_labels_are_named(case):
    given = attrs.evolve(Numbers.draw(case, 3, seed=10), labels=None)
    with pytest.raises(DataError, match="labels are missing"):
        ours(case, given)
    layer = case.implementation()
    weights = layer.prepared(given.weights, np)
    with pytest.raises(DataError, match="labels are missing"):
        layer.forward(given.x, weights, np)
