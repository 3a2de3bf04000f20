"""Specified networks as PyTorch modules."""

from collections.abc import Mapping
from typing import Any

import torch

from ganreg.networks.network import BoundNetwork
from ganreg_torch.layers import chain_of
from ganreg_torch.layers.chain import Chain
from ganreg_torch.placement import Placement


def sequential(bound: BoundNetwork, arrays: Mapping[str, Any], placement: Placement) -> Chain:
    """A module with one child per layer, so that its state dict has the specification's names: `1.weight`.

    Args:
        bound: the network with all its shapes.
        arrays: an array per parameter and buffer, as `bound.initial` and `bound.initial_buffers` return them; copied
            and cast.
        placement: where the module is to live.

    Raises:
        UnsupportedError: a layer is of a kind that this backend does not have.
    """
    # Made without memory first: PyTorch's own start values would cost draws of the user's generator.
    with torch.device("meta"):
        module = chain_of(bound.layers, bound.input_shape)
    module.load_state_dict({name: placement.tensor(value) for name, value in arrays.items()}, assign=True)
    return module
