"""What each layer of PyTorch is read as, as a module, as a function and as a method."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from ganreg.draws import Draws
from ganreg.networks import BoundNetwork, Sequential
from ganreg.networks.layers import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    BjorckDense,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Dropout,
    Flatten,
    GroupNorm,
    GroupSort,
    LayerNorm,
    LeakyReLU,
    ReLU,
    Reshape,
    Residual,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    Upsample,
)
from ganreg_torch import read_network
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement


class Forward(nn.Module):
    """A function of samples as a module's forward pass."""

    def __init__(self, function, **parts):
        super().__init__()
        self.function = function
        for name, part in parts.items():
            self.add_module(name, part)

    def forward(self, x):
        return self.function(x) if not dict(self.named_children()) else self.function(self, x)


def stack_of(value, shape):
    return list(read_network(value if isinstance(value, nn.Module) else Forward(value), shape).stack)


def nested(x):
    h = x.sigmoid()
    g = h.tanh()
    return h + torch.relu(g + g.sigmoid())


MODULES = [
    (nn.Linear(3, 2, bias=False), (3,), [Dense(2, bias=False)]),
    (nn.Conv2d(2, 3, 4, 2, 1), (2, 6, 6), [Conv2d(3, 4, 2, 1)]),
    (nn.Conv2d(1, 2, 3, padding="same", bias=False), (1, 4, 5), [Conv2d(2, 3, 1, 1, bias=False)]),
    (nn.Conv2d(1, 2, 3, padding="valid"), (1, 4, 5), [Conv2d(2)]),
    (nn.ConvTranspose2d(2, 3, 4, 2, 1, bias=False), (2, 3, 2), [ConvTranspose2d(3, bias=False)]),
    (nn.ConvTranspose2d(2, 1, 3, 3, 0, output_padding=2), (2, 2, 2), [ConvTranspose2d(1, 3, 3, 0, 2)]),
    (nn.BatchNorm1d(3, 0.1, 0.2), (3,), [BatchNorm(0.1, 0.2)]),
    (nn.BatchNorm2d(3, affine=False), (3, 2, 2), [BatchNorm(affine=False)]),
    (nn.LayerNorm([2, 3, 3], 0.1), (2, 3, 3), [LayerNorm(0.1)]),
    (nn.LayerNorm(4, elementwise_affine=False), (4,), [LayerNorm(affine=False)]),
    (nn.GroupNorm(2, 4, 0.1), (4, 2, 2), [GroupNorm(2, 0.1)]),
    (nn.InstanceNorm2d(3), (3, 2, 2), [GroupNorm(3, affine=False)]),
    (nn.InstanceNorm2d(3, 0.1, affine=True), (3, 2, 2), [GroupNorm(3, 0.1)]),
    (nn.ReLU(), (3,), [ReLU()]),
    (nn.ReLU(True), (3,), [ReLU()]),
    (nn.LeakyReLU(), (3,), [LeakyReLU(0.01)]),
    (nn.LeakyReLU(0.3, inplace=True), (3,), [LeakyReLU(0.3)]),
    (nn.Tanh(), (3,), [Tanh()]),
    (nn.Sigmoid(), (3,), [Sigmoid()]),
    (nn.Softplus(3.0), (3,), [Softplus(3.0)]),
    (nn.ELU(0.7), (3,), [ELU(0.7)]),
    (nn.GELU(), (3,), [GELU()]),
    (nn.GELU("tanh"), (3,), [GELU(True)]),
    (nn.SiLU(inplace=True), (3,), [SiLU()]),
    (nn.Flatten(), (2, 2), [Flatten()]),
    (nn.Unflatten(1, (2, 3)), (6,), [Reshape((2, 3))]),
    (nn.AvgPool2d(2), (2, 5, 4), [AveragePool(2)]),
    (nn.AvgPool2d((3, 3), 1), (1, 4, 4), [AveragePool(3, 1)]),
    (nn.AdaptiveAvgPool2d(1), (2, 3, 3), [AveragePool(3)]),
    (nn.AdaptiveAvgPool2d((2, 4)), (2, 4, 8), [AveragePool(2)]),
    (nn.AdaptiveAvgPool2d(3), (2, 3, 3), []),
    (nn.Upsample(scale_factor=3), (1, 2, 2), [Upsample(3)]),
    (nn.UpsamplingNearest2d(size=(4, 6)), (1, 2, 3), [Upsample(2)]),
    (nn.Identity(), (2, 2), []),
    (nn.Dropout(0.0), (3,), []),
    (nn.Dropout(0.3), (3,), [Dropout(0.3)]),
    (nn.Dropout(inplace=True), (2, 2), [Dropout()]),
    (nn.Sequential(nn.Dropout(0.5), nn.Dropout2d(0.2)).eval(), (2, 2, 2), []),
    (nn.Sequential(nn.Sequential(nn.Linear(2, 3)), nn.Sequential(nn.Identity(), nn.Tanh())), (2,), [Dense(3), Tanh()]),
]

