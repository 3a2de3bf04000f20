"""A penalty's gradient in the weights, by tangents, against derivatives of the penalty's value."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganreg.constraints import (
    R1,
    Dragan,
    GradientPenalty,
    MaxGradientPenalty,
    OneSidedGradientPenalty,
    Sobolev,
    WGANDiv,
    ZeroCentred,
)
from ganreg.networks import MLP, BoundNetwork
from ganreg_reference import penalties
from ganreg_reference.network import ReferenceNetwork

activations = st.sampled_from(["relu", "leaky_relu", "tanh", "softplus"])
specifications = st.builds(GradientPenalty, one_sided=st.booleans(), target=st.sampled_from([0.0, 0.5, 1.0]))


def _critic(network, shape, seed):
    """A bound critic with normal weights, and the random numbers that follow."""
    bound, random = BoundNetwork.bind(network, shape, (1,)), np.random.default_rng(seed)
    return ReferenceNetwork(bound), {n: random.normal(size=s.shape) for n, s in bound.parameters().items()}, random


def _difference_slope(score, x, step=1e-3):
    """∇ₓ of a score by five points along each axis: no formula of a derivative takes part."""
    axes = step * np.eye(len(x))
    return [(8 * (score(x + h) - score(x - h)) - (score(x + 2 * h) - score(x - 2 * h))) / (12 * step) for h in axes]


@st.composite
def critics(draw):
    network = MLP(
        width=draw(st.integers(1, 4)),
        depth=draw(st.integers(1, 3)),
        activation=draw(activations),
        layer_norm=draw(st.booleans()),
    )
    shape = draw(st.sampled_from([(1,), (3,), (2, 2), (1, 2, 2)]))
    critic, weights, random = _critic(network, shape, draw(st.integers(0, 2**32 - 1)))
    return critic, weights, random.normal(size=(draw(st.integers(1, 3)), *shape))


@settings(max_examples=80, deadline=None)
@given(case=critics())
def test_a_slope_is_the_derivative_of_the_score(case, complex_step, assert_close):
    critic, weights, points = case
    expected = complex_step(lambda a: critic.scores(a["x"][None], weights, None)[0], {"x": points[0]})
    assert_close({"x": critic.slopes(points[:1], weights, None)[0]}, expected, 1e-12)


@settings(max_examples=80, deadline=None)
@given(case=critics(), penalty=specifications)
def test_a_penaltys_weight_gradient_is_that_of_its_value(case, penalty, complex_step, assert_close):
    critic, weights, points = case
    found = penalties.evaluate(critic, weights, penalty, (points,), None)
    expected = complex_step(lambda w: penalties.evaluate(critic, w, penalty, (points,), None).value, weights)
    assert_close(found.gradients, expected, 1e-10)


FIELD = [
    *(GradientPenalty(norm=norm) for norm in ("l1", "linf", 1.5, 3)),
    OneSidedGradientPenalty(target=0.1),
    R1(),
    ZeroCentred(),
    Dragan(),
    MaxGradientPenalty(weight=10.0),
    MaxGradientPenalty(weight=10.0, norm="l1", target=1.0),
    WGANDiv(),
    Sobolev(rho=0.5, multiplier=0.3),
]


@pytest.mark.parametrize("penalty", FIELD, ids=repr)
@pytest.mark.parametrize("activation", ["leaky_relu", "tanh"])
def test_the_weight_gradient_of_each_penalty_is_that_of_its_value(penalty, activation, complex_step, assert_close):
    critic, weights, random = _critic(MLP(width=3, depth=2, activation=activation), (2, 2), seed=7)
    points = random.normal(size=(4, 2, 2))
    found = penalties.evaluate(critic, weights, penalty, (points,), None)
    expected = complex_step(lambda w: penalties.evaluate(critic, w, penalty, (points,), None).value, weights)
    assert any(np.any(gradient) for gradient in found.gradients.values())
    assert_close(found.gradients, expected, 1e-10)


@pytest.mark.parametrize("activation", ["tanh", "softplus"])
@pytest.mark.parametrize("layer_norm", [False, True])
def test_central_differences_confirm_it(activation, layer_norm, central_differences, assert_close):
    network = MLP(width=3, depth=2, activation=activation, layer_norm=layer_norm)
    critic, weights, random = _critic(network, (3,), seed=5)
    points, penalty = random.normal(size=(2, 3)), GradientPenalty()

    def value_from_scores(moved):
        slopes = [_difference_slope(lambda y: critic.scores(y[None], moved, None)[0], x) for x in points]
        return 10 * float(np.mean((np.linalg.norm(slopes, axis=1) - 1) ** 2))

    found = penalties.evaluate(critic, weights, penalty, (points,), None)
    assert found.value == pytest.approx(value_from_scores(weights), rel=1e-6)
    assert_close(found.gradients, central_differences(value_from_scores, weights), 1e-5)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_a_flat_critic_is_penalised_without_nan_and_without_a_gradient(activation):
    critic, weights, random = _critic(MLP(width=3, depth=1, activation=activation), (2, 2), seed=0)
    flat = {name: np.zeros_like(value) for name, value in weights.items()}
    found = penalties.evaluate(critic, flat, GradientPenalty(), (random.normal(size=(3, 2, 2)),), None)
    assert found.value == 10.0
    assert found.observed.tolist() == [0.0, 0.0, 0.0]
    assert all(not np.any(gradient) for gradient in found.gradients.values())


def test_one_flat_sample_does_not_spoil_the_others(assert_close):
    critic, weights, _ = _critic(MLP(width=4, depth=1), (2,), seed=3)
    weights["1.bias"] = np.zeros(4)
    weights["1.weight"] = np.abs(weights["1.weight"])
    points, penalty = np.array([[1.0, 2.0], [-1.0, -2.0]]), GradientPenalty(target=0.5)
    found = penalties.evaluate(critic, weights, penalty, (points,), None)
    alone = penalties.evaluate(critic, weights, penalty, (points[:1],), None)
    assert found.observed[1] == 0.0
    halved = {name: gradient / 2 for name, gradient in alone.gradients.items()}
    assert_close(found.gradients, halved, 1e-14)


def test_only_the_last_bias_is_free_of_the_penalty():
    critic, weights, random = _critic(MLP(width=3, depth=1, activation="tanh"), (2,), seed=1)
    found = penalties.evaluate(critic, weights, GradientPenalty(), (random.normal(size=(3, 2)),), None)
    assert [name for name, gradient in found.gradients.items() if not np.any(gradient)] == ["3.bias"]
