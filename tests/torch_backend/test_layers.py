"""Every layer as a module: its arrays' names and shapes, and its formula, both in float64."""

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from ganreg.errors import NetworkError
from ganreg.networks.layers import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    ClassProjection,
    ConditionalBatchNorm,
    Constant,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Embedding,
    GroupNorm,
    GroupSort,
    LayerNorm,
    Residual,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    Upsample,
)
from ganreg_torch.layers import MODULES, module_of
from ganreg_torch.layers.labelled import Labelled

LABELS = torch.tensor([2, 0, 2])


def draw(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(len(shape)))


def made(layer, shape):
    """The layer's module with drawn numbers, variances being positive."""
    module = module_of(layer, shape).double()
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for name, array in module.state_dict().items():
            array.copy_(torch.randn(array.shape, dtype=torch.float64, generator=generator))
            if name.endswith("running_var"):
                array.abs_().add_(0.5)
    return module


def called(module, x, labels=LABELS):
    return module(x, labels) if isinstance(module, Labelled) else module(x)


def normalised(x, axes, epsilon):
    return (x - x.mean(axes, keepdim=True)) / (x.var(axes, correction=0, keepdim=True) + epsilon).sqrt()


def over_channels(vector, x):
    return vector.reshape(-1, *(1,) * (x.ndim - 2))


def batch_norm(x, w, epsilon=1e-5):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    return normalised(x, axes, epsilon) * over_channels(w["weight"], x) + over_channels(w["bias"], x)


def conditional(x, w):
    axes, shape = ((0,), (3, -1)) if x.ndim == 2 else ((0, 2, 3), (3, -1, 1, 1))
    return w["weight"][LABELS].reshape(shape) * normalised(x, axes, 1e-5) + w["bias"][LABELS].reshape(shape)


def group_norm(x, groups, epsilon):
    grouped = x.reshape(len(x), groups, -1)
    return normalised(grouped, (2,), epsilon).reshape(x.shape)


def averaged(x, kernel, step):
    return x.unfold(2, kernel, step).unfold(3, kernel, step).mean((-1, -2))


def projected(x, w):
    return (
        (x @ w["weight"].T) + w["bias"] + torch.stack([x[i] @ w["embedding"][c] for i, c in enumerate(LABELS)])[:, None]
    )


CASES = [
    (AveragePool(), (2, 4, 5), lambda x, w: averaged(x, 2, 2)),
    (AveragePool(3, stride=1), (1, 5, 4), lambda x, w: averaged(x, 3, 1)),
    (BatchNorm(), (4,), batch_norm),
    (BatchNorm(epsilon=0.1), (2, 3, 2), lambda x, w: batch_norm(x, w, 0.1)),
    (BatchNorm(affine=False), (2, 2, 2), lambda x, w: normalised(x, (0, 2, 3), 1e-5)),
    (ClassProjection(3), (4,), projected),
    (ConditionalBatchNorm(3), (4,), conditional),
    (ConditionalBatchNorm(3), (2, 2, 3), conditional),
    (Constant((2, 3)), (4,), lambda x, w: w["weight"].expand(len(x), 2, 3) + 0 * x.sum()),
    (Conv2d(3, stride=2, padding=1), (2, 5, 4), lambda x, w: functional.conv2d(x, **w, stride=2, padding=1)),
    (
        Conv2d(2, kernel=1, bias=False),
        (3, 2, 2),
        lambda x, w: torch.einsum("oc,nchw->nohw", w["weight"][:, :, 0, 0], x),
    ),
    (ConvTranspose2d(3), (2, 2, 3), lambda x, w: functional.conv_transpose2d(x, **w, stride=2, padding=1)),
    (
        ConvTranspose2d(1, kernel=3, stride=3, padding=0, output_padding=2, bias=False),
        (2, 2, 2),
        lambda x, w: functional.conv_transpose2d(x, **w, stride=3, output_padding=2),
    ),
    (ELU(0.7), (5,), lambda x, w: torch.where(x > 0, x, 0.7 * (x.exp() - 1))),
    (Embedding(3, size=2), (4,), lambda x, w: torch.cat((x, w["weight"][LABELS]), 1)),
    (GELU(), (5,), lambda x, w: x / 2 * (1 + torch.erf(x / math.sqrt(2)))),
    (GELU(True), (5,), lambda x, w: x / 2 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))),
    (GroupNorm(2, epsilon=0.1, affine=False), (4, 2, 2), lambda x, w: group_norm(x, 2, 0.1)),
    (
        GroupNorm(3),
        (6,),
        lambda x, w: group_norm(x, 3, 1e-5) * w["weight"] + w["bias"],
    ),
    (GroupSort(3), (6,), lambda x, w: torch.cat([part.sort(1).values for part in x.split(3, 1)], 1)),
    (GroupSort(), (4, 2, 2), lambda x, w: torch.cat([part.sort(1).values for part in x.split(2, 1)], 1)),
    (LayerNorm(0.1, affine=False), (2, 2, 3), lambda x, w: normalised(x, (1, 2, 3), 0.1)),
    (
        Residual((Dense(3), Tanh(), Dense(4)), (Dense(4, bias=False),)),
        (4,),
        lambda x, w: (
            functional.linear(
                torch.tanh(functional.linear(x, w["body.0.weight"], w["body.0.bias"])),
                w["body.2.weight"],
                w["body.2.bias"],
            )
            + functional.linear(x, w["shortcut.0.weight"])
        ),
    ),
    (Residual((Tanh(),)), (4,), lambda x, w: x.tanh() + x),
    (Sigmoid(), (5,), lambda x, w: 1 / (1 + (-x).exp())),
    (SiLU(), (5,), lambda x, w: x / (1 + (-x).exp())),
    (Softplus(2.0), (5,), lambda x, w: (1 + (2 * x).exp()).log() / 2),
    (Upsample(3), (2, 1, 2), lambda x, w: x.repeat_interleave(3, 2).repeat_interleave(3, 3)),
]
each_case = pytest.mark.parametrize(("layer", "shape", "definition"), CASES, ids=[str(case[0]) for case in CASES])


