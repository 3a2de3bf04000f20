"""A network's parameters in one array, and by name."""

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from ganreg.networks.network import BoundNetwork
from ganreg.state import FlatParameters

Array = Any
Layout = dict[str, tuple[int, ...]]


def layout_of(network: BoundNetwork) -> Layout:
    """The shape of each parameter, in the order in which they lie in one array."""
    return {name: tuple(spec.shape) for name, spec in network.parameters().items()}


def named(buffer: Array, network: BoundNetwork) -> dict[str, Array]:
    """The parameters by name, from the array that holds them."""
    return FlatParameters(buffer, layout_of(network)).views


def joined(arrays: Mapping[str, Array], network: BoundNetwork) -> Array:
    """The array that holds the parameters."""
    return jnp.concat([arrays[name].reshape(-1) for name in layout_of(network)])
