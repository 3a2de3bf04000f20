"""Group normalisation."""

from collections.abc import Mapping

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import COUNT, FLAG, POSITIVE, param


@attrs.frozen
class GroupNorm(AbstractLayer):
    """y = weight·(x − mean)/√(var + ε) + bias, mean and variance over each group of one sample's channels.

    Channels are those of the first axis; a group is `channels/groups` consecutive ones, with all their pixels. One
    group is layer normalisation with a weight per channel; as many groups as channels is instance normalisation.

    Source: Wu and He 2018 (arXiv 1803.08494), equations 1, 2, 6 and 7.
    """

    name = "group_norm"

    groups: int = param(attrs.NOTHING, "How many groups the channels make.", validator=COUNT)
    epsilon: float = param(1e-5, "Added to the variance.", validator=POSITIVE)
    affine: bool = param(True, "Whether weight and bias are there.", validator=FLAG)

    def output_shape(self, shape: Shape) -> Shape:
        """The same."""
        if shape[0] % self.groups:
            raise NetworkError(
                f"{self!r} takes a number of channels that {self.groups} divides, but its samples have shape {shape}."
            )
        return shape

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, one at the start, and `bias`, zero at the start, per channel."""
        channels = (shape[0],)
        return (
            {"weight": ParameterSpec(channels, "ones"), "bias": ParameterSpec(channels, "zeros")} if self.affine else {}
        )
