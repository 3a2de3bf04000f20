"""Weight clipping."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractProjection, Array
from ganreg.params import POSITIVE, param


@attrs.frozen(kw_only=True)
class Clip(AbstractProjection):
    """w ← min(max(w, −c), c) for every trainable critic parameter, biases included, after each optimizer step.

    The authors' released code clips before the step, so that weights leave the box by up to one step; Algorithm 1, and
    ganreg, clip after it.

    Source: Arjovsky, Chintala, Bottou 2017 (arXiv 1701.07875), Algorithm 1, line 7.
    """

    name = "clip"
    claim = Claim(
        "circles", "with the Wasserstein loss; along the bound", "Mescheder et al. 2018 (arXiv 1801.04406), section 3"
    )

    bound: float = param(0.01, "Half the side c of the box [−c, c].", validator=POSITIVE, schedulable=True)

    def project(self, name: str, value: Array, xp: Any) -> Array:
        """min(max(w, −c), c)."""
        return xp.clip(value, -self.bound, self.bound)
