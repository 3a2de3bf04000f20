"""The gradient penalties of the field: each by hand, with PyTorch's derivative of its value, and at a linear critic."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import (
    R1,
    R2,
    Dragan,
    Fake,
    GradientPenalty,
    Interpolates,
    MaxGradientPenalty,
    OneSidedGradientPenalty,
    PerturbedReal,
    Real,
    RealAndFake,
    Sobolev,
    WGANDiv,
    ZeroCentred,
)
from ganreg.errors import ParameterError
from ganreg.networks import Dense, Sequential

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])

# Norms 0, 1, 3 and what each penalty makes of them: the value, and the derivative in each norm.
BY_HAND = [
    # 10·(0 + 0 + 2²)/3; 2·10·2/3 above the target alone.
    (OneSidedGradientPenalty(), 40 / 3, [0, 0, 40 / 3]),
    # (10/2)·(0 + 1 + 9)/3; 10·‖g‖/3.
    (R1(), 50 / 3, [0, 10 / 3, 10]),
    (R2(gamma=0.6), 1, [0, 0.2, 0.6]),
    # 10·(0 + 1 + 9)/3; 2·10·‖g‖/3.
    (ZeroCentred(), 100 / 3, [0, 20 / 3, 20]),
    # 10·(1 + 0 + 4)/3; 2·10·(‖g‖ − 1)/3.
    (Dragan(), 50 / 3, [-20 / 3, 0, 40 / 3]),
    (Dragan(target=3.0, weight=3.0), 9 + 4, [-6, -4, 0]),
    # 0.1·3²; 2·0.1·3 at the largest alone.
    (MaxGradientPenalty(), 0.9, [0, 0, 0.6]),
    (MaxGradientPenalty(weight=2.0, target=1.0), 8, [0, 0, 8]),
    (MaxGradientPenalty(weight=2.0, target=4.0), 2, [0, 0, -4]),
    (MaxGradientPenalty(weight=2.0, target=4.0, one_sided=True), 0, [0, 0, 0]),
    # 2·(0 + 1 + 3⁶)/3 = 2·730/3; 2·6·‖g‖⁵/3 = 4, 4·243.
    (WGANDiv(), 1460 / 3, [0, 4, 972]),
    (WGANDiv(weight=3.0, power=2.0), 10, [0, 2, 6]),
    # Ω = (0 + 1 + 9)/3 = 10/3, Ω − 1 = 7/3: 0.5·7/3 + (0.2/2)·49/9; (0.5 + 0.2·7/3)·2‖g‖/3.
    (Sobolev(rho=0.2, multiplier=0.5), 3.5 / 3 + 4.9 / 9, [0, 2.9 / 3 * 2 / 3, 2.9 / 3 * 2]),
    # Ω < 1 is as wrong as Ω > 1, and the derivative then raises the slopes: Ω − 1 = 7/3 with λ = −1, ρ = 0.
    (Sobolev(rho=1e-30, multiplier=-1.0), -7 / 3, [0, -2 / 3, -2]),
]


@each_namespace
@pytest.mark.parametrize(("penalty", "value", "derivative"), BY_HAND, ids=lambda p: repr(p)[:40])
def test_penalties_by_hand(penalty, value, derivative, xp):
    norms = xp.asarray([0.0, 1.0, 3.0])  # float32 for PyTorch
    assert float(penalty.value(norms, xp)) == pytest.approx(value, rel=1e-6, abs=1e-12)
    assert np.asarray(penalty.derivative(norms, xp)).tolist() == pytest.approx(derivative, rel=1e-6, abs=1e-12)


@given(norms=arrays(np.float64, st.integers(1, 5), elements=st.sampled_from([0.0, 0.3, 1.0, 2.5, 2.5, 7.0])))
def test_pytorch_differentiates_each_value_to_its_derivative_at_ties_and_zeros_too(norms):
    for penalty, _, _ in BY_HAND:
        given_norms = torch.tensor(norms, requires_grad=True)
        penalty.value(given_norms, torch_xp).backward()
        np.testing.assert_allclose(given_norms.grad, penalty.derivative(norms, np), rtol=1e-12, atol=1e-12)


@given(norms=arrays(np.float64, st.integers(1, 4), elements=st.floats(0, 5)))
def test_a_batch_twice_over_costs_the_same(norms):
    for penalty, _, _ in BY_HAND:
        once, twice = (penalty.value(np.tile(norms, k), np) for k in (1, 2))
        assert once == pytest.approx(twice, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("xp", [np, torch_xp], ids=["numpy", "torch"])
def test_samples_that_share_the_largest_slope_share_its_gradient(xp):
    norms = xp.asarray([3.0, 1.0, 3.0])
    assert np.asarray(MaxGradientPenalty(weight=1.0).derivative(norms, xp)).tolist() == [3.0, 0.0, 3.0]


@given(norms=arrays(np.float64, st.integers(1, 5), elements=st.floats(0, 10)), weight=st.floats(0, 10))
def test_the_one_sided_penalty_is_the_gradient_penalty_with_one_sided(norms, weight):
    one, other = OneSidedGradientPenalty(weight=weight), GradientPenalty(weight=weight, one_sided=True)
    assert one.value(norms, np) == other.value(norms, np)
    assert one.derivative(norms, np).tolist() == other.derivative(norms, np).tolist()


def test_the_defaults_are_those_of_the_papers_and_their_authors_programs():
    assert OneSidedGradientPenalty() == OneSidedGradientPenalty(weight=10.0, target=1.0, points=Interpolates())
    assert (R1().gamma, R2().gamma) == (10.0, 10.0)
    assert ZeroCentred() == ZeroCentred(weight=10.0, points=Interpolates())
    assert Dragan() == Dragan(weight=10.0, target=1.0, sampling="paper", variance=10.0)
    assert MaxGradientPenalty() == MaxGradientPenalty(weight=0.1, target=0.0, one_sided=False, points=Interpolates())
    assert WGANDiv() == WGANDiv(weight=2.0, power=6.0, points=Interpolates())
    assert Sobolev() == Sobolev(rho=2e-8, multiplier=0.0)


@pytest.mark.parametrize(
    ("penalty", "points"),
    [
        (R1(), Real()),
        (R2(), Fake()),
        (Sobolev(), RealAndFake()),
        (Dragan(), PerturbedReal()),
        (Dragan(sampling="code", variance=3.0), PerturbedReal(sampling="code", variance=3.0)),
    ],
    ids=repr,
)
def test_where_a_penalty_looks_that_has_one_place_only(penalty, points):
    assert penalty.points == points


@pytest.mark.parametrize(
    ("alias", "cls"),
    [("wgan_lp", OneSidedGradientPenalty), ("zero_centered", ZeroCentred), ("0gp", ZeroCentred), ("0GP", ZeroCentred)],
)
def test_aliases(alias, cls):
    (constraint,) = ganreg.build(constraint=alias).recipe.constraints
    assert type(constraint) is cls


@pytest.mark.parametrize(
    ("cls", "parameters"),
    [
        (R1, {"gamma": -1}),
        (R2, {"gamma": float("nan")}),
        (ZeroCentred, {"weight": -1}),
        (Dragan, {"sampling": "neither"}),
        (Dragan, {"variance": 0}),
        (MaxGradientPenalty, {"target": -1}),
        (MaxGradientPenalty, {"one_sided": 1}),
        (WGANDiv, {"power": 1}),
        (Sobolev, {"rho": 0}),
        (Sobolev, {"multiplier": float("inf")}),
    ],
)
def test_parameters_out_of_range_are_refused(cls, parameters):
    with pytest.raises(ParameterError, match=next(iter(parameters))):
        cls(**parameters)


# A linear critic f(x) = 3x₁ + 4x₂ has slope 5 everywhere, of order 1: 7, of order ∞: 4.
LINEAR = [
    ("one_sided_gp", 10 * 4**2),
    ("r1", 5 * 25),
    ("r2", 5 * 25),
    ("r1+r2", 5 * 25 + 5 * 25),
    ("zero_centred", 10 * 25),
    ("dragan", 10 * 4**2),
    ({"name": "dragan", "sampling": "code"}, 10 * 4**2),
    ("max_gp", 0.1 * 25),
    ("wgan_div", 2 * 5**6),
    ({"name": "sobolev", "rho": 0.5, "multiplier": 2.0}, 2 * 24 + 0.25 * 24**2),
    ({"name": "gp", "norm": 1}, 10 * 6**2),
    ({"name": "gp", "norm": "linf"}, 10 * 3**2),
    ({"name": "gp", "norm": 3}, 10 * (91 ** (1 / 3) - 1) ** 2),
    ({"name": "gp", "points": "both"}, 10 * 4**2),
    ({"name": "gp", "points": "perturbed_real"}, 10 * 4**2),
    ({"name": "max_gp", "norm": "l1", "target": 1}, 0.1 * 6**2),
    ({"name": "r1", "every": 16}, 16 * 5 * 25),
]


@pytest.mark.parametrize(("constraint", "expected"), LINEAR, ids=str)
def test_penalties_of_a_linear_critic_are_their_formulas_in_a_loop_of_ones_own(constraint, expected):
    critic = torch.nn.Linear(2, 1, bias=False, dtype=torch.float64)
    with torch.no_grad():
        critic.weight[:] = torch.tensor([[3.0, 4.0]])
    real, fake = torch.ones(4, 2, dtype=torch.float64), torch.zeros(4, 2, dtype=torch.float64)
    found = ganreg.objective(constraint=constraint).penalty(critic, real, fake, step=0)
    assert found.item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("backend", ["numpy", "torch", "reference"])
@pytest.mark.parametrize(("constraint", "expected"), LINEAR, ids=str)
def test_penalties_of_a_linear_critic_are_their_formulas_on_every_backend(constraint, expected, backend):
    critic = Sequential([Dense(1, bias=False)])
    gan = ganreg.build(
        constraint=constraint, critic=critic, data_shape=(2,), batch_size=4, backend=backend, dtype="float64"
    )
    gan.engine.import_state(gan.engine.export_state() | {"critic/params/0.weight": np.array([[3.0, 4.0]])})
    terms = gan.engine.critic_step(Batch(np.random.default_rng(0).normal(size=(4, 2))))
    names = set(terms) - {"critic_loss", "wasserstein_estimate", "critic_gradient_norm"}
    assert sum(terms[name] for name in names) == pytest.approx(expected, rel=1e-12)
    if constraint == "r1+r2":
        assert names == {"r1", "r2"}


@pytest.mark.parametrize("constraint", ["one_sided_gp", "r1", "dragan", "max_gp", "wgan_div", "sobolev", "r1+r2"])
@pytest.mark.parametrize("norm", [None, "l1", "linf", 3])
def test_a_flat_critic_has_no_nan(constraint, norm):
    chosen = constraint if norm is None else {"name": "gp", "norm": norm}
    critic = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    with torch.no_grad():
        for weight in critic.parameters():
            weight.zero_()
    ganreg.objective(constraint=chosen).penalty(critic, torch.ones(4, 2), torch.zeros(4, 2)).backward()
    assert all(weight.grad is None or not weight.grad.any() for weight in critic.parameters())
