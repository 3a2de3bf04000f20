"""Specified networks as modules."""

import attrs
import numpy as np
import pytest
import torch

from ganreg.draws import Draws
from ganreg.errors import UnsupportedError
from ganreg.networks import MLP, AbstractLayer, BoundNetwork, LayerNorm, LeakyReLU, ReLU, Reshape, Sequential, Softplus
from ganreg_torch.layers import module_of
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement

DOUBLE = Placement(torch.device("cpu"), torch.float64)


def _bound(network, shape=(3,), output=(1,)) -> BoundNetwork:
    return BoundNetwork.bind(network, shape, output)


def test_parameters_have_the_names_and_numbers_of_the_specification() -> None:
    bound = _bound(MLP(width=5, depth=2, layer_norm=True), (1, 2, 2))
    start = bound.initial(Draws(3), "critic")
    module = sequential(bound, start, DOUBLE)
    assert {name: p.tolist() for name, p in module.named_parameters()} == {k: v.tolist() for k, v in start.items()}


def test_making_a_network_draws_nothing_from_the_users_generator() -> None:
    bound = _bound(MLP(width=5, depth=2))
    before = torch.random.get_rng_state()
    sequential(bound, bound.initial(Draws(0), "critic"), DOUBLE)
    assert torch.equal(before, torch.random.get_rng_state())


def test_start_values_are_cast() -> None:
    bound = _bound(MLP(width=5, depth=1))
    module = sequential(bound, bound.initial(Draws(0), "critic"), Placement(torch.device("cpu"), torch.float32))
    assert {p.dtype for p in module.parameters()} == {torch.float32}


@pytest.mark.parametrize("beta", [0.5, 1.0, 3.0])
def test_softplus_is_exact_where_the_frameworks_default_is_linear(beta) -> None:
    x = torch.linspace(-60, 60, 481, dtype=torch.float64, requires_grad=True)
    y = module_of(Softplus(beta=beta), (1,))(x)
    exact = np.logaddexp(0, beta * x.detach().numpy()) / beta
    assert np.max(np.abs(y.detach().numpy() - exact) / exact) < 4e-16
    (slope,) = torch.autograd.grad(y.sum(), x)
    assert np.max(np.abs(slope.numpy() - 1 / (1 + np.exp(-beta * x.detach().numpy())))) < 4e-16


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_softplus_and_its_first_two_derivatives_are_finite_far_out(dtype) -> None:
    x = torch.tensor([-1e4, -100.0, 0.0, 100.0, 1e4], dtype=dtype, requires_grad=True)
    y = module_of(Softplus(), (1,))(x)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    assert first.tolist() == pytest.approx([0, 0, 0.5, 1, 1])
    assert second.tolist() == pytest.approx([0, 0, 0.25, 0, 0])


def test_layer_norm_runs_over_all_axes_of_a_sample() -> None:
    module = module_of(LayerNorm(), (2, 3, 3)).double()
    y = module(torch.randn(4, 2, 3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0)))
    assert torch.allclose(y.mean((1, 2, 3)), torch.zeros(4, dtype=torch.float64), atol=1e-12)
    assert torch.allclose(y.var((1, 2, 3), correction=0), torch.ones(4, dtype=torch.float64), atol=1e-3)


def test_reshape_takes_samples_of_any_rank() -> None:
    x = torch.arange(12.0).reshape(2, 2, 3)
    assert module_of(Reshape((3, 2)), (2, 3))(x)[1].flatten().tolist() == [6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize(("layer", "slope"), [(ReLU(), 0.0), (LeakyReLU(slope=0.3), 0.3)])
def test_the_derivative_of_a_rectifier_at_zero_is_that_of_its_left_side(layer, slope) -> None:
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.grad(module_of(layer, (1,))(x).sum(), x)[0].item() == slope


@attrs.frozen
class Sine(AbstractLayer):
    name = "sine"


def test_an_unknown_layer_is_refused_by_name() -> None:
    bound = _bound(Sequential([Sine()]), (1,), (1,))
    with pytest.raises(UnsupportedError, match=r"no layer Sine\. It has AveragePool, BatchNorm"):
        sequential(bound, {}, DOUBLE)
