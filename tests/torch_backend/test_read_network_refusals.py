"""Modules that cannot be read: refused by path, class and cause."""

import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.nn import functional

import ganreg_torch
from ganreg.errors import ParameterError, UnsupportedError
from ganreg.networks.layers import ClassProjection, ReLU
from ganreg_torch import read_network
from ganreg_torch.layers import module_of
from ganreg_torch.reading import comparison
from ganreg_torch.reading.part import Part, Step
from ganreg_torch.reading.place import Place


def row(*layers):
    return nn.Sequential(nn.Identity(), *layers)


class Forward(nn.Module):
    """A function of the module and samples as its forward pass."""

    def __init__(self, function, part=None):
        super().__init__()
        self.function, self.part = function, part

    def forward(self, x):
        return self.function(self, x)


MODULES = {
    "an unknown layer": (
        row(nn.PReLU()),
        (3,),
        r"1 \(PReLU\): there is no layer for it; there is one for each of .*Conv2d",
    ),
    "dilation": (row(nn.Conv2d(1, 1, 2, dilation=2)), (1, 4, 4), r"1 \(Conv2d\): .*dilation=\(2, 2\)"),
    "groups": (row(nn.Conv2d(2, 2, 2, groups=2)), (2, 4, 4), r"1 \(Conv2d\): it has groups=2"),
    "a rectangular kernel": (row(nn.Conv2d(1, 1, (1, 3))), (1, 4, 4), r"its kernel \(1, 3\) differs between rows and"),
    "a rectangular stride": (row(nn.Conv2d(1, 1, 2, (1, 2))), (1, 4, 4), r"its stride \(1, 2\) differs"),
    "rectangular padding": (row(nn.Conv2d(1, 1, 3, 1, (0, 1))), (1, 4, 4), r"its padding \(0, 1\) differs"),
    "padding that reflects": (
        row(nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect")),
        (1, 4, 4),
        r"padding_mode='reflect'",
    ),
    "an even kernel with the same size": (row(nn.Conv2d(1, 1, 2, padding="same")), (1, 4, 4), r"pads an even kernel"),
    "transposed groups": (row(nn.ConvTranspose2d(2, 2, 2, groups=2)), (2, 2, 2), r"it has groups=2"),
    "layer norm over some axes": (
        row(nn.LayerNorm(4)),
        (2, 4),
        r"normalises over \(4,\), which is not all of .* \(2, 4\)",
    ),
    "layer norm without bias": (
        row(nn.LayerNorm(4, bias=False)),
        (4,),
        r"1 \(LayerNorm\): its arrays are .*'weight': \(4,\)",
    ),
    "a dense layer on images": (row(nn.Linear(3, 2)), (2, 3), r"1 \(Linear\): Dense\(2\) takes vectors"),
    "batch norm without running statistics": (
        row(nn.BatchNorm1d(2, track_running_stats=False)),
        (2,),
        r"track_running_stats=False",
    ),
    "batch norm that counts batches": (row(nn.BatchNorm1d(2, momentum=None)), (2,), r"momentum=None"),
    "batch norm in another mode": (row(nn.BatchNorm1d(2).eval()), (2,), r"its mode is not that of the whole module"),
    "instance norm with running statistics": (
        row(nn.InstanceNorm2d(2, track_running_stats=True)),
        (2, 2, 2),
        r"has running",
    ),
    "a low threshold": (row(nn.Softplus(threshold=5)), (2,), r"1 \(Softplus\): its threshold 5 cuts softplus off"),
    "pooling with padding": (row(nn.AvgPool2d(2, padding=1)), (1, 4, 4), r"1 \(AvgPool2d\): it averages with padding"),
    "pooling with ceil mode": (row(nn.AvgPool2d(2, ceil_mode=True)), (1, 3, 3), r"it averages with padding, ceil_mode"),
    "pooling with a divisor": (row(nn.AvgPool2d(2, divisor_override=3)), (1, 4, 4), r"or a divisor of its own"),
    "unequal parts": (row(nn.AdaptiveAvgPool2d(2)), (1, 3, 3), r"3 by 3 pixels to 2 by 2, in unequal parts"),
    "unequal sides": (row(nn.AdaptiveAvgPool2d(1)), (1, 2, 4), r"2 by 4 pixels to 1 by 1, in unequal parts"),
    "bilinear": (
        row(nn.Upsample(scale_factor=2, mode="bilinear")),
        (1, 2, 2),
        r"1 \(Upsample\): its mode is 'bilinear'",
    ),
    "one and a half times": (row(nn.Upsample(scale_factor=1.5)), (1, 2, 2), r"it makes 3 by 3 pixels of 2 by 2"),
    "unequal scales": (row(nn.Upsample(scale_factor=(2, 3))), (1, 2, 2), r"it makes 4 by 6 pixels of 2 by 2"),
    "labels": (row(module_of(ClassProjection(2), (2,))), (2,), r"1 \(Projected\): it depends on the class"),
    "an attention layer": (
        row(nn.TransformerEncoderLayer(4, 1, 4, 0.0)),
        (3, 4),
        r"1 \(TransformerEncoderLayer\): there is",
    ),
}

FUNCTIONS = {
    "control flow": (lambda self, x: x if x.sum() > 0 else -x, r"cannot be followed .* control flow"),
    "an unknown function": (lambda self, x: torch.sin(x), r"function sin in the module \(Forward\): there is no layer"),
    "an unknown method": (lambda self, x: x.exp(), r"method exp in the module \(Forward\): there is no layer"),
    "a number": (lambda self, x: x * 2, r"function mul in"),
    "an added number": (lambda self, x: x + 1, r"function add in"),
    "a weighted sum": (lambda self, x: torch.add(x, x.tanh(), alpha=2), r"it is more than the sum"),
    "a sum of unlike shapes": (lambda self, x: x + x.mean(3, True), r"function mean|it is more than the sum"),
    "a product of two paths": (lambda self, x: x * x.tanh(), r"function mul in"),
    "concatenation": (lambda self, x: torch.cat((x, x), 1), r"function cat in"),
    "the mean of a batch": (lambda self, x: x.mean(0, keepdim=True), r"does not keep the samples of a batch apart"),
    "the mean over channels": (lambda self, x: x.mean(1), r"method mean .* it takes the mean over dim=1"),
    "the mean over rows": (lambda self, x: x.mean(2), r"it takes the mean over dim=2"),
    "the mean of all": (lambda self, x: x.mean(), r"does not keep the samples of a batch apart"),
    "samples that become pixels": (lambda self, x: x.view(-1, 4), r"does not keep the samples of a batch apart"),
    "another order of axes": (lambda self, x: x.permute(0, 2, 3, 1), r"method permute in"),
    "what holds gradients back": (lambda self, x: x.detach().tanh(), r"method detach in"),
    "the data of a tensor": (lambda self, x: x.data.tanh(), r"function getattr in"),
    "half precision": (lambda self, x: x.to(torch.float32), r"it changes the type of numbers, to torch.float32"),
    "dropout of channels": (lambda self, x: functional.dropout2d(x, 0.1), r"function dropout2d in .*\(p=0.1\)"),
    "dropout of everything": (
        lambda self, x: functional.dropout(x, 1.0),
        r"function dropout in .* it drops everything",
    ),
    "two outputs": (lambda self, x: (x, x), r"its forward pass returns a tuple"),
    "a constant": (lambda self, x: torch.zeros(5, 1), r"its forward pass returns|its output does not depend"),
    "wrong average of slices": (
        lambda self, x: (x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]) / 5,
        r"function truediv in",
    ),
    "one slice twice": (
        lambda self, x: (x[:, :, ::2, ::2] + x[:, :, ::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]) / 4,
        r"function truediv in",
    ),
    "one slice short": (
        lambda self, x: (x[:, :, 0:1:2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]) / 4,
        r"function truediv in",
    ),
}


