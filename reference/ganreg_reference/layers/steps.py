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
        steps: relative to the largest number that moves; the smaller one is for places near a kink.
    """

    real: Any
    imaginary: Any
    steps: tuple[float, float]

    def cast(self, array: Array) -> Array:
        """An array in this precision, real or complex as it is."""
        return np.asarray(array, dtype=self.imaginary if np.iscomplexobj(array) else self.real)


DOUBLE = Precision(np.float64, np.complex128, (2.0**-10, 2.0**-14))
EXTENDED = Precision(np.longdouble, np.clongdouble, (2.0**-15, 2.0**-20))
PRECISIONS = (EXTENDED, DOUBLE) if np.finfo(np.longdouble).eps < np.finfo(np.float64).eps else (DOUBLE,)
"""The best first. With more digits than float64's, where the machine has them, differences lose hardly any of these."""

SAFETY = 64
"""A step is trusted if a quarter of it differs by no more than so many times its rounding: with a kink between them, or
a formula that has not kept the precision, it differs by far more.
"""


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
    """The same by seven-point central differences, by the best precision and the widest step that can be trusted."""
    found = None
    for precision in PRECISIONS:
        try:
            for step in precision.steps:
                found, trusted = _tried(function, here, direction, precision, step)
                if trusted:
                    return _double(found)
        except TypeError:  # a function may not take that precision: NumPy's linear algebra does not
            if precision is PRECISIONS[-1]:
                raise
    return _double(found)


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


def _tried(
    function: Function, here: Mapping[str, Array], direction: Mapping[str, Array], precision: Precision, step: float
) -> tuple[Array, bool]:
    """The derivative by one step, and whether a quarter of it says the same."""
    cast = {name: precision.cast(array) for name, array in here.items()}
    step *= max(scale(here[name]) for name in direction)
    wide, rounding = _difference(function, cast, direction, step)
    quarter, _ = _difference(function, cast, direction, step / 4)
    allowed = SAFETY * float(np.finfo(precision.real).eps) * max(rounding, scale(quarter))
    return wide, bool(np.max(np.abs(wide - quarter), initial=0.0) <= allowed)


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
