"""The lower envelope of cones, which is the optimal potential of a pair, and its rays."""

from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import Draws
from ganreg.errors import ParameterError
from ganreg.params import Range

Float64 = NDArray[np.float64]
Cells = NDArray[np.intp]

SIDE = 2.5
"""Q is uniform on [−SIDE, SIDE]^D, and the centres lie there."""

BIAS = 0.08
"""The standard deviation of biases that are drawn; those of the six published pairs have 0.02 to 0.11."""

DIMENSIONS, COUNTS = Range(2, 64, integer=True), Range(4, 64, integer=True)


@attrs.frozen(eq=False)
class Funnels:
    """u(x) = minₙ (‖x − aₙ‖ + bₙ), 1-Lipschitz. Cell n is where cone n is the least: there ∇u = (x − aₙ)/‖x − aₙ‖.

    Along a ray from aₙ the cell is left once and for all: cells are star-shaped about their centres.

    Source: Korotin, Kolesov, Burnaev 2022 (arXiv 2206.07767), section 4, "MinFunnels".

    Args:
        centres: a, `(n, d)`, within the box.
        biases: b, `(n,)`.
    """

    centres: Float64
    biases: Float64

    @classmethod
    def drawn(cls, dim: int, count: int, seed: int = 0) -> Self:
        """Centres from U[−2.5, 2.5]^d and biases from N(0, 0.08²), both anew until every funnel has a cell.

        They are functions of (seed, dim, count) alone: no two pairs share a centre.

        Args:
            dim: d, from 2 to 64.
            count: n, from 4 to 64.
            seed: an integer ≥ 0.

        Raises:
            ParameterError: a number is out of its range.
        """
        for name, value, allowed in (("dim", dim, DIMENSIONS), ("funnels", count, COUNTS)):
            if not allowed.accepts(value):
                raise ParameterError(f"{name}={value!r}, expected {allowed.describe()}.")
        attempt = 0
        while True:
            stream = Draws(seed).stream(f"w1/dim{dim}_funnels{count}", update=attempt)
            centres = (2 * stream.uniform((count, dim)) - 1) * SIDE
            funnels = cls(centres, BIAS * stream.normal((count,)))
            # A cone whose tip lies above another cone lies above it everywhere.
            if np.array_equal(funnels.cells(centres), np.arange(count)):
                return funnels
            attempt += 1

    @property
    def dim(self) -> int:
        """The dimension d of the box."""
        return len(self.centres[0])

    def cones(self, x: Any) -> Float64:
        """‖x − aₙ‖ + bₙ of points `(m, d)`: `(m, n)`."""
        return np.stack(
            [np.linalg.norm(x - a, axis=1) + b for a, b in zip(self.centres, self.biases, strict=True)], axis=1
        )

    def value(self, x: Any) -> Float64:
        """u, `(m,)`."""
        return self.cones(x).min(axis=1)  # type: ignore[no-any-return]

    def cells(self, x: Any) -> Cells:
        """The cell of each point, `(m,)`."""
        return self.cones(x).argmin(axis=1)  # type: ignore[no-any-return]

    def gradient(self, x: Any) -> Float64:
        """∇u, `(m, d)`, of norm 1; 0 at the centres themselves."""
        way = x - self.centres[self.cells(x)]
        length = np.linalg.norm(way, axis=1, keepdims=True)
        return way / np.where(length > 0, length, 1)  # type: ignore[no-any-return]

    def reach(self, cells: Cells, directions: Float64) -> Float64:
        """T `(m,)`: how far rays from the centres of cells, along unit vectors `(m, d)`, stay in box and cell."""
        start = self.centres[cells]
        with np.errstate(divide="ignore", invalid="ignore"):
            walls = (np.sign(directions) * SIDE - start) / directions
        nearest = np.min(np.where(directions == 0, np.inf, walls), axis=1)
        return np.minimum(nearest, self._crossings(cells, directions).min(axis=1))  # type: ignore[no-any-return]

    def _crossings(self, cells: Cells, directions: Float64) -> Float64:
        """Where rays enter each cell, `(m, n)`: the root s of s + bₙ = ‖aₙ + s·v − aₘ‖ + bₘ; ∞ if there is none.

        With d = aₙ − aₘ and c = bₙ − bₘ its square is linear in s: s = (‖d‖² − c²)/(2(c − v·d)).
        """
        ways = np.sum((self.centres[:, None] - self.centres[None]) ** 2, axis=2)
        gaps = self.biases[:, None] - self.biases[None]
        along = directions @ self.centres.T
        own = np.take_along_axis(along, cells[:, None], axis=1)
        above, below = (ways - gaps**2)[cells], 2 * (gaps[cells] - own + along)
        crosses = (above > 0) & (below > 0)
        return np.where(crosses, above / np.where(crosses, below, 1), np.inf)
