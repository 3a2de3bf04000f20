"""Derivatives along a direction, from values alone: by a complex step, and by differences."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np

Array = Any
Function = Callable[[Mapping[str, Array]], Array]

WEIGHTS = ((3 / 4, 1), (-3 / 20, 2), (1 / 60, 3))
"""Of the seven-point difference, whose error is of sixth order in its step."""


@attrs.frozen
class Precision:
    """A precision in which differences are taken.

    Args:
        real, imaginary: NumPy's types.
        wide, narrow: the steps, relative to the largest number that moves; the second is for places near a kink.
    """

    real: Any
    imaginary: Any
    wide: float
    narrow: float

    def cast(self, array: Array) -> Array:
        """An array in this precision, real or complex as it is."""
        return np.asarray(array, dtype=self.imaginary if np.iscomplexobj(array) else self.real)


DOUBLE = Precision(np.float64, np.complex128, 2.0**-10, 2.0**-14)
EXTENDED = Precision(np.longdouble, np.clongdouble, 2.0**-15, 2.0**-20)
SAFETY = 64
"""Two steps agree that differ by no more than so many times their rounding; a kink between them makes far more."""

PRECISIONS = (EXTENDED, DOUBLE) if np.finfo(np.longdouble).eps < np.finfo(np.float64).eps else (DOUBLE,)
"""The best first. With more digits than float64's, where the machine has them, differences lose hardly any of these."""


def along(function: Function, here: Mapping[str, Array], direction: Mapping[str, Array]) -> Array:
    """The derivative of a function of named arrays along a direction, exact: Im f(a + iηd)/η.

    By differences where the arrays are complex already. η is so small that η² is 0: nothing of second order is left,
    not even where all numbers are 0.
    """
    if any(np.iscomplexobj(array) for array in (*here.values(), *direction.values())):
        return by_differences(function, here, direction)
    dtype = np.result_type(np.float64, *here.values())
    eta = np.ldexp(dtype.type(1), int(0.55 * np.finfo(dtype).minexp))
    return np.imag(function(moved(here, direction, 1j * eta))) / eta


def by_differences(function: Function, here: Mapping[str, Array], direction: Mapping[str, Array]) -> Array:
    """The same by seven-point central differences, in the best precision that the machine and the function have."""
    for precision in PRECISIONS[:-1]:
        try:
            return _double(_differences(function, here, direction, precision))
        except TypeError:  # a function may not take it: NumPy's linear algebra does not
            continue
    return _double(_differences(function, here, direction, PRECISIONS[-1]))


def moved(here: Mapping[str, Array], direction: Mapping[str, Array], step: Any) -> dict[str, Array]:
    """The arrays, those of the direction moved along it."""
    return {name: array + step * direction[name] if name in direction else array for name, array in here.items()}


def units(name: str, array: Array) -> Iterator[dict[str, Array]]:
    """One direction per number of an array, in order."""
    for index in range(np.size(array)):
        unit = np.zeros(np.size(array))
        unit[index] = 1.0
        yield {name: unit.reshape(np.shape(array))}


def scale(array: Array) -> float:
    """The largest number of an array, 1 if there is none but 0."""
    return float(np.max(np.abs(array), initial=0.0)) or 1.0


def _differences(
    function: Function, here: Mapping[str, Array], direction: Mapping[str, Array], precision: Precision
) -> Array:
    """The derivative by the wide step, or by the narrow one near a kink.

    Raises:
        TypeError: what the function returns has lost the precision.
    """
    size = max(scale(here[name]) for name in direction)
    cast = {name: precision.cast(array) for name, array in here.items()}
    eps = np.finfo(precision.real).eps
    wide, rounding = _difference(function, cast, direction, size * precision.wide)
    if np.finfo(np.asarray(wide).dtype).eps > eps:
        raise TypeError(f"expected {precision.real}, got {np.asarray(wide).dtype}")
    quarter, _ = _difference(function, cast, direction, size * precision.wide / 4)
    if np.max(np.abs(wide - quarter), initial=0.0) <= SAFETY * eps * max(rounding, scale(quarter)):
        return wide
    return _difference(function, cast, direction, size * precision.narrow)[0]


def _difference(
    function: Function, here: Mapping[str, Array], direction: Mapping[str, Array], step: float
) -> tuple[Array, float]:
    """The derivative, and what rounding makes of it in units of eps: the largest value, divided by the step."""
    pairs = [
        (weight, function(moved(here, direction, k * step)), function(moved(here, direction, -k * step)))
        for weight, k in WEIGHTS
    ]
    largest = max(float(np.max(np.abs(value), initial=0.0)) for _, *both in pairs for value in both)
    return sum(weight * (after - before) for weight, after, before in pairs) / step, largest / step


def _double(array: Array) -> Array:
    return np.asarray(array, dtype=np.complex128 if np.iscomplexobj(array) else np.float64)
