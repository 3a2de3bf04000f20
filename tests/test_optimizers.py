"""Optimizers: the steps of PyTorch's and of the oracles, on any namespace, nothing changed in place."""

import array_api_compat.torch as torch_xp
import array_api_strict
import attrs
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from optimizer_steps import ALL, path

from ganreg.errors import ParameterError
from ganreg.optimizers import SGD, Adam, AdamW, AMSGrad, Momentum, Nesterov, Optimistic, OptimisticAdam, RMSProp
from ganreg.registry import registry
from ganreg.schedules import Constant
from ganreg.state import FlatParameters

each = pytest.mark.parametrize("optimizer", ALL, ids=repr)

# As in PyTorch --------------------------------------------------------------------------------------------------------


def theirs(optimizer, parameter):
    """PyTorch's optimizer of the same parameters."""
    parameters, lr = [parameter], optimizer.lr
    if isinstance(optimizer, (SGD, Nesterov)):
        nesterov = isinstance(optimizer, Nesterov) and optimizer.momentum > 0
        return torch.optim.SGD(parameters, lr=lr, momentum=optimizer.momentum, nesterov=nesterov)
    eps = optimizer.epsilon
    if isinstance(optimizer, RMSProp):
        return torch.optim.RMSprop(parameters, lr=lr, alpha=optimizer.decay, eps=eps, centered=optimizer.centred)
    betas = (optimizer.beta1, optimizer.beta2)
    if isinstance(optimizer, AdamW):
        return torch.optim.AdamW(parameters, lr=lr, betas=betas, eps=eps, weight_decay=optimizer.weight_decay)
    return torch.optim.Adam(parameters, lr=lr, betas=betas, eps=eps, amsgrad=isinstance(optimizer, AMSGrad))


def is_theirs(optimizer):
    optimistic = isinstance(optimizer, (Optimistic, OptimisticAdam))
    return not optimistic and getattr(optimizer, "bias_correction", True)


gradients = st.lists(arrays(np.float64, (3,), elements=st.floats(-100, 100)), min_size=1, max_size=6)


@pytest.mark.parametrize("optimizer", [*filter(is_theirs, ALL)], ids=repr)
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


def test_every_optimizer_of_the_core_is_tested_here():
    known = {registry().load(entry) for entry in registry().entries("optimizer") if entry.distribution == "ganreg"}
    assert known == {type(optimizer) for optimizer in ALL}


@each
@given(gradients=gradients)
def test_an_optimizer_takes_the_steps_of_its_oracle(optimizer, gradients):
    params = {"w": np.array([1.0, -2.0, 0.5])}
    oracle, exact = registry().oracle(optimizer)(optimizer), params
    state, other = optimizer.init(params, np), oracle.init(params)
    for gradient in gradients:
        params, state = optimizer.update({"w": gradient}, state, params, np)
        exact, other = oracle.update({"w": gradient}, other, exact)
        np.testing.assert_allclose(params["w"], exact["w"], rtol=1e-11, atol=1e-11)
        assert set(state.moments) == set(other.moments)
        for name, moment in other.moments.items():
            np.testing.assert_allclose(state.moments[name]["w"], moment["w"], rtol=1e-11, atol=1e-11)


@each
def test_a_rate_that_does_not_move_is_that_number(optimizer):
    scheduled = attrs.evolve(optimizer, lr=Constant(value=optimizer.lr))
    assert path(scheduled, [1.0, 2.0, -3.0]) == path(optimizer, [1.0, 2.0, -3.0])


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
def test_a_gradient_of_zero_moves_nothing_at_the_start_but_what_decays(optimizer):
    kept = 1 - optimizer.lr * getattr(optimizer, "weight_decay", 0.0)
    assert path(optimizer, [0.0, 0.0]) == pytest.approx([kept, kept**2], rel=1e-15)


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        (SGD(lr=1), False),
        (SGD(lr=1, momentum=0.1), True),
        (RMSProp(lr=1), False),
        (Adam(lr=1), True),
        (Adam(lr=1, beta1=0), False),
        (Momentum(lr=1), True),
        (Momentum(lr=1, momentum=0), False),
        (Nesterov(lr=1), True),
        (Nesterov(lr=1, momentum=0), False),
        (RMSProp(lr=1, centred=True), False),
        (AdamW(lr=1), True),
        (AdamW(lr=1, beta1=0), False),
        (AMSGrad(lr=1), True),
        (AMSGrad(lr=1, beta1=0), False),
        (Optimistic(lr=1), False),
        (OptimisticAdam(lr=1), True),
        (OptimisticAdam(lr=1, beta1=0), False),
    ],
    ids=repr,
)
def test_momentum_is_declared(optimizer, expected):
    assert optimizer.has_momentum is expected


def test_the_defaults_are_the_published_ones():
    assert Adam(lr=1) == Adam(lr=1, beta1=0.9, beta2=0.999, epsilon=1e-8)
    assert RMSProp(lr=1) == RMSProp(lr=1, decay=0.99, epsilon=1e-8)
    assert SGD(lr=1) == SGD(lr=1, momentum=0.0)
    assert Momentum(lr=1) == Momentum(lr=1, momentum=0.9)
    assert Nesterov(lr=1) == Nesterov(lr=1, momentum=0.9)
    assert AdamW(lr=1) == AdamW(lr=1, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01)
    assert AMSGrad(lr=1) == AMSGrad(lr=1, beta1=0.9, beta2=0.999, epsilon=1e-8, bias_correction=True)
    assert OptimisticAdam(lr=1) == OptimisticAdam(lr=1, beta1=0.9, beta2=0.999, epsilon=1e-8)


def test_those_that_divide_by_the_gradients_size_say_so():
    adaptive = {type(optimizer) for optimizer in ALL if optimizer.adaptive}
    assert adaptive == {RMSProp, Adam, AdamW, AMSGrad, OptimisticAdam}


def test_a_mean_is_kept_only_where_it_is_needed():
    params = {"w": np.ones(2)}
    assert set(RMSProp(lr=1).init(params, np).moments) == {"square"}
    assert set(RMSProp(lr=1, centred=True).init(params, np).moments) == {"square", "mean"}


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
        (lambda: Momentum(lr=1, momentum=1), "momentum=1"),
        (lambda: Nesterov(lr=1, momentum=-0.5), "momentum=-0.5"),
        (lambda: RMSProp(lr=1, centred="yes"), "centred='yes'"),
        (lambda: AdamW(lr=1, weight_decay=-0.1), "weight_decay=-0.1"),
        (lambda: AMSGrad(lr=1, bias_correction=0), "bias_correction=0"),
        (lambda: Optimistic(lr=-1), "lr=-1"),
        (lambda: OptimisticAdam(lr=1, beta2=1), "beta2=1"),
    ],
)
def test_parameters_out_of_range_are_refused(make, word):
    with pytest.raises(ParameterError, match=word):
        make()
