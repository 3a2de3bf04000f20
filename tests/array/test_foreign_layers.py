"""Plugins' layers on the array backends: which implementation serves which, and whose name an error has."""

import attrs
import numpy as np
import pytest
from foreign_layers.plugin import snake
from foreign_layers.registration import announce
from foreign_layers.snake import Snake
from foreign_layers.snake_array import Snake as ArraySnake

from ganreg import ComponentSpec
from ganreg.backend import Batch
from ganreg.conformance import Case
from ganreg.errors import PluginError, UnsupportedError
from ganreg.networks import Dense, Sequential
from ganreg.networks.layers import AbstractLayer, ParameterSpec, Tanh
from ganreg.registry import registry
from ganreg_array.layers import ArrayLayer, implementation
from ganreg_array.layers.tanh import Tanh as ArrayTanh

WHO = r"The numpy layer 'snake' of the plugin 'script' "


class Own(ArraySnake):
    """Of one backend alone."""


def test_numpys_implementation_serves_the_other_array_backends_unless_they_have_their_own(monkeypatch):
    announce(monkeypatch, snake(implementations={"numpy": ArraySnake, "cupy": Own}))
    classes = {name: type(implementation(Snake(), (3,), backend=name).own) for name in ("numpy", "strict", "cupy")}
    assert classes == {"numpy": ArraySnake, "strict": ArraySnake, "cupy": Own}


def test_an_engine_takes_what_is_named_for_its_own_backend(monkeypatch):
    announce(monkeypatch, snake(implementations={"numpy": ArraySnake, "strict": Own}))
    for name, expected in (("numpy", ArraySnake), ("strict", Own)):
        backend = registry().create("backend", name)
        engine = backend.engine(recipe_of(backend, Sequential([Dense(3), Snake(), Dense(1)])))
        networks = (engine.critic, engine._in_use["critic"])
        assert [type(network.chain.layers[1].own) for network in networks] == [expected, expected]


def test_what_is_named_for_torch_alone_serves_no_array_backend(monkeypatch):
    announce(monkeypatch, snake(implementations={"torch": "foreign_layers.snake_torch:Snake"}))
    with pytest.raises(UnsupportedError, match=r"layer 'snake'.*announce one, ComponentSpec\(…, implementations="):
        implementation(Snake(), (3,))


def test_a_class_that_is_no_array_layer_is_refused(monkeypatch):
    announce(monkeypatch, snake(implementations={"numpy": lambda layer: np.sin}))
    with pytest.raises(PluginError, match=WHO + r"is ufunc, expected a ganreg_array\.layers\.ArrayLayer"):
        implementation(Snake(), (3,))


def test_a_plugins_layer_of_the_same_name_does_not_take_the_place_of_ganregs_own(monkeypatch):
    announce(monkeypatch, snake(name="tanh"))
    assert type(implementation(Tanh(), (3,))) is ArrayTanh
    assert type(implementation(Snake(), (3,)).own) is ArraySnake


class Raising(ArraySnake):
    def first(self, x, y, xp):
        return x.no_such_attribute


class Summed(ArraySnake):
    def value(self, x, xp):
        return xp.sum(super().value(x, xp), axis=1)


class Widened(ArraySnake):
    def value(self, x, xp):
        return super().value(x, xp).astype(np.float64)


class NoArray(ArraySnake):
    def backward(self, y_bar, cache, weights, xp):
        return None


class BackTransposed(ArraySnake):
    def backward(self, y_bar, cache, weights, xp):
        return super().backward(y_bar, cache, weights, xp).T


class AlongSummed(ArraySnake):
    def tangent(self, x_dot, cache, weights, xp):
        return xp.sum(super().tangent(x_dot, cache, weights, xp), axis=0)


