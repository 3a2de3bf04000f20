"""Specified networks as PyTorch modules."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from ganreg.networks.network import BoundNetwork
from ganreg_torch.layers import module_of
from ganreg_torch.placement import Placement


def sequential(bound: BoundNetwork, parameters: Mapping[str, Any], placement: Placement) -> nn.Sequential:
    """A module with one child per layer, so that its parameters have the specification's names: `1.weight`.

    Args:
        bound: the network with all its shapes.
        parameters: an array per name, as `bound.initial` returns them; copied and cast.
        placement: where the module is to live.

    Raises:
        UnsupportedError: a layer is of a kind that this backend does not have.
    """
    # Made without memory first: PyTorch's own start values would cost draws of the user's generator.
    with torch.device("meta"):
        module = nn.Sequential(
            *(module_of(layer, shape) for layer, shape in zip(bound.layers, bound.shapes, strict=False))
        )
    module.load_state_dict({name: placement.tensor(value) for name, value in parameters.items()}, assign=True)
    return module
