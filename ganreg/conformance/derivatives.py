"""A hand-written derivative against the value alone: central differences, and complex step where that is exact."""

import warnings
from collections.abc import Iterator

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.conformance.formulas.formula import Formula, Named

Float64 = NDArray[np.float64]
STEP, FINER = 1e-3, 1.25e-4
DIFFERENCES, COMPLEX = 1e-6, 1e-12
"""The largest relative error: of five-point central differences, and of a complex step, which has no cancellation."""

SMOOTH = 5e-7
"""Where two step sizes, or two sides, differ by more than this, relatively, there is a kink: nothing can be said."""

MANY = 12
"""So many numbers of each argument are moved, evenly spread."""


@attrs.frozen
class Slope:
    """One partial derivative of ⟨cotangents, results⟩: as written by hand, by differences, and by complex step.

    `complex_step` is None where the value does not take complex numbers.
    """

    where: str
    written: float
    differences: float
    complex_step: float | None
    scale: float
    smooth: bool

    @property
    def is_analytic(self) -> bool:
        """Whether the complex step, if there is one, gives what differences give; of |z| it gives another number."""
        return self.complex_step is not None and self._is_near(self.complex_step, self.differences, DIFFERENCES)

    def error(self, analytic: bool) -> str:
        """How the derivative written by hand differs, or nothing; by the complex step too, where that is right."""
        if not self._is_near(self.written, self.differences, DIFFERENCES):
            return f"{self.where} is {self.written:.7g} by hand, but {self.differences:.7g} by central differences"
        if analytic and not self._is_near(self.written, float(self.complex_step or 0), COMPLEX):
            return f"{self.where} is {self.written:.16g} by hand, but {self.complex_step:.16g} by complex step"
        return ""

    def _is_near(self, one: float, other: float, tolerance: float) -> bool:
        return abs(one - other) <= tolerance * self.scale  # false for a NaN


def slopes(formula: Formula) -> Iterator[Slope]:
    """The partial derivatives of a formula that has a derivative by hand."""
    assert formula.pullback is not None
    cotangents = formula.cotangents()
    with np.errstate(all="ignore"):
        written = formula.pullback(formula.arguments, cotangents, np)
    gradients = {name: np.asarray(written[name]) for name in formula.arguments}
    largest = max(float(np.max(np.abs(g), initial=0.0)) for g in gradients.values())
    for name, array in formula.arguments.items():
        if gradients[name].shape != array.shape:
            raise ValueError(f"the derivative in {name} has shape {gradients[name].shape}, expected {array.shape}")
        for place in list(np.ndindex(array.shape))[:: max(1, array.size // MANY)]:
            along = _along(formula, cotangents, name, place)
            size = max(1.0, abs(float(array[place])))
            coarse, fine = (_five_points(along, step * size) for step in (STEP, FINER))
            left, right = (_one_sided(along, step * size) for step in (-FINER, FINER))
            scale = max(1.0, largest, abs(coarse))
            smooth = bool(max(abs(coarse - fine), abs(left - right)) <= SMOOTH * scale)
            where = f"∂{formula.name}/∂{name}{list(place) if place else ''}"
            yield Slope(where, float(gradients[name][place]), fine, _by_complex_step(along), scale, smooth)


class _Along:
    """⟨cotangents, results⟩ as one number of an argument moves."""

    def __init__(self, formula: Formula, cotangents: Named, name: str, place: tuple[int, ...]) -> None:
        self.formula, self.cotangents, self.name, self.place = formula, cotangents, name, place

    def __call__(self, change: complex) -> complex:
        moved = self.formula.arguments[self.name].astype(np.result_type(type(change), np.float64))
        moved[self.place] += change
        results = self.formula.results({**self.formula.arguments, self.name: moved})
        total: complex = sum(np.sum(cotangent * results[name]) for name, cotangent in self.cotangents.items())
        return total


def _along(formula: Formula, cotangents: Named, name: str, place: tuple[int, ...]) -> _Along:
    return _Along(formula, cotangents, name, place)


def _five_points(along: _Along, h: float) -> float:
    """f′(0) from four values, with an error of h⁴f⁗′/30."""
    near, far = (float(np.real(along(step) - along(-step))) for step in (h, 2 * h))
    return (8 * near - far) / (12 * h)


def _one_sided(along: _Along, h: float) -> float:
    """f′(0) from values on one side, with an error of h²f‴/3."""
    here, near, far = (float(np.real(along(step))) for step in (0.0, h, 2 * h))
    return (4 * near - 3 * here - far) / (2 * h)


def _by_complex_step(along: _Along) -> float | None:
    """Im f(ih)/h, exact to rounding for an analytic f; None if f does not take complex numbers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a formula that drops the imaginary part: it is found out by its value
            return float(np.imag(along(1e-30j))) / 1e-30
    except Exception:  # noqa: BLE001 - a stranger's formula may do anything with a complex number
        return None
