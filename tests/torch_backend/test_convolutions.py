"""Convolutions as training arranges them: PyTorch's own to the second derivative, by other kernels."""

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from ganreg.networks.layers import Conv2d, ConvTranspose2d
from ganreg_torch.layers import module_of

LAYERS = [
    (Conv2d(2, kernel=3), (3, 5, 4)),
    (Conv2d(4, kernel=4, stride=2, padding=1), (1, 6, 8)),
    (Conv2d(3, kernel=3, stride=2, padding=1, bias=False), (2, 6, 7)),
    (Conv2d(2, kernel=1, stride=3), (2, 6, 5)),
    (Conv2d(2, kernel=2, stride=3, padding=1), (2, 5, 6)),
    (ConvTranspose2d(2, kernel=4, stride=2, padding=1), (3, 3, 4)),
    (ConvTranspose2d(2, kernel=3, stride=2, output_padding=1, bias=False), (1, 3, 2)),
]
each = pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=str)


class Seen(TorchDispatchMode):
    """The names of the operations."""

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.append(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))


def both(layer, shape, dtype=torch.float64):
    """The layer's module, and PyTorch's own with the same numbers."""
    module = module_of(layer, shape).to(dtype)
    sizes = {"kernel_size": module.kernel_size, "stride": module.stride, "padding": module.padding}
    more = {} if isinstance(layer, Conv2d) else {"output_padding": module.output_padding}
    kind = nn.Conv2d if isinstance(layer, Conv2d) else nn.ConvTranspose2d
    plain = kind(shape[0], layer.channels, **sizes, **more, bias=layer.bias).to(dtype)
    plain.load_state_dict(module.state_dict())
    return module, plain


def derivatives(module, x):
    """The output, its first derivatives along a cotangent that depends on it, and those of a penalty's kind."""
    points = x.clone().requires_grad_()
    y = module(points)
    first = torch.autograd.grad((y**3).sum(), [points, *module.parameters()], create_graph=True)
    second = torch.autograd.grad((first[0] ** 2).sum(), [points, *module.parameters()], materialize_grads=True)
    return [y, *first, *second]


def samples(shape, dtype=torch.float64):
    return torch.randn((3, *shape), dtype=dtype, generator=torch.Generator().manual_seed(0))


@each
@pytest.mark.parametrize("strided", [False, True], ids=["contiguous", "strided"])
def test_values_and_two_derivatives_are_pytorchs_own(layer, shape, strided):
    x = samples((*shape, 2))[..., 0] if strided else samples(shape)
    for mine, theirs in zip(*(derivatives(module, x) for module in both(layer, shape)), strict=True):
        scale = max(1.0, theirs.abs().max().item())
        assert (mine - theirs).abs().max() <= 64 * torch.finfo(torch.float64).eps * scale


@each
def test_function_transforms_differentiate_twice_as_well(layer, shape):
    x = samples(shape)

    def penalty(module, weight):
        def score(points):
            parameters = {**dict(module.named_parameters()), "weight": weight}
            return torch.func.functional_call(module, parameters, (points,)).tanh().sum()

        return (torch.func.grad(score)(x) ** 2).sum()

    mine, theirs = (torch.func.grad(lambda w, m=m: penalty(m, w))(m.weight.detach()) for m in both(layer, shape))
    torch.testing.assert_close(mine, theirs, rtol=1e-12, atol=1e-12)
    assert mine.abs().max() > 0


@each
def test_in_training_channels_lie_last_and_in_use_it_is_pytorchs_own(layer, shape):
    module, _ = both(layer, (4, *shape[1:]), torch.float32)
    x = samples((4, *shape[1:]), torch.float32)
    assert module(x).is_contiguous(memory_format=torch.channels_last)
    assert module.eval()(x).is_contiguous()


def test_a_gradient_in_the_input_computes_none_in_the_weights():
    module, _ = both(*LAYERS[0])
    x = samples(LAYERS[0][1]).requires_grad_()
    y = module(x)
    with Seen() as seen:
        (slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    assert "convolution" in seen.names
    assert "convolution_backward" not in seen.names
    with Seen() as seen:
        torch.autograd.grad((slope**2).sum(), module.weight)
    assert seen.names.count("convolution_backward") == 1
