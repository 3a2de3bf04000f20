"""A layer with a forward formula alone: its derivatives against hand-derived ones, and formulas that are refused."""

import numpy as np
import pytest
from foreign_layers.aol import Aol as AolSpec
from foreign_layers.aol_oracle import Aol
from foreign_layers.plugin import aol, snake
from foreign_layers.registration import announce
from foreign_layers.snake import Snake

from ganreg.errors import PluginError, UnsupportedError
from ganreg.networks.layers import GELU, BjorckDense, ClassProjection, Conv2d, Dense, LayerNorm, Tanh
from ganreg.registry import registry
from ganreg_reference.layers import LAYERS, AbstractForwardLayer, approximate, reference_layer, steps

PINNED = [
    ([[3.0, 4.0]], [[3 / 21**0.5, 4 / 28**0.5]]),  # |PᵀP| = (9 12; 12 16), sums 21 and 28
    ([[2.0, 0.0], [0.0, -5.0]], [[1.0, 0.0], [0.0, -1.0]]),  # orthogonal columns: sums 4 and 25
    ([[1.0, 0.0], [-1.0, 0.0]], [[0.5**0.5, 0.0], [-(0.5**0.5), 0.0]]),  # sums 2 and 0
    ([[1.0, -1.0]], [[0.5**0.5, -(0.5**0.5)]]),  # |PᵀP| = (1 1; 1 1): without the absolute value sums of 0
]


@pytest.mark.parametrize(("p", "w"), PINNED)
def test_an_almost_orthogonal_layer_multiplies_by_the_pinned_matrix(p, w):
    weights = {"weight": np.array(p), "bias": np.zeros(len(p))}
    columns = [Aol(AolSpec(len(p))).forward(unit, weights) for unit in np.eye(len(p[0]))]
    np.testing.assert_allclose(np.transpose(columns), w, rtol=1e-15)


@pytest.mark.parametrize(
    ("a", "x", "y"),
    [
        (1.0, [-1.0, 0.0, 1.0], [-0.29192656, 0.0, 1.7080734]),  # TensorFlow Addons, documentation of snake
        (1.0, [np.pi / 2], [np.pi / 2 + 1]),
        (2.0, [np.pi / 4], [np.pi / 4 + 0.5]),
    ],
)
def test_snake_gives_the_pinned_output(a, x, y, monkeypatch):
    announce(monkeypatch, snake())
    np.testing.assert_allclose(reference_layer(Snake(a)).forward(np.array(x), {}), y, rtol=1e-7)


# Derivatives --------------------------------------------------------------------------------------------------------


def forward_alone(layer):
    """The reference's own formula for a layer, with its derivatives taken from it, and with those by hand."""
    by_hand = LAYERS[type(layer)](layer)

    class Alone(AbstractForwardLayer):
        def forward(self, x, weights):
            return by_hand.forward(x, weights)

    return Alone(layer), by_hand


def drawn(layer, shape, seed=0):
    random = np.random.default_rng(seed)
    weights = {name: random.normal(size=spec.shape) for name, spec in layer.parameters(shape).items()}
    x, x_dot = random.normal(size=(2, *shape))
    y_bar, c = random.normal(size=(2, *layer.output_shape(shape)))
    return x, weights, x_dot, y_bar, c


def flat(found):
    """Arrays and mappings of arrays as one vector."""
    if isinstance(found, dict):
        return np.concatenate([np.zeros(0), *(np.ravel(found[name]) for name in sorted(found))])
    return np.concatenate([flat(part) for part in found]) if isinstance(found, tuple) else np.ravel(found)


each_layer = pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Dense(2), (3,)),
        (Tanh(), (4,)),
        (GELU(), (3,)),
        (LayerNorm(), (4,)),
        (BjorckDense(2, iterations=3), (3,)),
        (Conv2d(1, kernel=2), (1, 2, 3)),
    ],
    ids=str,
)


