"""One recorded term as a line: the values faintly, their running median strongly."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

POINTS = 1500
"""More points on a line than that are finer than a pixel."""


@attrs.frozen(eq=False)
class Curve:
    """Finite values `(n,)` of a term at iterations `(n,)`, in order."""

    iterations: Float64
    values: Float64

    @classmethod
    def of(cls, records: Iterable[Mapping[str, float]], name: str) -> Self:
        """A term's values in the records that have it and where it is finite."""
        pairs = [(record["iteration"], record[name]) for record in records if name in record]
        iterations, values = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
        finite = np.isfinite(values)
        return cls(iterations[finite], values[finite])

    def __len__(self) -> int:
        return len(self.values)

    def thinned(self) -> "Curve":
        """The smallest and the largest value of each short stretch: fewer points, no spike lost."""
        stretch = -(-2 * len(self) // POINTS)
        if stretch <= 2:
            return self
        starts = np.arange(0, len(self), stretch)
        lows, highs = np.minimum.reduceat(self.values, starts), np.maximum.reduceat(self.values, starts)
        return Curve(np.repeat(self.iterations[starts], 2), np.stack([lows, highs], axis=1).reshape(-1))

    def smoothed(self) -> "Curve":
        """The median of a window of about a fortieth of the curve around each of at most 1500 points."""
        half = len(self) // 80
        places = np.unique(np.linspace(0, len(self) - 1, min(len(self), POINTS)).astype(int))
        medians = [np.median(self.values[max(0, i - half) : i + half + 1]) for i in places]
        return Curve(self.iterations[places], np.array(medians))

    def draw(self, ax: Any, colour: str, label: str) -> None:
        """Draw the line; a curve of few values gets markers."""
        smooth, raw = self.smoothed(), self.thinned()
        marker = "o" if len(self) <= 30 else None
        ax.plot(raw.iterations, raw.values, color=colour, alpha=0.25, linewidth=0.7, zorder=1)
        ax.plot(
            smooth.iterations,
            smooth.values,
            color=colour,
            linewidth=1.6,
            label=label,
            marker=marker,
            markersize=3,
            zorder=2,
        )


def limits(curves: Iterable[Curve]) -> tuple[float, float]:
    """The interval that holds 98 % of the values of each curve: the first steps do not flatten the rest."""
    ends = [end for curve in curves for end in np.percentile(curve.values, (1, 99))]
    low, high = float(min(ends)), float(max(ends))
    margin = 0.08 * (high - low) or 0.5
    return low - margin, high + margin
