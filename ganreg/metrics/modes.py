"""Which modes are covered, and how well."""

from collections.abc import Mapping
from math import erf, exp, gamma, sqrt
from typing import Any, Protocol, Self, runtime_checkable

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.source import AbstractSource
from ganreg.draws import HostStream
from ganreg.errors import DataError, ParameterError
from ganreg.metrics.abstract import AbstractSampleMetric, Scores
from ganreg.metrics.histogram import perfect_histogram, reverse_kl
from ganreg.metrics.perfect import Perfect
from ganreg.metrics.reals import Reals
from ganreg.params import FLAG, POSITIVE, param


@runtime_checkable
class HasModes(Protocol):
    """A distribution that says its modes: equally likely Gaussians."""

    @property
    def centres(self) -> NDArray[np.float64]:
        """The means of the modes, `(modes, *shape)`."""

    @property
    def std(self) -> float:
        """The standard deviation of each along each axis."""


@attrs.frozen(kw_only=True)
class Modes(AbstractSampleMetric):
    """Modes covered, share of high quality, and the reverse KL of the histogram of modes.

    A sample belongs to the nearest centre c_k, and is of high quality if ‖x − c_k‖ < within·std. `modes_covered` are
    those that a sample of high quality belongs to, `high_quality` is the share of such samples, and `reverse_kl` is
    KL(p̂ ‖ uniform) of the histogram of samples of high quality over modes, in nats (NaN if there are none).

    More than a perfect sampler's share of high quality is no quality: the samples of a mode are then too close to its
    centre. For 2-d Gaussians and 3σ that is 98.89 %.

    Source: Srivastava et al. 2017 (VEEGAN, arXiv 1705.07761), section 4.1; Lin et al. 2018 (PacGAN, arXiv 1712.04086),
    section 4.1, and its code: 2,500 samples, histogram of those of high quality. The box: Liu et al. 2020
    (Self-Conditioned GAN, arXiv 2006.10728), 2-d experiments.
    """

    name = "modes"
    compares = False

    centres: Any = param(
        None, "The means of the modes `(modes, *shape)`; those of the data by default.", described=False
    )
    std: float | None = param(
        None,
        "The standard deviation of a mode; that of the data by default.",
        validator=attrs.validators.optional(POSITIVE),
    )
    within: float = param(3.0, "How near a sample of high quality is.", unit="standard deviations", validator=POSITIVE)
    box: bool = param(False, "Whether the distance is the largest along an axis, not the Euclidean.", validator=FLAG)
    all_samples: bool = param(False, "Whether the histogram is of all samples.", validator=FLAG)

    def prepared(self, source: AbstractSource) -> Self:
        """This metric with the modes of the data.

        Raises:
            DataError: the data do not say their modes.
        """
        if self.centres is not None and self.std is not None:
            return self
        data = getattr(source, "distribution", source)
        if not isinstance(data, HasModes):
            raise DataError(
                f"{type(data).__name__} does not say its modes: it has no `centres` and `std`. Give both to Modes, or "
                "measure data with labels by the metric 'classes'."
            )
        return self.on(data)

    def on(self, data: HasModes) -> Self:
        """This metric with the modes of a data set, such as `Ring()`."""
        if not data.std > 0:
            raise DataError(f"{type(data).__name__} has std={data.std}: no sample is near a point. Give std > 0.")
        return attrs.evolve(self, centres=data.centres, std=data.std)

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """The three scores of samples `(n, *shape)`; real ones play no part."""
        nearest, good = self._nearest(fake)
        modes = len(self.centres)
        found = np.bincount(nearest[good], minlength=modes)
        counted = np.bincount(nearest, minlength=modes) if self.all_samples else found
        return {
            "modes_covered": int(np.count_nonzero(found)),
            "high_quality": float(np.mean(good)),
            "reverse_kl": float(reverse_kl(counted)),
        }

    def perfect(self, source: AbstractSource, seed: int = 0, repetitions: int = 20) -> Mapping[str, Perfect]:
        """By binomial and multinomial draws, where the modes are so far apart that each sample finds its own."""
        if not self._are_apart():
            return super().perfect(source, seed, repetitions)
        stream = Reals(source, seed).stream(f"metric/{self.name}/perfect")
        return perfect_histogram(len(self.centres), self.samples, self.quality(), self.all_samples, stream)

    def quality(self) -> float:
        """The probability of a sample of one mode to be of high quality: P(χ²_d < within²), or P(|z| < within)^d."""
        centres, _ = self._given()
        dimensions = int(centres.shape[1])
        if self.box:
            return float(erf(self.within / sqrt(2)) ** dimensions)
        return chi_square(dimensions, self.within**2)

    def _nearest(self, x: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The mode of each sample, and whether it is of high quality."""
        centres, std = self._given()
        flat = np.reshape(np.asarray(x, dtype=np.float64), (len(x), -1))
        if flat.shape[1] != centres.shape[1]:
            raise DataError(f"Samples of {flat.shape[1]} numbers, but the modes' centres have {centres.shape[1]}.")
        nearest = np.argmin(squared_distances(flat, centres), axis=1)
        apart = np.abs(flat - centres[nearest])
        distance = apart.max(axis=1) if self.box else np.linalg.norm(apart, axis=1)
        return nearest, distance < self.within * std

    def _given(self) -> tuple[NDArray[np.float64], float]:
        """The centres `(modes, d)` and their standard deviation.

        Raises:
            ParameterError: nobody has said them.
        """
        if self.centres is None or self.std is None:
            raise ParameterError("Modes: no centres, or no std. Give both, or use Modes().on(Ring()), say.")
        centres = np.asarray(self.centres, dtype=np.float64)
        return centres.reshape(len(centres), -1), self.std

    def _are_apart(self) -> bool:
        centres, std = self._given()
        between = squared_distances(centres, centres) + np.diag(np.full(len(centres), np.inf))
        reach = 2 * self.within * std * (sqrt(centres.shape[1]) if self.box else 1)
        # The tails beyond that reach are nearer to another centre now and then, and are of high quality in no mode.
        return bool(np.min(between, initial=np.inf) > reach**2)


def squared_distances(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """‖xᵢ − yⱼ‖² as `(n, m)`, never negative.

    By differences, not by ‖x‖² + ‖y‖² − 2xy, which loses all digits of small distances between large vectors.
    """
    return np.stack([np.sum((x - point) ** 2, axis=1) for point in y], axis=1)


def chi_square(dimensions: int, x: float) -> float:
    """P(χ²_d < x), by P_1 = erf √(x/2), P_2 = 1 − e^(−x/2) and P_(d+2) = P_d − (x/2)^(d/2) e^(−x/2)/Γ(d/2 + 1).

    Source: Abramowitz and Stegun 1964, 26.4.8.
    """
    odd = dimensions % 2
    value = erf(sqrt(x / 2)) if odd else 1 - exp(-x / 2)
    for d in range(1 if odd else 2, dimensions, 2):
        value -= (x / 2) ** (d / 2) * exp(-x / 2) / gamma(d / 2 + 1)
    return value