@pytest.mark.filterwarnings("ignore:Using padding='same' with even")
@pytest.mark.parametrize("name", MODULES)
def test_a_layer_that_cannot_be_specified_is_refused_by_path_class_and_cause(name) -> None:
    module, shape, message = MODULES[name]
    with pytest.raises(UnsupportedError, match=message):
        read_network(module, shape)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_call_that_is_no_layer_is_refused_by_its_name(name) -> None:
    function, message = FUNCTIONS[name]
    with pytest.raises(UnsupportedError, match=message):
        read_network(Forward(function), (2, 2, 2))


def test_weights_in_two_places_are_refused() -> None:
    layer, tied = nn.Linear(2, 2), nn.Linear(2, 2)
    with pytest.raises(UnsupportedError, match=r"it shares its weights with 0 \(Linear\), or is called twice"):
        read_network(nn.Sequential(layer, nn.Tanh(), layer), (2,))
    tied.weight = layer.weight
    with pytest.raises(UnsupportedError, match=r"0 \(Linear\): it shares its weights with 2 \(Linear\)"):
        read_network(nn.Sequential(layer, nn.Tanh(), tied), (2,))


def test_a_layer_on_two_paths_is_refused() -> None:
    def dense(self, x):
        h = self.part(x)
        return (h + x) + h

    with pytest.raises(UnsupportedError, match=r"part \(Linear\): it shares its weights"):
        read_network(Forward(dense, nn.Linear(2, 2)), (2,))


@pytest.mark.parametrize(
    "register", ["register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook"]
)
def test_hooks_are_refused(register) -> None:
    module = row(nn.Linear(2, 1))
    getattr(module[1], register)(lambda *arguments: None)
    with pytest.raises(UnsupportedError, match=r"1 \(Linear\): it has the hook .*lambda"):
        read_network(module, (2,))


