"""The Wasserstein distance between real and generated samples."""

from typing import Any, ClassVar

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import HostStream
from ganreg.metrics.abstract import Scores
from ganreg.metrics.features import AbstractFeatureMetric
from ganreg.params import COUNT, param
from ganreg.theory.transport import transport


@attrs.frozen(kw_only=True)
class W1(AbstractFeatureMetric):
    """W₁ = min over couplings of E‖x − y‖ between the two sets, exactly, by POT's network simplex.

    In the data's own units. Between finite sets it is well above 0 even for a perfect sampler, by about n^(−1/d) in d
    dimensions: read it beside that score. Time grows with samples³: a second for 1,000.

    Source: Villani 2009, definition 6.1; POT, `ot.emd`.
    """

    name = "w1"
    identical: ClassVar[Scores] = {"w1": 0.0}

    samples: int = param(1000, "How many samples are generated, and real ones taken.", validator=COUNT)

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """W₁."""
        one, other = self.embedded(real, fake)
        return {"w1": transport(one, other).cost}


@attrs.frozen(kw_only=True)
class SlicedW1(AbstractFeatureMetric):
    """The mean W₁ of the projections onto random lines, by POT.

    E_θ W₁(⟨θ, x⟩, ⟨θ, y⟩), θ uniform on the sphere, over `projections` lines. It is smaller than W₁, in d dimensions by
    a factor of about √(2/πd) for a shift: compare only with other sliced distances in as many dimensions.

    Source: Rabin et al. 2011; Bonneel et al. 2015; POT, `ot.sliced_wasserstein_distance` with p = 1.
    """

    name = "sliced_w1"
    identical: ClassVar[Scores] = {"sliced_w1": 0.0}

    projections: int = param(100, "How many lines.", validator=COUNT)

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """The sliced W₁."""
        from ganreg.theory.requirement import required

        one, other = self.embedded(real, fake)
        lines = directions(one.shape[1], self.projections, stream)
        distance = required("ot").sliced_wasserstein_distance(one, other, projections=lines, p=1)
        return {"sliced_w1": float(distance)}


def directions(dimensions: int, count: int, stream: HostStream) -> NDArray[np.float64]:
    """Unit vectors `(dimensions, count)`, uniform on the sphere."""
    vectors = stream.normal((dimensions, count))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=0))