@each_layer
def test_first_derivatives_are_exact(layer, shape, assert_close):
    alone, by_hand = forward_alone(layer)
    x, weights, x_dot, y_bar, _ = drawn(layer, shape)
    for found, expected in (
        (alone.tangent(x, weights, x_dot), by_hand.tangent(x, weights, x_dot)),
        (alone.backward(x, weights, y_bar), by_hand.backward(x, weights, y_bar)),
    ):
        assert_close({"all": flat(found)}, {"all": flat(expected)}, 1e-14)


@each_layer
@pytest.mark.parametrize(
    ("precisions", "tolerance"), [(steps.PRECISIONS, None), ((steps.DOUBLE,), 2e-12)], ids=["best", "double"]
)
def test_the_second_order_is_right_to_the_differences_precision(
    layer, shape, precisions, tolerance, monkeypatch, assert_close
):
    monkeypatch.setattr(steps, "PRECISIONS", precisions)
    alone, by_hand = forward_alone(layer)
    x, weights, *rest = drawn(layer, shape)
    found, expected = (one.tangent_backward(x, weights, *rest) for one in (alone, by_hand))
    tolerance = tolerance or (5e-14 if len(steps.PRECISIONS) > 1 else 2e-12)
    assert_close({"all": flat(found)}, {"all": flat(expected)}, tolerance)


def test_a_formula_of_float64_alone_falls_back_to_it():
    class Solved(AbstractForwardLayer):
        """NumPy's linear algebra takes no extended precision."""

        def forward(self, x, weights):
            return np.linalg.solve(np.eye(2) + np.outer(x, x), x)

    x, x_dot, y_bar, c = np.random.default_rng(0).normal(size=(4, 2))
    found = Solved(Tanh()).tangent_backward(x, {}, x_dot, y_bar, c)[0]
    size = 1 + x @ x  # y = x/(1 + x·x) by Sherman and Morrison
    first = y_bar / size - 2 * x * (y_bar @ x) / size**2
    dot, c_dot, cx = 2 * x @ x_dot, c @ x_dot, c @ x
    second = -(2 * x * c_dot + c * dot + 2 * x_dot * cx) / size**2 + 4 * x * dot * cx / size**3
    np.testing.assert_allclose(found, first + second, atol=1e-11)


def test_near_a_kink_the_narrow_step_does_not_cross_it():
    class Bent(AbstractForwardLayer):
        """y = w·|w|·x, whose second derivatives jump at 0 from −2 to 2."""

        def forward(self, x, weights):
            w = weights["w"]
            return np.where(np.real(w) < 0, -w, w) * w * x

    near = {"w": np.array([5e-4, 7.0])}  # the wide step of float64 is 7/1024, the narrow one 7/16384
    assert near["w"][0] < 7 * steps.DOUBLE.steps[0]
    ones = np.ones(2)
    found = Bent(Tanh()).tangent_backward(ones, near, ones, 0 * ones, ones)[2]["w"]
    np.testing.assert_allclose(found, 2 * near["w"], rtol=0, atol=1e-9)


def test_where_all_is_zero_no_second_order_is_left():
    layer, zero = AolSpec(2), {"weight": np.zeros((2, 3)), "bias": np.zeros(2)}
    x_adjoint, found = Aol(layer).backward(np.ones(3), zero, np.ones(2))
    assert not x_adjoint.any()
    assert not found["weight"].any()
    assert found["bias"].tolist() == [1, 1]


# Complex numbers ----------------------------------------------------------------------------------------------------


class Modulus(AbstractForwardLayer):
    """|x|, which of a complex number is no analytic function."""

    def forward(self, x, weights):
        return np.abs(x) + x


class Cast(AbstractForwardLayer):
    """A cast to real numbers."""

    def forward(self, x, weights):
        return np.array([float(v) ** 2 for v in x])


class Ordered(AbstractForwardLayer):
    """A comparison that Python refuses for complex numbers."""

    def forward(self, x, weights):
        return np.array([v if complex(v) > 0 else -v for v in x]) if np.iscomplexobj(x) else x


class Conjugated(AbstractForwardLayer):
    """A matrix product with a conjugate."""

    def forward(self, x, weights):
        return weights["w"].conj().T @ x


