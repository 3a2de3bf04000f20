"""Oracles of the augmentations: point sets made of the real samples, one sample and one pixel at a time."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ganreg_reference import oracles

Array = Any


class Jittered:
    """xᵢ + σ·ξᵢ, each number of ξᵢ from N(0, 1)."""

    def __init__(self, points: Any) -> None:
        self.sigma = points.std

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`jitter`, one number for each of the batch."""
        return {"jitter": stream.normal(shape)}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points `(n, *shape)`."""
        return np.array([x + self.sigma * xi for x, xi in zip(real, draws["jitter"], strict=True)])


class FlippedShifted:
    """Each image mirrored left to right with probability ½, padded by reflection, and cut out at a random place.

    Source: Zhang et al. 2020 (arXiv 1910.12027), section 3.
    """

    def __init__(self, points: Any) -> None:
        self.pixels = points.pixels

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`flip` `(n,)` from {0, 1}, `shift` `(n, 2)` from {−pixels, …, pixels}: where a uniform number falls."""
        flips, shifts = stream.uniform((shape[0],)), stream.uniform((shape[0], 2))
        count = 2 * self.pixels + 1
        steps = [[min(int(u * count), count - 1) - self.pixels for u in pair] for pair in shifts]
        return {"flip": np.array([float(u >= 0.5) for u in flips]), "shift": np.array(steps, dtype=np.float64)}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points `(n, channels, height, width)`."""
        triples = zip(real, draws["flip"], draws["shift"], strict=True)
        return np.array([self._moved(image[:, :, ::-1] if flip else image, shift) for image, flip, shift in triples])

    def _moved(self, image: Array, shift: Array) -> Array:
        """The window that lies `shift` up and left of the image's own place in the padded image."""
        p, (down, right) = self.pixels, (int(step) for step in shift)
        padded = np.pad(image, ((0, 0), (p, p), (p, p)), mode="reflect")
        height, width = image.shape[1:]
        return padded[:, p - down : p - down + height, p - right : p - right + width]


class Exchanged:
    """The points of another set, given the fake samples as real ones."""

    def __init__(self, points: Any) -> None:
        self.of = oracles.point_set_oracle(points.of)

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """What the other set draws."""
        return self.of.draw(stream, shape)

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The other set's points of (x̃, x)."""
        return self.of.points(fake, real, draws)
