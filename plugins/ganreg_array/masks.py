"""Masks of the sets of samples that go through a network together."""

from collections.abc import Mapping, Sequence

import attrs

from ganreg.draws import StepDraws
from ganreg.masks import drawn_masks
from ganreg.state import Parameters
from ganreg_array.layers.abstract import Array, Weights
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork


@attrs.frozen
class Masks:
    """The masks of one step, from its draws."""

    draw: StepDraws
    space: Namespace

    def weights(self, network: ArrayNetwork, params: Parameters, sets: Sequence[tuple[str, int]]) -> list[Weights]:
        """Each layer's weights in training, with masks for all rows.

        Args:
            network: in training.
            params: its parameters by name.
            sets: the name of each set of rows and how many it has, in the rows' order.
        """
        if not network.masks:
            return network.weights(params)
        each = [self.of(network, name, n) for name, n in sets]
        joined = {mask: self.space.xp.concat([own[mask] for own in each]) for mask in network.masks}
        return network.weights({**params, **joined})

    def of(self, network: ArrayNetwork, name: str, n: int) -> Mapping[str, Array]:
        """The masks of one set of n samples."""
        drawn = drawn_masks(network.masks, name, n, self.draw.stream)
        return {mask: self.space.array(array) for mask, array in drawn.items()}
