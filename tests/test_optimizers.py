"""Optimizers: three steps worked out by hand, the same as PyTorch's, on any namespace, nothing changed in place."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganreg.errors import ParameterError
from ganreg.optimizers import SGD, Adam, RMSProp
from ganreg.state import FlatParameters

ALL = [
    SGD(lr=0.1),
    SGD(lr=0.1, momentum=0.9),
    RMSProp(lr=0.01),
    RMSProp(lr=0.01, decay=0.5, epsilon=0.1),
    Adam(lr=0.1),
    Adam(lr=0.01, beta1=0.0, beta2=0.9),
    Adam(lr=0.1, beta1=0.5, beta2=0.75, epsilon=0.5),
]
each = pytest.mark.parametrize("optimizer", ALL, ids=repr)


def path(optimizer, gradients, start=1.0, xp=np, dtype="float64"):
    """θ after each step from a start with the given gradients."""
    make = lambda value: {"w": xp.asarray([value], dtype=getattr(xp, dtype))}  # noqa: E731
    params = make(start)
    state, found = optimizer.init(params, xp), []
    for gradient in gradients:
        params, state = optimizer.update(make(gradient), state, params, xp)
        found.append(float(params["w"][0]))
    return found


# By hand --------------------------------------------------------------------------------------------------------------


def test_gradient_descent_subtracts_the_gradient_times_the_rate():
    assert path(SGD(lr=0.5), [1.0, 2.0, -1.0]) == [0.5, -0.5, 0.0]


def test_momentum_adds_its_share_of_the_past_velocity():
    # v = 1, 1 + ½, 1 + ¾
    assert path(SGD(lr=0.5, momentum=0.5), [1.0, 1.0, 1.0]) == [0.5, -0.25, -1.125]


def test_rmsprop_divides_by_the_root_of_the_running_mean_square_plus_epsilon():
    # s = 2, 9, 5, so θ = 1 − 2/(√2 + 1), then −4/(3 + 1), then +1/(√5 + 1)
    expected = [0.1715728752538099024, -0.8284271247461900976, -0.5194101303712427]
    assert path(RMSProp(lr=1.0, decay=0.5, epsilon=1.0), [2.0, 4.0, -1.0]) == pytest.approx(expected, rel=1e-14)


# Kingma and Ba 2015, Algorithm 1, worked out in 45 decimal digits.
BY_HAND = {
    Adam(lr=0.1): [0.9000000009999999900, 0.8034817990281656401, 0.8101417005552475102],
    Adam(lr=0.1, beta1=0.0, beta2=0.9): [0.9000000009999999900, 0.7754600319600623734, 0.9103226261052239960],
    Adam(lr=0.5, beta1=0.5, beta2=0.75, epsilon=0.5): [
        0.6666666666666666666,
        0.2786201645086572034,
        0.4552513057065751848,
    ],
}


@pytest.mark.parametrize(("optimizer", "expected"), BY_HAND.items(), ids=repr)
def test_adam_is_algorithm_1(optimizer, expected):
    assert path(optimizer, [1.0, 2.0, -3.0]) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_adams_first_step_has_the_size_of_the_rate_whatever_the_gradient(size):
    assert path(Adam(lr=0.1), [size]) == pytest.approx([0.9], abs=1e-5)


# As in PyTorch --------------------------------------------------------------------------------------------------------


def theirs(optimizer, parameter):
    """PyTorch's optimizer of the same parameters."""
    if isinstance(optimizer, SGD):
        return torch.optim.SGD([parameter], lr=optimizer.lr, momentum=optimizer.momentum)
    if isinstance(optimizer, RMSProp):
        return torch.optim.RMSprop([parameter], lr=optimizer.lr, alpha=optimizer.decay, eps=optimizer.epsilon)
    betas = (optimizer.beta1, optimizer.beta2)
    return torch.optim.Adam([parameter], lr=optimizer.lr, betas=betas, eps=optimizer.epsilon)


gradients = st.lists(arrays(np.float64, (3,), elements=st.floats(-100, 100)), min_size=1, max_size=6)


