"""What a kernel sees of images, and the adjoint of that.

Images go through here as `(channels, height, width, n)`, samples last: whole runs of numbers are then copied at once,
and all patches form one matrix, so that a convolution is one matrix product. Over the layers of a small convolutional
critic together, with n = 64 … 192, this was the fastest of `(c, h, w, n)`, `(c, n, h, w)` and `(n, h, w, c)`.
"""

from collections.abc import Iterator
from typing import Any

import attrs

from ganreg_array.layers.abstract import Array


def samples_last(x: Array, xp: Any) -> Array:
    """`(n, channels, height, width)` as `(channels, height, width, n)`, nothing copied."""
    return xp.permute_dims(x, (1, 2, 3, 0))


def samples_first(x: Array, xp: Any) -> Array:
    """`(channels, height, width, n)` as `(n, channels, height, width)`, nothing copied."""
    return xp.permute_dims(x, (3, 0, 1, 2))


@attrs.frozen
class Window:
    """A square kernel that is laid on images.

    Args:
        kernel: its rows and columns.
        stride: pixels from one position to the next.
        padding: rows and columns of zeros around the image.
    """

    kernel: int
    stride: int
    padding: int = 0

    def positions(self, side: int) -> int:
        """How many positions there are along a side of the image."""
        return (side + 2 * self.padding - self.kernel) // self.stride + 1

    def patches(self, image: Array, xp: Any) -> Array:
        """All that the kernel sees: `(channels, kernel, kernel, rows, columns, n)`, 0 outside the image."""
        channels, height, width, n = image.shape
        rows, columns = self.positions(height), self.positions(width)
        shape = (channels, self.kernel, self.kernel, rows, columns, n)
        seen = xp.empty(shape, dtype=image.dtype, device=image.device)  # only what sees padding is then set to 0
        for i, p in self._beyond(height):
            seen[:, i, :, p, :, :] = 0
        for j, q in self._beyond(width):
            seen[:, :, j, :, q, :] = 0
        for (i, p, r), (j, q, s) in self._places(height, width):
            seen[:, i, j, p, q, :] = image[:, r, s, :]
        return seen

    def unpatches(self, seen: Array, height: int, width: int, xp: Any) -> Array:
        """The adjoint of `patches`: each number is added to the pixel that it would be seen from."""
        image = self._zeros((seen.shape[0], height, width, seen.shape[-1]), seen, xp)
        for (i, p, r), (j, q, s) in self._places(height, width):
            image[:, r, s, :] += seen[:, i, j, p, q, :]
        return image

    def sums(self, image: Array, xp: Any) -> Array:
        """The sum of all that the kernel sees at each position: `(channels, rows, columns, n)`."""
        channels, height, width, n = image.shape
        summed = self._zeros((channels, self.positions(height), self.positions(width), n), image, xp)
        for (_, p, r), (_, q, s) in self._places(height, width):
            summed[:, p, q, :] += image[:, r, s, :]
        return summed

    def unsums(self, summed: Array, height: int, width: int, xp: Any) -> Array:
        """The adjoint of `sums`: each number is added to all pixels that the kernel sees there."""
        image = self._zeros((summed.shape[0], height, width, summed.shape[-1]), summed, xp)
        for (_, p, r), (_, q, s) in self._places(height, width):
            image[:, r, s, :] += summed[:, p, q, :]
        return image

    @staticmethod
    def _zeros(shape: tuple[int, ...], like: Array, xp: Any) -> Array:
        return xp.zeros(shape, dtype=like.dtype, device=like.device)

    def _places(self, height: int, width: int) -> Iterator[tuple[tuple[int, slice, slice], tuple[int, slice, slice]]]:
        """All pairs of a row and a column of the kernel that see something of the image."""
        columns = list(self._along(width))
        for row in self._along(height):
            for column in columns:
                yield row, column

    def _along(self, side: int) -> Iterator[tuple[int, slice, slice]]:
        """For each kernel place i: the positions p from which it sees the image, and the pixels p·stride + i − padding.

        What it sees of the padding is left out.
        """
        for i in range(self.kernel):
            offset = i - self.padding
            first, end = (
                max(0, -(offset // self.stride)),
                min(self.positions(side), (side - 1 - offset) // self.stride + 1),
            )
            if first < end:
                pixel = first * self.stride + offset
                yield i, slice(first, end), slice(pixel, pixel + (end - first - 1) * self.stride + 1, self.stride)

    def _beyond(self, side: int) -> Iterator[tuple[int, slice]]:
        """For each kernel place the positions, before and after those of `_along`, from which it sees padding."""
        within = {i: positions for i, positions, _ in self._along(side)}
        for i in range(self.kernel):
            seeing = within.get(i, slice(0, 0))
            for beyond in (slice(0, seeing.start), slice(seeing.stop, self.positions(side))):
                if beyond.start < beyond.stop:
                    yield i, beyond
