"""Networks between images and what is not one: from latents to images, from images to scores."""

from abc import abstractmethod

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.layers import AbstractLayer, BatchNorm, GroupNorm
from ganreg.networks.layers.abstract import Shape
from ganreg.networks.network import AbstractNetwork
from ganreg.params import COUNT, param

Layers = tuple[AbstractLayer, ...]

NORMS: dict[str, Layers] = {"batch": (BatchNorm(),), "layer": (GroupNorm(1),), "none": ()}
"""Normalisations of images by name; `layer` has one weight per channel, as in improved_wgan_training's layernorm.py."""

_OPTIONAL = attrs.validators.optional(COUNT)


@attrs.frozen
class AbstractImageNetwork(AbstractNetwork):
    """A network on square images with sides of start·2^doublings pixels, start from 4 to 7, at least one doubling.

    One specification is critic or generator: the former gets an image, the latter yields one.
    """

    size: int | None = param(
        None, "Pixels per side, checked if given; by default as the data have.", validator=_OPTIONAL
    )
    channels: int | None = param(
        None, "Channels of the images, checked if given; by default as the data have.", validator=_OPTIONAL
    )
    classes: int | None = param(
        None, "How many classes the labels tell apart; without, none are taken.", validator=_OPTIONAL, kw_only=True
    )

    @abstractmethod
    def critic(self, start: int, doublings: int) -> Layers:
        """The layers from an image to one score."""

    @abstractmethod
    def generator(self, channels: int, start: int, doublings: int) -> Layers:
        """The layers from a latent to an image."""

    def layers(self, shape: Shape, output_shape: Shape) -> Layers:
        """The critic's layers for images and one score, the generator's for vectors and images."""
        if len(shape) == 3 and output_shape == (1,):
            return self.critic(*self._doublings(shape))
        if len(shape) == 1 and len(output_shape) == 3:
            return self.generator(output_shape[0], *self._doublings(output_shape))
        raise NetworkError(
            f"{type(self).__name__} leads from images (channels, height, width) to one score, or from vectors to "
            f"images, but here from samples of shape {shape} to {output_shape}. For other data take mlp()."
        )

    def _doublings(self, image: Shape) -> tuple[int, int]:
        """The start and the number of doublings that make the image's side."""
        channels, height, width = image
        if self.size not in (None, height) or self.size not in (None, width) or self.channels not in (None, channels):
            raise NetworkError(
                f"{type(self).__name__} was made for size={self.size}, channels={self.channels}, but the images have "
                f"shape {image}. Leave both out to take them from the data."
            )
        if height != width or _near(height) != {height}:
            sizes = " and ".join(f"{size}×{size}" for size in sorted(_near(height) | _near(width)))
            raise NetworkError(
                f"{type(self).__name__} takes square images whose sides are 4, 5, 6 or 7 doubled at least once, but "
                f"the images have shape {image}. Crop or scale them: {sizes} would do."
            )
        doublings = height.bit_length() - 3
        return height >> doublings, doublings


def _near(size: int) -> set[int]:
    """The largest side that works up to a size and the smallest from there on: one number if the size itself works."""
    if size < 8:
        return {8}
    doublings = size.bit_length() - 3
    start = size >> doublings
    return {start << doublings, size if start << doublings == size else (start + 1) << doublings}
