"""The oracle of the non-saturating game."""

from typing import Any

import numpy as np

from ganreg_reference.logistic import sigmoid, softplus
from ganreg_reference.losses.minimax import Minimax

Array = Any


class NonSaturating(Minimax):
    """The critic of the minimax game; the generator minimises −E log σ(D(x̃)).

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), section 3, last paragraph.
    """

    def generator(self, real: Array | None, fake: Array) -> Array:
        """(1/m) Σⱼ softplus(−fⱼ)."""
        return sum(softplus(-f) for f in fake) / len(fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = −σ(−fⱼ)/m."""
        return None, np.array([-sigmoid(-f) / len(fake) for f in fake])