@pytest.mark.parametrize(
    ("layer", "weights", "says"),
    [
        (Modulus, {}, "off by"),
        (Cast, {}, "off by"),
        (Ordered, {}, "raises TypeError"),
        (Conjugated, {"w": np.eye(2)}, "off by"),
    ],
)
@pytest.mark.parametrize("method", ["tangent", "backward"])
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_a_formula_that_takes_no_complex_numbers_is_found_out(layer, weights, says, method):
    with pytest.raises(PluginError, match=rf"{layer.__name__} does not take complex numbers .*{says}.*np\.where"):
        getattr(layer(Tanh()), method)(np.array([1.0, 2.0]), weights, np.ones(2))


def test_complex_numbers_are_differentiated_by_differences(assert_close):
    alone, by_hand = forward_alone(GELU())
    x, _, x_dot, y_bar, _ = drawn(GELU(), (3,))
    x = x + 1e-30j * x_dot
    found, expected = (one.backward(x, {}, y_bar)[0] for one in (alone, by_hand))
    for part in (np.real, lambda v: 1e30 * np.imag(v)):
        assert_close({"x": part(found)}, {"x": part(expected)}, 1e-11)


def test_the_second_order_is_not_differentiated_once_more():
    alone, _ = forward_alone(Tanh())
    x = np.array([1.0 + 1e-30j])
    with pytest.raises(UnsupportedError, match="cannot differentiate it again"):
        alone.tangent_backward(x, {}, *np.ones((3, 1)))


# In the reference ---------------------------------------------------------------------------------------------------


def test_layers_with_a_forward_formula_alone_are_named(monkeypatch):
    announce(monkeypatch, aol(), snake())
    assert approximate([Dense(2), AolSpec(3), Snake(), AolSpec(4)]) == ("aol",)


class Broken(AbstractForwardLayer):
    """Raises."""

    def forward(self, x, weights):
        return x / weights["scale"]


class Flat(AbstractForwardLayer):
    """Another shape than was announced."""

    def forward(self, x, weights):
        return np.sum(x)


@pytest.mark.parametrize(
    ("oracle", "says"),
    [(Broken, "raises KeyError in forward: 'scale'"), (Flat, r"returns \(\) .* in forward, expected")],
)
def test_what_a_plugins_oracle_does_wrong_is_told_under_its_name(oracle, says, monkeypatch):
    announce(monkeypatch, snake(oracle=oracle))
    with pytest.raises(PluginError, match=rf"The reference layer 'snake' of the plugin 'script' {says}"):
        reference_layer(Snake()).forward(np.ones(2), {})


def test_an_oracle_must_have_a_gradient_for_each_parameter(monkeypatch):
    class Half(Aol):
        def backward(self, x, weights, adjoint):
            x_adjoint, found = super().backward(x, weights, adjoint)
            return x_adjoint, {"weight": found["weight"]}

    announce(monkeypatch, aol(oracle=Half))
    weights = {"weight": np.ones((2, 3)), "bias": np.ones(2)}
    with pytest.raises(PluginError, match=r"has weight \(2, 3\) in backward, but its .* says weight .* bias"):
        reference_layer(AolSpec(2)).backward(np.ones(3), weights, np.ones(2))


def test_a_layer_that_is_more_than_a_function_of_one_sample_is_refused(monkeypatch):
    monkeypatch.setattr(Snake, "mixes_samples", True)
    announce(monkeypatch, snake())
    with pytest.raises(UnsupportedError, match="one sample at a time"):
        reference_layer(Snake()).forward(np.ones(2), {})


def test_a_layer_that_tells_classes_apart_is_given_the_label(monkeypatch):
    class Labelled(AbstractForwardLayer):
        label = None

        def given(self, label):
            layer = type(self)(self.layer)
            layer.label = label
            return layer

        def forward(self, x, weights):
            return (self.label + 1) * x

    announce(monkeypatch, snake(oracle=Labelled))
    assert reference_layer(Snake()).given(2).forward(np.ones(1), {}) == 3


def test_a_layer_of_ganregs_own_never_asks_for_an_oracle():
    assert type(reference_layer(ClassProjection(3))) is LAYERS[ClassProjection]
    assert registry().oracle(ClassProjection(3)) is None
