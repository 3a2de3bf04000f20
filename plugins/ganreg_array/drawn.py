"""The random numbers of one step, as arrays here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from ganreg.draws import StepDraws
from ganreg.masks import drawn_masks
from ganreg.state import Parameters
from ganreg_array.layers.abstract import Array, Weights
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork

Draw = Callable[[StepDraws], Mapping[str, Any]]


@attrs.frozen
class Drawn:
    """What a step draws.

    Args:
        draw: its draws.
        space: where arrays are made.
    """

    draw: StepDraws
    space: Namespace

    def named(self, draw: Draw) -> Mapping[str, Array]:
        """Some numbers by name: what a function makes of the step's draws, on the host, brought here."""
        return {name: self.space.array(values) for name, values in draw(self.draw).items()}

    def latents(self, n: int, length: int) -> Array:
        """`(n, length)` numbers from N(0, 1)."""
        return self.named(lambda draw: {"latent": draw.stream("latent").normal((n, length))})["latent"]

    def weights(self, network: ArrayNetwork, params: Parameters, sets: Sequence[tuple[str, int]]) -> list[Weights]:
        """Each layer's weights in training, with masks for all rows.

        Args:
            network: in training.
            params: its parameters by name.
            sets: the name of each set of rows and how many it has, in the rows' order.
        """
        if not network.masks:
            return network.weights(params)
        each = [self._masks(network, name, n) for name, n in sets]
        joined = {mask: self.space.xp.concat([own[mask] for own in each]) for mask in network.masks}
        return network.weights({**params, **joined})

    def _masks(self, network: ArrayNetwork, name: str, n: int) -> Mapping[str, Array]:
        return self.named(lambda draw: drawn_masks(network.masks, name, n, draw.stream))
