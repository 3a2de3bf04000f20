"""Steps by `torch.optim`: those of the oracles, one by one; for other rules, the optimizer's own formula."""

import array_api_compat.torch as xp
import attrs
import numpy as np
import pytest
import torch
from optimizer_steps import ALL

import ganreg_torch.optimizers as of_torch
from ganreg.optimizers import SGD, Adam, AdamW, AMSGrad, Momentum, Nesterov, Optimistic, OptimisticAdam, RMSProp
from ganreg.registry import registry
from ganreg.schedules import Linear, settled
from ganreg.state import FlatParameters
from ganreg_torch.optimizers import updated

SHAPES = {"0.weight": (3, 4), "0.bias": (3,)}
DEVICES = ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)]
each = pytest.mark.parametrize("optimizer", ALL, ids=repr)


def flat(seed, dtype="float64", device="cpu"):
    numbers = torch.from_numpy(np.random.default_rng(seed).normal(size=15))
    return FlatParameters(numbers.to(device, getattr(torch, dtype)), SHAPES)


def on_host(arrays):
    return {name: array.cpu().numpy().astype(np.float64) for name, array in arrays.items()}


def walk(optimizer, steps, step=updated, dtype="float64", device="cpu"):
    """The parameters and the state after each step."""
    params = flat(0, dtype, device)
    state = optimizer.init(params, xp)
    for k in range(1, steps + 1):
        params, state = step(optimizer, flat(k, dtype, device), state, params)
        yield params, state


@each
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("moving", [False, True], ids=["constant", "moving"])
def test_every_step_is_that_of_the_oracle(optimizer, dtype, device, moving):
    if moving:
        optimizer = attrs.evolve(optimizer, lr=Linear(start=0.1, end=0.0, over=4))
    allowed = 64 * torch.finfo(getattr(torch, dtype)).eps
    exact, last = on_host(flat(0, dtype)), None
    for k, (params, state) in enumerate(walk(optimizer, 6, dtype=dtype, device=device)):
        oracle = registry().oracle(optimizer)(settled(optimizer, k))
        exact, last = oracle.update(on_host(flat(k + 1, dtype)), last or oracle.init(exact), exact)
        assert state.step == last.step
        assert set(state.moments) == set(last.moments)
        for got, expected in [(params, exact), *((state.moments[name], last.moments[name]) for name in last.moments)]:
            assert isinstance(got, FlatParameters)
            assert got.buffer.dtype == getattr(torch, dtype)
            for name in SHAPES:
                scale = max(1.0, np.abs(expected[name]).max())
                assert np.abs(on_host(got)[name] - expected[name]).max() <= allowed * scale


@each
def test_nothing_that_was_given_changes(optimizer):
    params, grads = flat(0), flat(1)
    params, state = updated(optimizer, grads, optimizer.init(params, xp), params)
    given = [params.buffer, grads.buffer, *(moment.buffer for moment in state.moments.values())]
    kept = [tensor.clone() for tensor in given]
    new, after = updated(optimizer, grads, state, params)
    assert all(torch.equal(one, other) for one, other in zip(given, kept, strict=True))
    places = {tensor.data_ptr() for tensor in given if tensor is not grads.buffer}
    assert new.buffer.data_ptr() not in places
    assert not {moment.buffer.data_ptr() for moment in after.moments.values()} & places


@each
def test_a_state_is_gone_on_from_by_the_generic_rule_and_back(optimizer):
    def generic(optimizer, grads, state, params):
        return optimizer.update(grads, state, params, xp)

    def taking_turns(optimizer, grads, state, params):
        return (generic if state.step % 2 else updated)(optimizer, grads, state, params)

    *_, (mixed, _) = walk(optimizer, 4, taking_turns)
    *_, (plain, _) = walk(optimizer, 4, generic)
    torch.testing.assert_close(mixed.buffer, plain.buffer, rtol=1e-12, atol=1e-12)


CALLED = [
    (SGD(lr=1), "sgd"),
    (Momentum(lr=1), "sgd"),
    (Nesterov(lr=1), "sgd"),
    (RMSProp(lr=1), "rmsprop"),
    (Adam(lr=1), "_fused_adamw_"),
    (AdamW(lr=1), "_fused_adamw_"),
    (AMSGrad(lr=1), "_fused_adamw_"),
    (RMSProp(lr=1, centred=True), None),
    (AMSGrad(lr=1, bias_correction=False), None),
    (Optimistic(lr=1), None),
    (OptimisticAdam(lr=1), None),
]


@pytest.fixture
def calls(monkeypatch):
    """The functions of `torch.optim` that are called, and whether fused."""
    found = []
    for owner, name in ((of_torch, "sgd"), (of_torch, "rmsprop"), (torch, "_fused_adamw_")):
        function = getattr(owner, name)

        def spy(*arguments, name=name, function=function, **keywords):
            found.append((name, keywords.get("fused", "fused" in name)))
            function(*arguments, **keywords)

        monkeypatch.setattr(owner, name, spy)
    return found


@pytest.mark.parametrize(("optimizer", "function"), CALLED, ids=repr)
def test_torch_optim_takes_the_step_where_it_has_the_rule_fused_where_it_can(optimizer, function, calls):
    list(walk(optimizer, 1))
    assert calls == ([] if function is None else [(function, function != "rmsprop")])


@attrs.frozen(kw_only=True)
class Halting(Adam):
    """An Adam of a user's own, which stays where it is."""

    def step(self, grad, moments, param, t, xp):
        return param, *moments


def test_a_subclass_takes_its_own_steps(calls):
    (params, _), *_ = walk(Halting(lr=1), 1)
    assert torch.equal(params.buffer, flat(0).buffer)
    assert not calls
