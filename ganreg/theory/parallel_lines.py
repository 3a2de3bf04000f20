"""Two lines apart: the example on which the Wasserstein distance alone says how far."""

from typing import Any, Self

import attrs
import numpy as np

from ganreg.draws import Float64
from ganreg.theory.measure import finite


@attrs.frozen(eq=False)
class ParallelLines:
    """What is between (0, Z) and (θ, Z), Z ~ U[0, 1): exact distances, each of the shape of θ.

    Source: Arjovsky et al. 2017 (arXiv 1701.07875), Example 1; the data of the same name sample them.

    Args:
        theta: θ, of any shape.
        wasserstein: W₁ = |θ|. (W_p is the same for every p.)
        jensen_shannon: JSD = log 2, or 0 where θ = 0.
        kullback_leibler: KL = +∞, or 0 where θ = 0; so in both directions.
        total_variation: 1, or 0 where θ = 0.

    >>> ParallelLines.apart([0, 0.5]).wasserstein.tolist()
    [0.0, 0.5]
    """

    theta: Float64
    wasserstein: Float64
    jensen_shannon: Float64
    kullback_leibler: Float64
    total_variation: Float64

    @classmethod
    def apart(cls, theta: Any) -> Self:
        """The lines at 0 and θ.

        Raises:
            DataError: a θ is not finite.
        """
        at = finite(theta, "theta")
        disjoint = (at != 0).astype(np.float64)
        infinite = np.where(disjoint > 0, np.inf, 0.0)
        return cls(at, np.abs(at), np.log(2) * disjoint, infinite, disjoint)