@each_case
def test_parameters_and_buffers_have_the_names_and_shapes_of_the_specification(layer, shape, definition) -> None:
    module = module_of(layer, shape)
    for found, specs in (
        (module.named_parameters(), layer.parameters(shape)),
        (module.named_buffers(), layer.buffers(shape)),
    ):
        assert {name: tuple(array.shape) for name, array in found} == {name: spec.shape for name, spec in specs.items()}


@each_case
def test_a_module_computes_the_formula(layer, shape, definition) -> None:
    x, module = draw(3, *shape), made(layer, shape)
    expected = definition(x, dict(module.named_parameters()))
    assert expected.shape == (3, *layer.output_shape(shape))
    torch.testing.assert_close(called(module, x), expected, rtol=1e-12, atol=1e-13)


@each_case
def test_a_module_computes_both_orders_of_gradient_of_the_formula(layer, shape, definition) -> None:
    x, module = draw(3, *shape).requires_grad_(), made(layer, shape)
    found = []
    for y in (called(module, x), definition(x, dict(module.named_parameters()))):
        cotangent = torch.linspace(-1, 2, y.numel(), dtype=torch.float64).reshape(y.shape)
        (first,) = torch.autograd.grad((cotangent * y).sum(), x, create_graph=True)
        total = (first**2).sum() + (cotangent * y).sum()
        arrays = [x, *module.parameters()]
        found.append([first, *torch.autograd.grad(total, arrays, materialize_grads=True)])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("layer", [BatchNorm(momentum=0.3), ConditionalBatchNorm(3, momentum=0.3)], ids=str)
@pytest.mark.parametrize("shape", [(4,), (2, 3, 2)])
def test_running_statistics_follow_in_training_with_the_unbiased_variance(layer, shape) -> None:
    x, module = draw(3, *shape), made(layer, shape)
    mean, var = module.running_mean.clone(), module.running_var.clone()
    called(module, x)
    axes = (0,) if len(shape) == 1 else (0, 2, 3)
    torch.testing.assert_close(module.running_mean, 0.7 * mean + 0.3 * x.mean(axes))
    torch.testing.assert_close(module.running_var, 0.7 * var + 0.3 * x.var(axes))


