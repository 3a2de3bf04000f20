"""A loss whose derivatives nobody wrote: complex steps through its values."""

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np

from ganreg.errors import PluginError

Array = Any
STEP = 1e-30
DIFFERENCE, AGREEMENT = 1e-5, 1e-3
"""The step of the central differences that find out a value which is not analytic, and how near they must come."""


@attrs.frozen
class LossByComplexStep:
    """∂L/∂s = Im L(s + ih)/h for each score s, exact to rounding for an analytic L.

    Args:
        values: has `critic(real, fake)` and `generator(real, fake)`, which take complex scores: √(z·z) for |z|, no
            casts.
        generator_needs_real: whether the generator's loss depends on the real scores.

    Raises:
        PluginError: a value does not take complex numbers.
    """

    values: Any
    generator_needs_real: bool = False

    def critic(self, real: Array, fake: Array) -> Array:
        """The critic's loss."""
        return self.values.critic(real, fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂real `(n,)` and ∂/∂fake `(m,)`."""
        in_real = self._derivatives(lambda r: self.values.critic(r, fake), real)
        return in_real, self._derivatives(lambda f: self.values.critic(real, f), fake)

    def generator(self, real: Array | None, fake: Array) -> Array:
        """The generator's loss."""
        return self.values.generator(real, fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂real, or None, and ∂/∂fake `(m,)`."""
        in_fake = self._derivatives(lambda f: self.values.generator(real, f), fake)
        if real is None or not self.generator_needs_real:
            return None, in_fake
        return self._derivatives(lambda r: self.values.generator(r, fake), real), in_fake

    def _derivatives(self, value: Callable[[Array], Array], scores: Array) -> Array:
        with np.errstate(all="ignore"):
            found = [self._derivative(value, scores, k) for k in range(len(scores))]
        return np.array(found)

    def _derivative(self, value: Callable[[Array], Array], scores: Array, place: int) -> float:
        unit = np.zeros(len(scores))
        unit[place] = 1.0
        exact = float(np.imag(value(scores + 1j * STEP * unit))) / STEP
        h = DIFFERENCE * max(1.0, abs(float(scores[place])))
        near = float(value(scores + h * unit) - value(scores - h * unit)) / (2 * h)
        if abs(exact - near) > AGREEMENT * max(1.0, abs(near)) and self._is_smooth(value, scores, h * unit):
            raise PluginError(
                f"{type(self.values).__name__} gives the derivative {exact:.4g} by complex step and {near:.4g} by "
                "differences, so its values do not take complex numbers. Write √(z·z) for |z|, and cast nothing."
            )
        return exact

    def _is_smooth(self, value: Callable[[Array], Array], scores: Array, step: Array) -> bool:
        """Whether both sides have one slope: at a kink differences say nothing."""
        here = value(scores)
        right, left = float(value(scores + step) - here), float(here - value(scores - step))
        return abs(right - left) <= 0.1 * max(abs(right), abs(left))
