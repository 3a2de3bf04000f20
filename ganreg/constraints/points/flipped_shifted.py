"""Images flipped and shifted at random: the augmentation of CR-GAN."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array
from ganreg.device import device_of
from ganreg.draws import Stream
from ganreg.errors import CombinationError
from ganreg.params import COUNT, param


@attrs.frozen(kw_only=True)
class FlippedShifted(AbstractPointSet):
    """Real images `(n, channels, height, width)`, mirrored left to right with probability ½, then shifted.

    T(x)[c, h, w] = x′[c, ρ(h − a), ρ(w − b)], x′ the image or its mirror image, a and b ~ U{−pixels, …, pixels},
    one pair per image. ρ reflects at the border, without repeating it: row −1 is row 1. So `pixels` is less than both
    sides.

    Source: Zhang et al. 2020 (arXiv 1910.12027), section 3 (flips, and shifts by a few pixels; how many is ours).
    """

    name = "flipped_shifted"

    pixels: int = param(4, "The largest shift along each axis.", unit="pixels", validator=COUNT)

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`flip` `(n,)`, 1 for a mirrored image, otherwise 0; and `shift` `(n, 2)`, whole pixels down and right.

        Raises:
            CombinationError: samples are no images, or too small for such shifts.
        """
        self.check(shape[1:])
        flip, shift = stream.uniform((shape[0],)), stream.uniform((shape[0], 2))
        return {"flip": _choice(flip, 2), "shift": _choice(shift, 2 * self.pixels + 1) - self.pixels}

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse samples that are no images, or too small for such shifts."""
        if len(shape) != 3 or min(shape[1:]) <= self.pixels:
            raise CombinationError(
                f"Samples of shape {tuple(shape)} cannot be flipped and shifted by up to {self.pixels} pixels. It "
                f"takes images (channels, height, width) of more than {self.pixels} pixels each way: give fewer "
                "pixels, or augmentation='jittered' where samples are no images."
            )

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """T(x): each pixel taken from its place in the batch's flat memory."""
        n, channels, height, width = real.shape
        rows = reflected(_places(real, height, xp)[None, :] - _whole(draws["shift"][:, :1], xp), height, xp)
        columns = reflected(_places(real, width, xp)[None, :] - _whole(draws["shift"][:, 1:], xp), width, xp)
        columns = xp.where(draws["flip"][:, None] > 0, width - 1 - columns, columns)
        planes = xp.reshape(_places(real, n * channels, xp), (n, channels, 1, 1))
        places = (planes * height + rows[:, None, :, None]) * width + columns[:, None, None, :]
        return xp.reshape(xp.take(xp.reshape(real, (-1,)), xp.reshape(places, (-1,)), axis=0), real.shape)


def reflected(places: Array, length: int, xp: Any) -> Array:
    """Places outside 0 … length − 1 reflected at the ends, which are not repeated; at most length − 1 outside."""
    last = length - 1
    return last - xp.abs(last - xp.abs(places))


def _choice(uniform: Array, count: int) -> Array:
    """Whole numbers from U{0, …, count − 1}. A number near 1, times count, may round to count itself: that is 0 too."""
    return uniform * count // 1 % count


def _places(like: Array, count: int, xp: Any) -> Array:
    return xp.arange(count, dtype=xp.int64, device=device_of(like))


def _whole(numbers: Array, xp: Any) -> Array:
    return xp.astype(numbers, xp.int64)
