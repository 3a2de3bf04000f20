"""A user's own module, read as a specification with its weights."""

from copy import deepcopy

import torch
from torch import nn

from ganreg.errors import ParameterError
from ganreg.networks.layers.abstract import Shape
from ganreg.networks.network import BoundNetwork, Sequential
from ganreg_torch.placement import to_numpy
from ganreg_torch.probe import takes_labels
from ganreg_torch.reading.admission import admit
from ganreg_torch.reading.comparison import compare
from ganreg_torch.reading.paths import Paths
from ganreg_torch.reading.place import Place
from ganreg_torch.reading.tracer import traced
from ganreg_torch.streams import untouched_generators

SAMPLES = 5


def read_network(module: nn.Module, input_shape: Shape) -> Sequential:
    """A module whose forward pass is a row of known layers, as a specification that starts from its numbers.

    So a network of one's own can be computed by every backend and held against the reference. The module is followed
    by `torch.fx`, through submodules, functions and methods of tensors; sums of two paths become `Residual`. Then both
    are compared in float64, outputs, gradients and second-order gradients, in the mode that the module is in. The
    module itself does not change. Parameters that its forward pass does not use are left out; so is dropout where it
    drops nothing. In training mode `nn.Dropout` becomes `Dropout`, whose masks are the seed's draws.

    Two places of PyTorch differ from the formulas by a little, and are read as if they did not: `nn.Softplus` is linear
    above β·x = 20, off by 2e-9/β, and the second derivative of `nn.ELU` at exactly 0 is 0 instead of α.

    Args:
        module: the network.
        input_shape: the shape of one sample, without the batch axis.

    Raises:
        UnsupportedError: some layer, function or feature is not one that can be specified; its path, its class and what
            to do are in the message. Nothing is read that is only nearly so.

    >>> critic = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
    >>> read_network(critic, (2,)).stack[1]
    LeakyReLU(slope=0.2)
    """
    if not isinstance(module, nn.Module):
        raise ParameterError(f"read_network({type(module).__name__}), expected an nn.Module.")
    whole = Place("", type(module).__name__)
    if takes_labels(module):
        whole.refuse("its forward pass takes more than the samples")
    admit(module)
    with untouched_generators(torch.device("cpu")):
        return _read(_double(module, whole), tuple(input_shape))


def _read(module: nn.Module, shape: Shape) -> Sequential:
    samples = torch.randn((SAMPLES, *shape), dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    parts = Paths(module, *traced(module, samples)).read()
    arrays = {f"{i}.{name}": array for i, part in enumerate(parts) for name, array in part.arrays.items()}
    weights = {name: to_numpy(array) for name, array in arrays.items()}
    network = Sequential(tuple(part.layer for part in parts), weights=weights)
    output = shape
    for part in parts:
        output = part.layer.output_shape(output)
    compare(module, arrays, BoundNetwork.bind(network, shape, output))
    return network


def _double(module: nn.Module, whole: Place) -> nn.Module:
    """A copy in float64 on the host."""
    try:
        return deepcopy(module).to("cpu", torch.float64)
    except (RuntimeError, TypeError) as error:
        whole.refuse(f"it cannot be copied: {error}", cause=error)
