"""Random numbers as arrays beside others, and the samples that a point set takes."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ganreg.conformance.formulas.formula import Named
from ganreg.errors import CombinationError


def placed(draws: Mapping[str, Any], arguments: Named, xp: Any) -> dict[str, Any]:
    """Drawn numbers, or a state, as arrays beside the arguments, of their type and on their device."""
    like = next(iter(arguments.values()))
    if xp is np:
        return {name: np.asarray(value, dtype=like.real.dtype) for name, value in draws.items()}
    return {name: xp.asarray(value, dtype=like.dtype, device=like.device) for name, value in draws.items()}


def accepted(points: Any, shapes: tuple[tuple[int, ...], ...]) -> Iterator[tuple[int, ...]]:
    """The shapes whose samples a point set takes."""
    for shape in shapes:
        try:
            points.check(shape[1:])
        except CombinationError:
            continue
        yield shape
