"""Losses ℓ of a margin, by how much a real sample scores above a fake one: what relativistic losses are made of."""

from collections.abc import Callable
from typing import Any

import attrs

from ganreg.losses.hinge import positive_part, step
from ganreg.losses.logistic import sigmoid, softplus
from ganreg.params import OneOf, param

Array = Any
Function = Callable[[Array, Any], Array]


@attrs.frozen
class MarginLoss:
    """ℓ of margins of any shape, and its derivative; both take the margins and the array namespace."""

    value: Function
    slope: Function


MARGIN_LOSSES = {
    "logistic": MarginLoss(lambda t, xp: softplus(-t, xp), lambda t, xp: -sigmoid(-t, xp)),
    "hinge": MarginLoss(lambda t, xp: positive_part(1 - t, xp), lambda t, xp: -step(1 - t, xp)),
    "least_squares": MarginLoss(lambda t, xp: (t - 1) ** 2, lambda t, xp: 2 * (t - 1)),
}
"""log(1 + e⁻ᵗ); max(0, 1 − t), with derivative 0 at its kink; (t − 1)², without ½, as in Jolicoeur-Martineau 2019."""


def base_param() -> Any:
    """Which of them a loss is made of."""
    return param("logistic", "The loss of a margin.", validator=OneOf(tuple(MARGIN_LOSSES)))