class Single(ArraySnake):
    def tangent_backward(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        return super().tangent_backward(y_bar, y_dot_bar, x_dot, cache, weights, xp)[0]


class HalfTwice(ArraySnake):
    def tangent_backward(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        x_bar, x_dot_bar = super().tangent_backward(y_bar, y_dot_bar, x_dot, cache, weights, xp)
        return x_bar, x_dot_bar[:1]


class Invented(ArraySnake):
    def weight_gradients(self, y_bar, cache, weights, xp):
        return {"a": xp.sum(y_bar)}


class Forgetful(ArraySnake):
    def forward(self, x, weights, xp):
        y, (first, second, third) = super().forward(x, weights, xp)
        return y, (first, second, third, None)


@pytest.mark.parametrize(
    ("array_class", "says"),
    [
        (Raising, r"raises AttributeError in forward: 'numpy.ndarray' object has no attribute 'no_such_attribute'"),
        (Summed, r"returns \(12,\) float32 in forward, expected \(12, 3\) float32"),
        (Widened, r"returns \(12, 3\) float64 in forward, expected \(12, 3\) float32"),
        (NoArray, r"returns NoneType in backward, expected \(12, 3\)"),
        (BackTransposed, r"returns \(3, 12\) float32 in backward"),
        (AlongSummed, r"returns \(3,\) float32 in tangent"),
        (Single, r"raises ValueError in tangent_backward|raises TypeError in tangent_backward"),
        (HalfTwice, r"returns \(1, 3\) float32 in tangent_backward"),
        (Invented, r"has a \(\) in weight_gradients, but its specification says none"),
        (Forgetful, r"raises .* in rows"),
    ],
)
def test_what_a_layer_does_wrong_is_told_under_its_name(array_class, says, monkeypatch):
    announce(monkeypatch, snake(implementations={"numpy": array_class}))
    backend = registry().create("backend", "numpy")
    recipe = recipe_of(backend, Sequential([Dense(3), Snake(), Dense(1)]))
    engine = backend.engine(recipe)
    with pytest.raises(PluginError, match=WHO + f"({says})"):  # 4 real and 4 fake samples, and 4 interpolates
        engine.critic_step(Batch(np.random.default_rng(0).normal(size=(4, 2))))


def recipe_of(backend, critic):
    return Case(real=np.zeros((4, 2)), critic=critic).recipe(backend)


@attrs.frozen
class Scale(AbstractLayer):
    """y = w·x."""

    name = "scale"
    piecewise_linear = True

    def parameters(self, shape):
        return {"w": ParameterSpec(shape, "ones", elementwise=True)}


class ArrayScale(ArrayLayer):
    """With a gradient of w."""

    def forward(self, x, weights, xp):
        return weights["w"] * x, (x,)

    def backward(self, y_bar, cache, weights, xp):
        return weights["w"] * y_bar

    def weight_gradients(self, y_bar, cache, weights, xp):
        return {"w": xp.sum(y_bar * cache[0], axis=0)}

    def tangent(self, x_dot, cache, weights, xp):
        return weights["w"] * x_dot

    def tangent_backward(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        return weights["w"] * y_bar, weights["w"] * y_dot_bar

    def tangent_weight_gradients(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        along = xp.sum(y_dot_bar * x_dot, axis=0)
        return {"w": along if y_bar is None else along + xp.sum(y_bar * cache[0], axis=0)}


class WithoutGradient(ArrayScale):
    def weight_gradients(self, y_bar, cache, weights, xp):
        return {}


class WithoutSecondGradient(ArrayScale):
    def tangent_weight_gradients(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        return None


def of_scale(monkeypatch, array_class):
    announce(
        monkeypatch, ComponentSpec(kind="layer", name="scale", target=Scale, implementations={"numpy": array_class})
    )
    backend = registry().create("backend", "numpy")
    return backend.engine(recipe_of(backend, Sequential([Dense(3), Tanh(), Scale(), Dense(1)])))


@pytest.mark.parametrize(
    ("array_class", "method"),
    [(WithoutGradient, "weight_gradients"), (WithoutSecondGradient, "tangent_weight_gradients")],
)
def test_a_gradient_that_is_left_out_is_missed(array_class, method, monkeypatch):
    with pytest.raises(PluginError, match=rf"has none in {method}, but its specification says w \(3,\)"):
        of_scale(monkeypatch, array_class).critic_step(Batch(np.ones((4, 2))))


def test_a_layer_with_parameters_trains(monkeypatch):
    engine = of_scale(monkeypatch, ArrayScale)
    before = engine.export_state()["critic/params/2.w"]
    engine.critic_step(Batch(np.random.default_rng(0).normal(size=(4, 2))))
    assert not np.array_equal(engine.export_state()["critic/params/2.w"], before)
