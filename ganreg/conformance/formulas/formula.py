"""One formula of a component on one example of its arguments, beside its oracle's."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

Array = Any
Named = Mapping[str, Any]
Value = Callable[[Named, Any], Named]
Pullback = Callable[[Named, Named, Any], Named]


def _read_only(arguments: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Copies that nobody can change: a formula that works in place would change what it is compared by."""
    copies = {name: array.copy() for name, array in arguments.items()}
    for array in copies.values():
        array.flags.writeable = False
    return copies


@attrs.frozen(kw_only=True)
class Formula:
    """A function of named arrays with named arrays for results, and its derivative where it has one by hand.

    Args:
        name: the component's method, as `critic` or `value`.
        arguments: one example, float64.
        value: from arguments and a namespace to results.
        pullback: from arguments, cotangents of the results and a namespace to cotangents of the arguments; None for a
            formula without a derivative.
        oracle_value: the oracle's results; None without an oracle.
        oracle_pullback: the oracle's cotangents of the arguments; None where it gives none.
        is_exact: whether the pullback is the value's derivative; False where it holds something constant.
        kind: the row of the tolerance table.
        over_samples: whether each argument has one row per sample, whose order does not matter.
        mean: whether giving every sample twice changes nothing.
        homogeneous: whether twice the arguments give twice the results.
        rowwise: whether row i of each result depends on row i of the arguments alone.
        shapes: what shape the results have; -1 for a first axis that is a multiple of the arguments'.
        untouched: names of arguments that are to come back as they were.
        damage: what evaluating it changes in place, beside its arguments, in words; empty for nothing.
    """

    name: str
    arguments: Mapping[str, NDArray[np.float64]] = attrs.field(converter=_read_only)
    value: Value
    pullback: Pullback | None = None
    oracle_value: Callable[[Named], Named] | None = None
    oracle_pullback: Callable[[Named, Named], Named] | None = None
    is_exact: bool = True
    kind: str = "value"
    over_samples: bool = False
    mean: bool = False
    homogeneous: bool = False
    rowwise: bool = False
    shapes: Mapping[str, tuple[int, ...]] = attrs.field(factory=dict)
    untouched: tuple[str, ...] = ()
    damage: Callable[[], str] = lambda: ""

    def results(self, arguments: Named | None = None) -> dict[str, NDArray[Any]]:
        """The results over NumPy, of copies."""
        given = self.arguments if arguments is None else arguments
        with np.errstate(all="ignore"):
            found = self.value({name: np.array(array) for name, array in given.items()}, np)
        return {name: np.asarray(array) for name, array in found.items()}

    def cotangents(self) -> dict[str, NDArray[np.float64]]:
        """Seeded cotangents of the results; 1 for a single number, so that a wrong derivative reads as it is."""
        random = np.random.default_rng(7)
        return {
            name: np.ones(()) if array.shape == () else random.normal(size=array.shape)
            for name, array in self.results().items()
        }

    def describe(self) -> str:
        """The formula and its example in words."""
        shapes = ", ".join(f"{name} {array.shape}" for name, array in self.arguments.items())
        return f"{self.name} of {shapes}"
