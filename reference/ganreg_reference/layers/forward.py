"""A layer of which only the forward formula is given: its derivatives are taken from it."""

from collections.abc import Callable, Mapping

import numpy as np

from ganreg.errors import PluginError, UnsupportedError
from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights
from ganreg_reference.layers.steps import along, by_differences, scale, units

TOLERANCE = 1e-5
"""How far complex step and differences may be apart, relative; both are right to 1e-9 where numbers are of size 1."""

Function = Callable[[Mapping[str, Array]], Array]


class AbstractForwardLayer(AbstractReferenceLayer):
    """A layer given by `forward(x, weights)` alone, for one sample, in NumPy and for complex numbers too.

    First derivatives are complex steps, Im h(x + iηẋ)/η, which are exact; the second order, a derivative of ẏ, is a
    central difference of complex steps, right to about 1e-12 of its size: an engine with such a layer says so in
    `approximate`, and is compared by a row of its own in the table of tolerances.

    A formula takes complex numbers as it takes real ones if it has no absolute value, no conjugate and no cast:
    `np.where(np.real(v) < 0, -v, v)` for |v|, `np.sqrt(np.sum(v * v))` for a norm, `v.T` for a transpose, comparisons
    of `np.real(v)`. One that does not is found out before its first derivative is used.

    Complex x and weights, of somebody else's complex step, are differentiated by differences too, once.
    """

    _tried = False

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """x̄ₖ = Σ ȳ·∂y/∂xₖ, and w̄ likewise."""
        self._try_out(x, weights)
        found = _gradient(lambda at: np.sum(adjoint * self._at(at)), {"": x, **weights})
        return found.pop(""), found

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """ẏ = ∂h(x + tẋ)/∂t."""
        self._try_out(x, weights)
        return along(self._at, {"": x, **weights}, {"": tangent})

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """x̄ₖ = Σ ȳ·∂y/∂xₖ + Σ c·∂ẏ/∂xₖ, the second by differences, and w̄ likewise; the adjoint of ẋ is Jᵀc."""
        if np.iscomplexobj(np.concatenate([np.ravel(v) for v in (x, tangent, *weights.values())])):
            raise UnsupportedError(
                f"The reference has {type(self).__name__}'s second order by differences, and cannot differentiate it "
                "again. Announce an oracle with all four formulas: ganreg_reference.layers.AbstractReferenceLayer."
            )
        first, gradients = self.backward(x, weights, adjoint)
        tangent_to = self.backward(x, weights, tangent_adjoint)[0]
        second = self._second(x, weights, tangent, tangent_adjoint)
        return first + second.pop(""), tangent_to, {name: gradients[name] + second[name] for name in gradients}

    def _second(self, x: Array, weights: Weights, tangent: Array, tangent_adjoint: Array) -> dict[str, Array]:
        """The gradient of Σ c·ẏ in x and w."""

        def paired(at: Mapping[str, Array]) -> Array:
            return np.sum(tangent_adjoint * along(self._at, at, {"": tangent}))

        here = {"": x, **weights}
        return {
            name: np.reshape([by_differences(paired, here, unit) for unit in units(name, array)], np.shape(array))
            for name, array in here.items()
        }

    def _at(self, arrays: Mapping[str, Array]) -> Array:
        weights = dict(arrays)
        return self.forward(weights.pop(""), weights)

    def _try_out(self, x: Array, weights: Weights) -> None:
        """Compare complex step and differences of the formula, once, along one direction near the given numbers.

        Not at them: zeros are where formulas bend.

        Raises:
            PluginError: they differ.
        """
        if self._tried:
            return
        self._tried = True
        random = np.random.default_rng(0)
        given = {name: np.real(array) for name, array in {"": x, **weights}.items()}
        near = {name: v + 0.1 * scale(v) * random.normal(size=np.shape(v)) for name, v in given.items()}
        direction = {name: scale(v) * random.normal(size=np.shape(v)) for name, v in given.items()}
        expected = by_differences(self._at, near, direction)
        try:
            found = along(self._at, near, direction)
        except (TypeError, ValueError, Warning) as error:
            raise self._not_complex(f"raises {type(error).__name__} for them: {error}") from error
        difference = np.max(np.abs(found - expected), initial=0.0)
        if difference > TOLERANCE * max(1.0, np.max(np.abs(expected), initial=0.0)):
            raise self._not_complex(f"has a derivative by a complex step that is off by {difference:.2g}")

    def _not_complex(self, what: str) -> PluginError:
        return PluginError(
            f"The forward formula of {type(self).__module__}.{type(self).__name__} does not take complex numbers as it "
            f"takes real ones: it {what}. Write np.where(np.real(v) < 0, -v, v) for abs(v), np.sqrt(np.sum(v * v)) for "
            "a norm, v.T for a transpose, and compare np.real(v); no float() and no astype."
        )


def _gradient(function: Function, here: Mapping[str, Array]) -> dict[str, Array]:
    return {
        name: np.reshape([along(function, here, unit) for unit in units(name, array)], np.shape(array))
        for name, array in here.items()
    }