@pytest.mark.parametrize("layer", [BatchNorm(epsilon=0.2), ConditionalBatchNorm(3, epsilon=0.2)], ids=str)
def test_in_use_the_running_statistics_take_the_place_of_the_batchs_and_stay(layer) -> None:
    x, module = draw(3, 4), made(layer, (4,)).eval()
    mean, var = module.running_mean.clone(), module.running_var.clone()
    weight, bias = ((a if a.ndim == 1 else a[LABELS]) for a in (module.weight, module.bias))
    torch.testing.assert_close(called(module, x), weight * (x - mean) / (var + 0.2).sqrt() + bias)
    assert torch.equal(module.running_mean, mean)
    assert torch.equal(module.running_var, var)


@pytest.mark.parametrize("layer", [BatchNorm(), ConditionalBatchNorm(3)], ids=str)
def test_batch_norm_of_one_number_per_channel_is_refused_in_training_only(layer) -> None:
    module, x = made(layer, (4,)), draw(1, 4)
    with pytest.raises(NetworkError, match=r"needs more than one number per channel .* \(1, 4\)"):
        called(module, x, LABELS[:1])
    assert called(module.eval(), x, LABELS[:1]).shape == (1, 4)
    pixels = made(layer, (4, 1, 2))
    assert called(pixels, draw(1, 4, 1, 2), LABELS[:1]).shape == (1, 4, 1, 2)


def test_instance_norm_of_single_numbers_is_the_bias() -> None:
    module = made(GroupNorm(4), (4,))
    torch.testing.assert_close(module(draw(1, 4))[0], module.bias)


def test_both_derivatives_of_elu_at_zero_are_those_of_its_left_side() -> None:
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    (first,) = torch.autograd.grad(module_of(ELU(0.7), (1,))(x), x, create_graph=True)
    (second,) = torch.autograd.grad(first, x)
    assert (first.item(), second.item()) == (0.7, 0.7)


@pytest.mark.parametrize("layer", [ELU(), GELU(), GELU(True), SiLU(), Sigmoid()], ids=str)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_activations_and_their_first_two_derivatives_are_finite_far_out(layer, dtype) -> None:
    x = torch.tensor([-1e4, -100.0, 100.0, 1e4], dtype=dtype, requires_grad=True)
    y = module_of(layer, (1,))(x)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    assert all(bool(torch.isfinite(values).all()) for values in (y, first, second))


def test_equal_numbers_of_a_group_keep_their_order() -> None:
    x = torch.zeros(1, 4, dtype=torch.float64, requires_grad=True)
    y = module_of(GroupSort(4), (4,))(x)
    (gradient,) = torch.autograd.grad((y * torch.arange(4.0)).sum(), x)
    assert gradient.tolist() == [[0, 1, 2, 3]]


@settings(max_examples=20)
@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(0, 1), st.integers(2, 4), st.integers(2, 4))
def test_a_transposed_convolution_is_the_adjoint_of_the_convolution(channels, kernel, stride, padding, rows, columns):
    assume(stride * (min(rows, columns) - 1) + kernel > 2 * padding)
    up_layer = ConvTranspose2d(channels, kernel, stride, padding, bias=False)
    shape = up_layer.output_shape((2, rows, columns))
    down = made(Conv2d(2, kernel, stride, padding, bias=False), shape)
    up = module_of(up_layer, (2, rows, columns)).double()
    up.load_state_dict(down.state_dict())
    x, z = draw(2, *shape), draw(2, 2, rows, columns)
    assert (down(x) * z).sum().item() == pytest.approx((x * up(z)).sum().item(), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("layer", MODULES)
def test_every_layer_has_a_case_here_or_in_the_test_of_networks(layer) -> None:
    elsewhere = {"Dense", "Flatten", "LeakyReLU", "ReLU", "Reshape", "Tanh"}
    assert layer.__name__ in {type(case[0]).__name__ for case in CASES} | elsewhere


def test_numpy_agrees_with_a_convolution_term_by_term() -> None:
    layer = Conv2d(2, kernel=2, stride=2, padding=1)
    module, x = made(layer, (1, 3, 3)), draw(1, 1, 3, 3)
    padded = np.pad(x[0, 0].numpy(), 1)
    window = padded[2:4, 0:2]
    weight, bias = (array.detach().numpy() for array in (module.weight, module.bias))
    assert module(x)[0, 1, 1, 0].item() == pytest.approx((weight[1, 0] * window).sum() + bias[1])
