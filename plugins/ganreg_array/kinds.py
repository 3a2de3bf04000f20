"""Which constraints the array backends compute."""

from typing import Any

from ganreg.constraints.abstract import (
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractInputTransform,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.free_form import AbstractFreePenalty, AbstractScoreTransform
from ganreg.errors import UnsupportedError
from ganreg.implementations import implementation_of

KINDS = (
    AbstractGradientPenalty,
    AbstractScorePenalty,
    AbstractFeaturePenalty,
    AbstractWeightPenalty,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractInputTransform,
    AbstractFreePenalty,
)


def check_kinds(constraints: tuple[Any, ...], backend: str) -> None:
    """Raise `UnsupportedError` for a constraint that the array backend of that name does not compute."""
    for constraint in constraints:
        if isinstance(constraint, AbstractFreePenalty):
            implementation_of(constraint, backend, "evaluate")
        elif isinstance(constraint, AbstractScoreTransform):
            raise UnsupportedError(
                f"{type(constraint).__name__} changes what is scored, and the array backends do not differentiate that "
                "by themselves. Use backend='torch'."
            )
        elif not isinstance(constraint, KINDS):
            raise UnsupportedError(
                f"The array backends do not compute {constraint!r}: it is of no kind that they know."
            )
