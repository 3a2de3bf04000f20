"""The exponential moving average."""

from typing import Any

import attrs

from ganreg.averages.abstract import AbstractAverage, Array
from ganreg.errors import ParameterError
from ganreg.params import FLAG, POSITIVE, Range, param

DECAY = 0.999
"""As in Karras et al. 2018, appendix A.1."""


@attrs.frozen(kw_only=True)
class EMA(AbstractAverage):
    """θ̄ ← β·θ̄ + (1 − β)·θ after each generator update, with β = `decay`, or β = 0.5^(1/half_life).

    With `warm_up`, β is min(β, (1 + k)/(10 + k)) at the k-th average, k = 1, 2, …, so that the start is soon forgotten,
    as in TensorFlow's `ExponentialMovingAverage`. With `begin`, θ̄ is θ itself until so many updates are made, and the
    averages are counted from there.

    Source: Yazıcı et al. 2019 (arXiv 1806.04498); Karras et al. 2018 (arXiv 1710.10196), appendix A.1.
    """

    name = "ema"

    decay: float | None = param(
        None,
        "The share β of the past average; 0.999 where no half-life is given.",
        validator=attrs.validators.optional(Range(0, 1, high_open=True)),
    )
    half_life: float | None = param(
        None,
        "After how many updates a past average has half its weight, instead of a decay.",
        unit="updates",
        validator=attrs.validators.optional(POSITIVE),
    )
    warm_up: bool = param(False, "Whether β grows with the number of updates.", validator=FLAG)
    begin: int = param(
        0, "How long the average is the generator itself.", unit="updates", validator=Range(0, integer=True)
    )

    def __attrs_post_init__(self) -> None:
        if self.decay is not None and self.half_life is not None:
            raise ParameterError(
                f"EMA: decay={self.decay!r} and half_life={self.half_life!r} are two ways to say the same. Give one of "
                "them: decay = 0.5**(1/half_life)."
            )

    def share(self, update: int) -> float:
        """β after update 0, 1, 2, …"""
        count = update + 1 - self.begin
        if count < 1:
            return 0.0
        share = DECAY if self.decay is None else self.decay
        if self.half_life is not None:
            share = float(0.5 ** (1 / self.half_life))
        return min(share, (1 + count) / (10 + count)) if self.warm_up else share

    def average(self, average: Array, param: Array, update: int, xp: Any) -> Array:
        """β·θ̄ + (1 − β)·θ."""
        share = self.share(update)
        return share * average + (1 - share) * param