@each
@given(gradients=gradients)
def test_an_optimizer_takes_the_steps_of_pytorchs(optimizer, gradients):
    params = {"w": np.array([1.0, -2.0, 0.5])}
    parameter = torch.tensor(params["w"], requires_grad=True)
    state, other = optimizer.init(params, np), theirs(optimizer, parameter)
    for gradient in gradients:
        params, state = optimizer.update({"w": gradient}, state, params, np)
        parameter.grad = torch.from_numpy(gradient.copy())
        other.step()
        np.testing.assert_allclose(params["w"], parameter.detach().numpy(), rtol=1e-11, atol=1e-11)


# What all promise -----------------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])
def test_every_namespace_gives_the_same_steps(optimizer, xp):
    assert path(optimizer, [1.0, 2.0, -3.0], xp=xp) == pytest.approx(path(optimizer, [1.0, 2.0, -3.0]), rel=1e-14)


@each
def test_float32_stays_float32(optimizer):
    params = {"w": np.ones(2, dtype=np.float32)}
    state = optimizer.init(params, np)
    for _ in range(2):
        params, state = optimizer.update({"w": np.ones(2, dtype=np.float32)}, state, params, np)
    assert params["w"].dtype == np.float32
    assert {moment["w"].dtype for moment in state.moments.values()} == {np.dtype(np.float32)}


@each
def test_one_flat_buffer_is_updated_as_the_arrays_that_lie_in_it(optimizer):
    shapes = {"0.weight": (2, 3), "0.bias": (2,)}
    buffers = [np.random.default_rng(k).normal(size=8) for k in range(2)]
    flat, gradient = (FlatParameters(buffer, shapes) for buffer in buffers)
    named, named_gradient = dict(flat), dict(gradient)
    flat_state, named_state = optimizer.init(flat, np), optimizer.init(named, np)
    for _ in range(2):
        flat, flat_state = optimizer.update(gradient, flat_state, flat, np)
        named, named_state = optimizer.update(named_gradient, named_state, named, np)
    assert isinstance(flat, FlatParameters)
    for name in shapes:
        assert np.array_equal(flat[name], named[name])
        for moment, values in named_state.moments.items():
            assert np.array_equal(flat_state.moments[moment][name], values[name])


@each
def test_an_update_changes_nothing_in_place_and_counts_one_step(optimizer):
    params, gradient = {"w": np.ones(2)}, {"w": np.full(2, 3.0)}
    state = optimizer.init(params, np)
    _, after = optimizer.update(gradient, state, params, np)
    optimizer.update(gradient, after, params, np)
    assert (params["w"].tolist(), gradient["w"].tolist()) == ([1.0, 1.0], [3.0, 3.0])
    assert all(not np.any(moment["w"]) for moment in state.moments.values())
    assert (state.step, after.step) == (0, 1)


@each
def test_a_gradient_of_zero_moves_nothing_at_the_start(optimizer):
    assert path(optimizer, [0.0, 0.0]) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        (SGD(lr=1), False),
        (SGD(lr=1, momentum=0.1), True),
        (RMSProp(lr=1), False),
        (Adam(lr=1), True),
        (Adam(lr=1, beta1=0), False),
    ],
    ids=repr,
)
def test_momentum_is_declared(optimizer, expected):
    assert optimizer.has_momentum is expected


def test_the_defaults_are_the_published_ones():
    assert Adam(lr=1) == Adam(lr=1, beta1=0.9, beta2=0.999, epsilon=1e-8)
    assert RMSProp(lr=1) == RMSProp(lr=1, decay=0.99, epsilon=1e-8)
    assert SGD(lr=1) == SGD(lr=1, momentum=0.0)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: SGD(lr=0), "lr=0"),
        (lambda: SGD(lr=1, momentum=1.0), "momentum=1.0"),
        (lambda: RMSProp(lr=1, decay=-0.1), "decay=-0.1"),
        (lambda: RMSProp(lr=1, epsilon=0), "epsilon=0"),
        (lambda: Adam(lr=1, beta1=1), "beta1=1"),
        (lambda: Adam(lr=1, beta2=1.0), "beta2=1.0"),
        (lambda: Adam(lr=1, epsilon=-1e-8), "epsilon=-1e-08"),
    ],
)
def test_parameters_out_of_range_are_refused(make, word):
    with pytest.raises(ParameterError, match=word):
        make()
