"""What a penalty's second order costs, counted in multiplications, and what it gives at special points."""

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from ganreg.backend import Batch
from ganreg.constraints.norms import L1, Euclidean
from ganreg.networks import MLP
from ganreg.networks.layers import LeakyReLU, ReLU, Softplus, Tanh
from ganreg_torch.layers import module_of
from ganreg_torch.norms import norms_of

SPECIAL = [-float("inf"), -2.0, -0.0, 0.0, 1e-45, 3.0, float("inf"), float("nan")]
PIECEWISE = [(ReLU(), nn.ReLU()), (LeakyReLU(0.2), nn.LeakyReLU(0.2))]


class Multiplications(TorchDispatchMode):
    """Counts those of matrix products."""

    count = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func in (torch.ops.aten.mm.default, torch.ops.aten.addmm.default):
            left, right = args[-2:]
            self.count += left.shape[0] * left.shape[1] * right.shape[1]
        return func(*args, **(kwargs or {}))


def multiplications(make_engine, activation, constraints):
    """Those of one critic step where samples are as wide as the layers, the generator's left out."""
    width = 32
    networks = {"critic": MLP(width=width, depth=4, activation=activation), "generator": MLP(width=1, depth=1)}
    engine = make_engine(**networks, constraints=constraints, data_shape=(width,))
    batch = Batch(torch.randn(8, width, generator=torch.Generator().manual_seed(0)))
    with Multiplications() as products:
        engine.critic_step(batch)
    return products.count


@pytest.mark.parametrize(("activation", "most"), [(ReLU(), 1.75), (LeakyReLU(0.2), 1.75), (Tanh(), 2.1)], ids=str)
def test_a_gradient_penalty_costs_10_to_6_multiplications_and_12_to_6_if_the_critic_is_smooth(
    make_engine, activation, most
):
    penalised, plain = (multiplications(make_engine, activation, which) for which in (["gp"], []))
    assert 1.6 < penalised / plain < most


@pytest.mark.parametrize(("layer", "plain"), PIECEWISE, ids=repr)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_rectifiers_are_pytorchs_in_value_and_derivative(layer, plain, dtype):
    x = torch.tensor(SPECIAL, dtype=dtype, requires_grad=True)
    module = module_of(layer, (1,))
    for other in (plain, module_of(layer, (1,)).eval()):
        assert torch.equal(module(x).nan_to_num(7.0), other(x).nan_to_num(7.0))
        mine, theirs = (torch.autograd.grad(one(x).sum(), x)[0] for one in (module, other))
        assert torch.equal(mine, theirs)


@pytest.mark.parametrize(("layer", "plain"), PIECEWISE, ids=repr)
def test_in_use_they_are_pytorchs_own_which_exporters_know(layer, plain):
    module = module_of(layer, (1,)).eval()
    assert type(module(torch.ones(1, requires_grad=True)).grad_fn) is type(
        plain(torch.ones(1, requires_grad=True)).grad_fn
    )


@pytest.mark.parametrize(("layer", "plain"), PIECEWISE, ids=repr)
@pytest.mark.parametrize("transform", [torch.func.grad, torch.func.jacrev])
def test_function_transforms_give_the_same_second_order(layer, plain, transform):
    x = torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    weight = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    def penalty(activation, weight):
        slopes = torch.func.grad(lambda points: activation(activation(points @ weight) @ weight).sum())(x)
        return (slopes**2).sum()

    mine, theirs = (transform(lambda w, f=f: penalty(f, w))(weight) for f in (module_of(layer, (1,)), plain))
    torch.testing.assert_close(mine, theirs, rtol=1e-14, atol=0)
    assert mine.abs().max() > 0


def test_the_euclidean_norm_is_its_formula_by_a_kernel():
    gradients = torch.randn(6, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    by_kernel, by_formula = (norms_of(gradients, Euclidean(), thrice) for thrice in (False, True))
    torch.testing.assert_close(by_kernel, by_formula, rtol=1e-15, atol=0)
    assert torch.equal(norms_of(gradients, L1()), gradients.abs().sum(1))


@pytest.mark.parametrize("thrice", [False, True])
def test_a_zero_row_has_norm_zero_and_derivative_zero(thrice):
    gradients = torch.zeros(2, 3, requires_grad=True)
    norms = norms_of(gradients, Euclidean(), thrice)
    (derivative,) = torch.autograd.grad(norms.sum(), gradients)
    assert not norms.any()
    assert not derivative.any()


def test_third_derivatives_at_a_zero_row_are_finite_by_the_formula():
    gradients = torch.zeros(1, 3, dtype=torch.float64, requires_grad=True)
    distance = ((norms_of(gradients, Euclidean(), thrice=True) - 1) ** 2).sum()
    (first,) = torch.autograd.grad(distance, gradients, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), gradients, materialize_grads=True)
    assert torch.isfinite(second).all()


def test_softplus_is_no_rectifier():
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    (first,) = torch.autograd.grad(module_of(Softplus(), (1,))(x), x, create_graph=True)
    (second,) = torch.autograd.grad(first, x)
    assert second.item() == pytest.approx(0.25)