FUNCTIONS = [
    (functional.relu, (3,), [ReLU()]),
    (torch.relu, (3,), [ReLU()]),
    (lambda x: x.clone().relu_(), (3,), [ReLU()]),
    (functional.leaky_relu, (3,), [LeakyReLU(0.01)]),
    (lambda x: functional.leaky_relu(x, 0.2, True), (3,), [LeakyReLU(0.2)]),
    (lambda x: functional.leaky_relu(input=x, negative_slope=0.3), (3,), [LeakyReLU(0.3)]),
    (torch.tanh, (3,), [Tanh()]),
    (lambda x: x.tanh(), (3,), [Tanh()]),
    (functional.tanh, (3,), [Tanh()]),
    (torch.sigmoid, (3,), [Sigmoid()]),
    (functional.sigmoid, (3,), [Sigmoid()]),
    (lambda x: functional.softplus(x, 2), (3,), [Softplus(2)]),
    (lambda x: functional.elu(x, alpha=0.5), (3,), [ELU(0.5)]),
    (lambda x: functional.gelu(x, approximate="tanh"), (3,), [GELU(True)]),
    (functional.gelu, (3,), [GELU()]),
    (functional.silu, (3,), [SiLU()]),
    (lambda x: functional.dropout(x, 0.3, training=False), (3,), []),
    (lambda x: functional.dropout(x, 0.3), (3,), [Dropout(0.3)]),
    (lambda x: x.view(x.size(0), -1), (2, 3), [Flatten()]),
    (lambda x: x.reshape(len(x), 3, x.shape[1] // 3), (6,), [Reshape((3, 2))]),
    (lambda x: x.flatten(1), (2, 1, 2), [Flatten()]),
    (lambda x: torch.flatten(x, start_dim=2), (2, 2, 2), [Reshape((2, 4))]),
    (lambda x: x.unflatten(1, (2, 2)), (4,), [Reshape((2, 2))]),
    (lambda x: x.squeeze(1), (1,), []),
    (lambda x: x.squeeze(), (1, 1, 1), [Flatten()]),
    (lambda x: torch.unsqueeze(x, 1), (3,), [Reshape((1, 3))]),
    (lambda x: functional.avg_pool2d(x, x.size(2)), (2, 3, 3), [AveragePool(3)]),
    (lambda x: functional.avg_pool2d(x, kernel_size=x.size()[2:]).flatten(1), (2, 2, 2), [AveragePool(2), Flatten()]),
    (lambda x: functional.adaptive_avg_pool2d(x, 1), (2, 2, 2), [AveragePool(2)]),
    (lambda x: x.mean([2, 3]), (3, 2, 2), [AveragePool(2), Flatten()]),
    (lambda x: torch.mean(x, dim=(-1, -2), keepdim=True), (3, 2, 2), [AveragePool(2)]),
    (lambda x: x.mean((1, 2, 3)), (1, 2, 2), [AveragePool(2), Flatten()]),
    (lambda x: x.mean(1), (1,), []),
    (lambda x: functional.interpolate(x, scale_factor=2), (1, 2, 3), [Upsample(2)]),
    (lambda x: functional.interpolate(x, size=(6, 6), mode="nearest"), (1, 2, 2), [Upsample(3)]),
    (lambda x: x + torch.tanh(x), (3,), [Residual((Tanh(),))]),
    (lambda x: torch.add(x.tanh(), x), (3,), [Residual((Tanh(),))]),
    (lambda x: x + x, (3,), [Residual(())]),
    (lambda x: x.tanh() + x.sigmoid().tanh(), (3,), [Residual((Sigmoid(), Tanh()), (Tanh(),))]),
    (nested, (3,), [Sigmoid(), Residual((Tanh(), Residual((Sigmoid(),)), ReLU()))]),
    (
        lambda x: (x[:, :, ::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, ::2] + x[:, :, 1::2, 1::2]) / 4,
        (1, 4, 2),
        [AveragePool(2)],
    ),
]


@pytest.mark.parametrize(("module", "shape", "stack"), MODULES, ids=[str(case[0]) for case in MODULES])
def test_a_module_is_read_as_its_layer(module, shape, stack) -> None:
    assert stack_of(module, shape) == stack


@pytest.mark.parametrize(("function", "shape", "stack"), FUNCTIONS, ids=[str(case[2]) for case in FUNCTIONS])
def test_a_function_or_method_is_read_as_its_layer(function, shape, stack) -> None:
    assert stack_of(function, shape) == stack


@pytest.mark.parametrize(
    "layer",
    [ELU(0.7), GroupNorm(2), GroupSort(), BatchNorm(0.1, 0.3, affine=False), BjorckDense(4, iterations=3)],
    ids=str,
)
def test_modules_of_ganreg_itself_are_read(layer) -> None:
    specified = Sequential((Dense(4), Residual((layer, Dense(4)))))
    bound = BoundNetwork.bind(specified, (2,), (4,))
    start = bound.initial(Draws(0), "critic") | bound.initial_buffers(Draws(0), "critic")
    module = sequential(bound, start, Placement(torch.device("cpu"), torch.float64))
    network = read_network(module, (2,))
    assert network.stack == specified.stack
    assert {name: array.tolist() for name, array in network.weights.items()} == {
        name: array.tolist() for name, array in start.items()
    }


def test_what_is_written_over_is_read_as_what_it_became() -> None:
    def forward(self, x):
        h = self.dense(x)
        functional.relu(h, inplace=True)
        return h + torch.sigmoid(h)

    assert stack_of(Forward(forward, dense=nn.Linear(2, 2)), (2,)) == [Dense(2), ReLU(), Residual((Sigmoid(),))]


def test_a_sum_in_place_is_a_residual_too() -> None:
    def forward(self, x):
        h = self.dense(x)
        h += x
        return torch.relu(h)

    assert stack_of(Forward(forward, dense=nn.Linear(2, 2)), (2,)) == [Residual((Dense(2),)), ReLU()]


def test_questions_about_shapes_are_answered_while_reading() -> None:
    def forward(x):
        assert x.ndim == 4
        assert x.numel() == len(x) * x.nelement() // x.size(0)
        n, c, h, w = x.shape
        return x.view(n, c * h * w) if h > 1 and not x.is_cuda else x

    assert stack_of(forward, (2, 2, 1)) == [Flatten()]


def test_parameters_that_no_call_uses_are_left_out() -> None:
    module = Forward(lambda self, x: self.used(x), used=nn.Linear(2, 1), unused=nn.Linear(2, 1))
    assert set(read_network(module, (2,)).weights) == {"0.weight", "0.bias"}


def test_scores_without_an_axis_are_read_as_vectors_of_one() -> None:
    module = Forward(lambda self, x: self.last(x.flatten(1)).squeeze(-1).tanh(), last=nn.Linear(4, 1))
    assert stack_of(module, (2, 2)) == [Flatten(), Dense(1), Tanh()]


def test_softplus_is_read_as_exact_where_pytorchs_own_is_linear() -> None:
    module = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Softplus())
    nn.init.constant_(module[0].weight, 40.0)
    assert read_network(module, (1,)).stack[1] == Softplus()
    assert module[1].threshold == 20


def test_the_shape_may_be_any_sequence() -> None:
    assert read_network(nn.Linear(2, 1), [2]).stack == (Dense(1),)