def test_hooks_on_gradients_are_refused() -> None:
    module = row(nn.Linear(2, 1))
    module[1].weight.register_hook(lambda gradient: 2 * gradient)
    with pytest.raises(UnsupportedError, match=r"1 \(Linear\): its weight has a hook on its gradient"):
        read_network(module, (2,))


def test_frozen_weights_are_refused_where_they_are_used() -> None:
    module = row(nn.Linear(2, 1))
    module[1].bias.requires_grad_(False)
    with pytest.raises(UnsupportedError, match=r"1 \(Linear\): its bias is frozen .* requires_grad_\(True\)"):
        read_network(module, (2,))


def test_weights_without_a_shape_are_refused() -> None:
    with pytest.raises(UnsupportedError, match=r"1 \(LazyLinear\): its weight has no shape yet\. Call the module once"):
        read_network(row(nn.LazyLinear(2)), (2,))


def test_a_module_that_takes_labels_is_refused() -> None:
    class Conditional(nn.Module):
        def forward(self, x, label):
            return x

    with pytest.raises(UnsupportedError, match=r"the module \(Conditional\): its forward pass takes more than"):
        read_network(Conditional(), (2,))


def test_samples_that_do_not_fit_are_refused_with_the_cause() -> None:
    with pytest.raises(UnsupportedError, match=r"1 \(Linear\): .* for samples of shape \(3,\): mat1 and mat2"):
        read_network(row(nn.Linear(2, 1)), (3,))


def test_the_mean_of_images_that_are_not_square_is_refused() -> None:
    with pytest.raises(UnsupportedError, match=r"method mean .*: it averages images of 2 by 4 pixels"):
        read_network(Forward(lambda self, x: x.mean([2, 3])), (1, 2, 4))


def test_layers_that_lead_to_another_shape_are_refused() -> None:
    with pytest.raises(
        UnsupportedError, match=r"p \(Kind\): it makes \(4,\) of samples of shape \(3,\), the layers read \(3,\)"
    ):
        Step(Place("p", "Kind"), (3,), (4,), training=True).checked((Part(ReLU()),))


def test_a_refused_module_has_not_touched_the_users_generator() -> None:
    generator = torch.random.get_rng_state()
    with pytest.raises(UnsupportedError, match="drops numbers at random"):
        read_network(row(nn.AlphaDropout(0.5)), (2,))
    assert torch.equal(torch.random.get_rng_state(), generator)


def test_something_else_than_a_module_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"read_network\(int\), expected an nn\.Module"):
        read_network(3, (2,))


def _without_gradient(self, x):
    with torch.no_grad():
        h = self.part(x)
    return torch.tanh(h) + x


def _by_the_size_of_the_batch(self, x):
    return torch.tanh(x) if len(x) == 5 else torch.sigmoid(x)


def _views(self, x):
    h = self.part(x)
    flat = h.view(len(h), -1)
    functional.relu(flat, inplace=True)
    return h


@pytest.mark.parametrize(
    ("function", "what"),
    [(_without_gradient, "gradients"), (_by_the_size_of_the_batch, "outputs"), (_views, "outputs")],
)
def test_what_a_graph_does_not_show_is_found_by_comparing(function, what) -> None:
    with pytest.raises(UnsupportedError, match=rf"the module \(Forward\): its {what} are not those of the layers read"):
        read_network(Forward(function, nn.Linear(2, 2)), (2,))


def test_what_is_written_over_too_early_for_its_gradient_is_refused_with_the_cause() -> None:
    with pytest.raises(UnsupportedError, match=r"PyTorch cannot differentiate it twice: one of the variables needed"):
        read_network(Forward(lambda self, x: functional.relu(x.tanh(), inplace=True)), (2,))


def test_a_forward_pass_that_only_its_object_has_is_found_by_comparing() -> None:
    module = row(nn.Linear(2, 2), nn.Tanh())
    module[2].forward = torch.sigmoid
    with pytest.raises(UnsupportedError, match=r"its outputs are not those of the layers read: they differ by"):
        read_network(module, (2,))


def test_running_statistics_are_compared_too(monkeypatch) -> None:
    module = row(nn.BatchNorm1d(2, momentum=0.1))
    read_network(module, (2,))
    monkeypatch.setattr(
        nn.BatchNorm1d,
        "forward",
        lambda self, x: functional.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, True, 0.11, self.eps
        ),
    )
    with pytest.raises(UnsupportedError, match=r"its buffers are not those of the layers read"):
        read_network(module, (2,))


def test_rounding_is_no_difference() -> None:
    assert 1e-13 < comparison.ROUNDING < 1e-6


def test_importing_the_package_does_not_import_torch() -> None:
    code = "import ganreg_torch, sys; assert not {'torch', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_the_package_does_not_have_is_said_so() -> None:
    assert "read_network" in dir(ganreg_torch)
    with pytest.raises(AttributeError, match="has no attribute 'read'"):
        _ = ganreg_torch.read
