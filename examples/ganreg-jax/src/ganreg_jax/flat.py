"""A network's parameters in one array, and by name."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from ganreg.networks.network import BoundNetwork
from ganreg.state import FlatParameters

Array = Any
Layout = dict[str, tuple[int, ...]]


class Flat(FlatParameters):
    """Parameters in one array of an engine, which are taken apart by one compiled function, not one for each."""

    __slots__ = ()

    @property
    def views(self) -> dict[str, Array]:
        """The named arrays, made when first needed."""
        if self._views is None:
            self._views = _taken_apart(self.buffer, tuple(self.shapes.items()))
        return self._views

    def like(self, buffer: Array) -> "Flat":
        """Another buffer with the same layout."""
        return Flat(buffer, self.shapes)


@partial(jax.jit, static_argnums=1)
def _taken_apart(buffer: Array, shapes: tuple[tuple[str, tuple[int, ...]], ...]) -> dict[str, Array]:
    return FlatParameters(buffer, dict(shapes)).views


def layout_of(network: BoundNetwork) -> Layout:
    """The shape of each parameter, in the order in which they lie in one array."""
    return {name: tuple(spec.shape) for name, spec in network.parameters().items()}


def named(buffer: Array, network: BoundNetwork) -> dict[str, Array]:
    """The parameters by name, from the array that holds them."""
    return FlatParameters(buffer, layout_of(network)).views


def joined(arrays: Mapping[str, Array], network: BoundNetwork) -> Array:
    """The array that holds the parameters."""
    return jnp.concat([arrays[name].reshape(-1) for name in layout_of(network)])
