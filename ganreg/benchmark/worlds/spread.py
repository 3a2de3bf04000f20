"""How wide the modes of the samples are."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.source import AbstractSource
from ganreg.draws import HostStream
from ganreg.metrics import AbstractSampleMetric, Modes, Perfect, Scores


@attrs.frozen(kw_only=True)
class Spread(Modes):
    """The width of a mode: √(E‖x − c‖²/d)/std over samples of high quality, c the centre nearest to each.

    A perfect sampler of 2-d Gaussians scores 0.974, a little less than 1, as what lies beyond 3σ is left out. Much less
    is collapse within the modes, which the share of high quality does not only hide but reward.
    """

    name = "spread"

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """`mode_spread` of samples `(n, *shape)`, NaN where none is of high quality; real ones play no part."""
        nearest, good = self._nearest(fake)
        centres, std = self._given()
        if not good.any():
            return {"mode_spread": float("nan")}
        apart = np.reshape(np.asarray(fake, dtype=np.float64), (len(fake), -1)) - centres[nearest]
        return {"mode_spread": float(np.sqrt(np.mean(apart[good] ** 2)) / std)}

    def perfect(self, source: AbstractSource, seed: int = 0, repetitions: int = 20) -> Mapping[str, Perfect]:
        """By samples of the data."""
        return AbstractSampleMetric.perfect(self, source, seed, repetitions)
