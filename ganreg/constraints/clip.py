"""Weight clipping."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractProjection, Array, State
from ganreg.constraints.selection import check_patterns, exclude_param, is_excluded
from ganreg.draws import Stream
from ganreg.errors import ParameterError
from ganreg.params import POSITIVE, param


@attrs.frozen(kw_only=True)
class Clip(AbstractProjection):
    """w ← min(max(w, −c), c) for every trainable critic parameter, biases included, after each optimizer step.

    Every one means also the scale of a batch or layer norm, which starts at 1 and so falls to c at the first step:
    `exclude` leaves parameters alone, by name or pattern. Buffers are never clipped.

    The authors' released code clips before the step, so that weights leave the box by up to one step; Algorithm 1, and
    ganreg, clip after it.

    Source: Arjovsky, Chintala, Bottou 2017 (arXiv 1701.07875), Algorithm 1, line 7.
    """

    name = "clip"
    claim = Claim(
        "circles", "with the Wasserstein loss; along the bound", "Mescheder et al. 2018 (arXiv 1801.04406), section 3"
    )

    bound: float = param(0.01, "Half the side c of the box [−c, c].", validator=POSITIVE, schedulable=True)
    exclude: tuple[str, ...] = exclude_param()

    def start(self, weights: Mapping[str, Array], stream: Stream) -> State:
        """Nothing, after a look at whether something is left to clip."""
        check_patterns(weights, self.exclude, self)
        if all(is_excluded(name, self.exclude) for name in weights):
            raise ParameterError(
                f"{self!r} leaves all of the critic's parameters alone: {', '.join(weights)}. Exclude fewer, or take "
                "constraint='none'."
            )
        return self.initial_state()

    def project(self, name: str, value: Array, xp: Any) -> Array:
        """min(max(w, −c), c), or w if the parameter is left alone."""
        return value if is_excluded(name, self.exclude) else xp.clip(value, -self.bound, self.bound)
