"""Batch normalisation."""

from collections.abc import Mapping

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import FLAG, POSITIVE, Range, param


def channels_of(layer: AbstractLayer, shape: Shape) -> int:
    """The number of channels of vectors `(channels,)` or images `(channels, height, width)`.

    Raises:
        NetworkError: samples of another rank.
    """
    if len(shape) not in (1, 3):
        raise NetworkError(
            f"{layer!r} takes vectors or images (channels, height, width), but its samples have shape {shape}."
        )
    return shape[0]


class AbstractBatchNorm(AbstractLayer):
    """What batch normalisations share: they mix samples in training, and keep running statistics per channel."""

    mixes_samples = True

    def output_shape(self, shape: Shape) -> Shape:
        """The same."""
        channels_of(self, shape)
        return shape

    def buffers(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`running_mean` and `running_var` per channel."""
        channels = (channels_of(self, shape),)
        return {"running_mean": ParameterSpec(channels, "zeros"), "running_var": ParameterSpec(channels, "ones")}


@attrs.frozen
class BatchNorm(AbstractBatchNorm):
    """y = weight·(x − mean)/√(var + ε) + bias, channel by channel.

    In training, mean and variance (divided by n) run over the batch and, for images, over all pixels; the running ones
    follow as running ← (1 − momentum)·running + momentum·batch, the variance divided by n − 1. In use (`sample`,
    `scores`, `slopes`) the running ones take their place, and samples no longer depend on one another. Real and fake
    samples, and each penalty's points, are normalised by themselves.

    Source: Ioffe and Szegedy 2015 (arXiv 1502.03167), Algorithms 1 and 2.
    """

    name = "batch_norm"

    epsilon: float = param(1e-5, "Added to the variance.", validator=POSITIVE)
    momentum: float = param(0.1, "How fast the running statistics follow.", validator=Range(0, 1, low_open=True))
    affine: bool = param(True, "Whether weight and bias are there.", validator=FLAG)

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, one at the start, and `bias`, zero at the start, per channel."""
        channels = (channels_of(self, shape),)
        return (
            {"weight": ParameterSpec(channels, "ones"), "bias": ParameterSpec(channels, "zeros")} if self.affine else {}
        )
