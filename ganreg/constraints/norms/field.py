"""A component's norm field."""

from math import inf
from typing import Any

from ganreg.constraints.norms.abstract import AbstractNorm
from ganreg.constraints.norms.euclidean import Euclidean
from ganreg.constraints.norms.l1 import L1
from ganreg.constraints.norms.linf import LInf
from ganreg.constraints.norms.lp import Lp
from ganreg.params import param
from ganreg.registry import registry


def norm_param(default: AbstractNorm = Euclidean(), doc: str = "The norm of one sample's gradient.") -> Any:  # noqa: B008
    """A component's norm field: accepts an object, a name such as `"linf"`, or the order 1, 2, inf or any p ≥ 1."""
    return param(default, doc, converter=as_norm)


def as_norm(value: Any) -> AbstractNorm:
    """A norm from an object, a name, a mapping, or its order as a number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        named: dict[float, AbstractNorm] = {1: L1(), 2: Euclidean(), inf: LInf()}
        return named[value] if value in named else Lp(p=value)
    resolved: AbstractNorm = registry().resolve("norm", value)
    return resolved
