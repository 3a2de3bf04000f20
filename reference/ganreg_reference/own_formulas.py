"""A component's own formulas in the place of an oracle, for components of which nobody has given one.

What is computed this way agrees with the component by construction; only what the reference does around it, such as the
network's gradients and the second order, stays independent.
"""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.state import OptimizerState, Parameters

Array = Any


@attrs.frozen
class OwnLoss:
    """A loss by its own four formulas."""

    component: Any

    def critic(self, real: Array, fake: Array) -> Array:
        """The critic's loss."""
        return self.component.critic(real, fake, np)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂real `(n,)` and ∂/∂fake `(m,)`."""
        gradients: tuple[Array, Array] = self.component.critic_gradients(real, fake, np)
        return gradients

    def generator(self, real: Array | None, fake: Array) -> Array:
        """The generator's loss."""
        return self.component.generator(real, fake, np)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂real, or None, and ∂/∂fake `(m,)`."""
        gradients: tuple[Array | None, Array] = self.component.generator_gradients(real, fake, np)
        return gradients


@attrs.frozen
class OwnGradientPenalty:
    """A gradient penalty by its own function of the norms, and its derivative."""

    component: Any

    def value(self, norms: Array) -> Array:
        """φ of the norms `(n,)`."""
        return self.component.value(norms, np)

    def derivative(self, norms: Array) -> Array:
        """∂φ/∂norms `(n,)`."""
        return self.component.derivative(norms, np)


@attrs.frozen
class OwnTerm:
    """A score penalty or a weight penalty by its own value and gradients."""

    component: Any

    def value(self, arguments: Any) -> Array:
        """The term."""
        return self.component.value(arguments, np)

    def gradients(self, arguments: Any) -> Any:
        """Its derivatives, in the arguments' structure."""
        return self.component.gradients(arguments, np)


@attrs.frozen
class OwnFeatureTerm:
    """A feature penalty by its own value and gradients."""

    component: Any

    def value(self, scores: tuple[Array, ...], features: tuple[Array, ...]) -> Array:
        """The term."""
        return self.component.value(scores, features, np)

    def gradients(
        self, scores: tuple[Array, ...], features: tuple[Array, ...]
    ) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """Its derivatives in the scores and in the features."""
        found: tuple[tuple[Array, ...], tuple[Array, ...]] = self.component.gradients(scores, features, np)
        return found


@attrs.frozen
class OwnProjection:
    """A projection by its own formula."""

    component: Any

    def project(self, name: str, value: Array) -> Array:
        """The weight `name` after projection."""
        return self.component.project(name, value, np)


@attrs.frozen
class OwnReparametrisation:
    """A reparametrisation by its own formulas."""

    component: Any

    def start(self, weights: Parameters, stream: Any) -> Mapping[str, Any]:
        """The state before the first update."""
        state: Mapping[str, Any] = self.component.start(weights, stream)
        return state

    def effective(self, weights: Parameters, state: Mapping[str, Any]) -> Parameters:
        """W̃."""
        found: Parameters = self.component.effective(weights, state, np)
        return found

    def pullback(self, weights: Parameters, state: Mapping[str, Any], cotangents: Parameters) -> Parameters:
        """The gradient in W."""
        pulled: Parameters = self.component.pullback(weights, state, cotangents, np)
        return pulled

    def next_state(self, state: Mapping[str, Any], weights: Parameters) -> Mapping[str, Any]:
        """The state after an update."""
        after: Mapping[str, Any] = self.component.next_state(state, weights, np)
        return after


@attrs.frozen
class OwnInputTransform:
    """An input transform by its own formulas."""

    component: Any

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The random numbers by name."""
        numbers: Mapping[str, Array] = self.component.draw(stream, shape)
        return numbers

    def transform(self, samples: Array, draws: Mapping[str, Array]) -> Array:
        """T(x) `(n, *shape)`."""
        return self.component.transform(samples, draws, np)

    def pullback(self, samples: Array, draws: Mapping[str, Array], cotangents: Array) -> Array:
        """(∂T/∂x)ᵀ cotangents."""
        return self.component.pullback(cotangents, samples, draws, np)


@attrs.frozen
class OwnPointSet:
    """A point set by its own formulas."""

    component: Any

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The random numbers by name."""
        numbers: Mapping[str, Array] = self.component.draw(stream, shape)
        return numbers

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points `(n, *shape)`."""
        return self.component.points(real, fake, draws, np)


@attrs.frozen
class OwnNorm:
    """A norm by its own formulas, asked about one gradient at a time."""

    component: Any

    def value(self, gradient: Array) -> Array:
        """‖g‖."""
        return self.component.value(gradient.reshape(1, -1), np)[0]

    def pullback(self, gradient: Array, cotangent: Array) -> Array:
        """cotangent·∂‖g‖/∂g, in the gradient's shape."""
        row = gradient.reshape(1, -1)
        norms, cotangents = self.component.value(row, np), np.array([cotangent])
        return self.component.pullback(row, norms, cotangents, np).reshape(gradient.shape)


@attrs.frozen
class OwnOptimizer:
    """An optimizer by its own rule."""

    component: Any

    def init(self, params: Parameters) -> OptimizerState:
        """The state before the first step."""
        state: OptimizerState = self.component.init(params, np)
        return state

    def update(self, grads: Parameters, state: OptimizerState, params: Parameters) -> tuple[Parameters, OptimizerState]:
        """One step."""
        stepped: tuple[Parameters, OptimizerState] = self.component.update(grads, state, params, np)
        return stepped


@attrs.frozen
class OwnAverage:
    """An average by its own formula."""

    component: Any

    def updated(self, average: Parameters, params: Parameters, update: int) -> Parameters:
        """The average after an update."""
        averaged: Parameters = self.component.updated(average, params, update, np)
        return averaged
