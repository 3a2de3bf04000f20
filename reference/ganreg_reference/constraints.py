"""Oracles of the constraints, of their point sets and of their norms, one sample at a time.

An oracle is made from a component, of which only the parameters are read.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any


class GradientPenalty:
    """λ·E(‖∇f(x̂)‖ − target)², or λ·E max(0, ‖∇f(x̂)‖ − target)² if one-sided, as a function of the norms `(n,)`.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), equation 3; the one-sided form in section 4.
    """

    def __init__(self, penalty: Any) -> None:
        self.weight = penalty.weight
        self.target = penalty.target
        self.one_sided = penalty.one_sided

    def value(self, norms: Array) -> Array:
        """(λ/n) Σᵢ eᵢ² with eᵢ = ‖gᵢ‖ − target, or 0 if one-sided and the norm is below the target."""
        return self.weight * sum(self._excess(norm) ** 2 for norm in norms) / len(norms)

    def derivative(self, norms: Array) -> Array:
        """∂/∂‖gᵢ‖ = 2λ·eᵢ/n."""
        return np.array([2.0 * self.weight * self._excess(norm) / len(norms) for norm in norms])

    def _excess(self, norm: Array) -> Array:
        return 0.0 * norm if self.one_sided and np.real(norm) <= self.target else norm - self.target


class Clip:
    """w ← min(max(w, −c), c), one number at a time.

    Source: Arjovsky, Chintala, Bottou 2017 (arXiv 1701.07875), Algorithm 1, line 7.
    """

    def __init__(self, clip: Any) -> None:
        self.bound = clip.bound

    def project(self, name: str, value: Array) -> Array:
        """The parameter `name`, any shape, with every number brought into [−c, c]; NaN stays NaN."""
        flat = [max(min(number, self.bound), -self.bound) for number in np.ravel(value)]
        return np.array(flat, dtype=np.float64).reshape(np.shape(value))


class Interpolates:
    """x̂ᵢ = εᵢ·xᵢ + (1 − εᵢ)·x̃ᵢ with εᵢ ~ U[0, 1), one number per sample.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), Algorithm 1, lines 4 to 6.
    """

    def __init__(self, points: Any) -> None:
        self.component = points

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`epsilon`, shape `(n,)`."""
        return {"epsilon": stream.uniform((shape[0],))}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points `(n, *shape)`."""
        pairs = zip(draws["epsilon"], real, fake, strict=True)
        return np.array([epsilon * x + (1.0 - epsilon) * generated for epsilon, x, generated in pairs])


class Real:
    """The real samples themselves."""

    def __init__(self, points: Any) -> None:
        self.component = points

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """Nothing is drawn."""
        return {}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """All of x."""
        return real


class Fake(Real):
    """The generated samples themselves."""

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """All of x̃."""
        return fake


class Euclidean:
    """‖g‖ = √Σₖ gₖ² over all numbers of one sample's gradient, with nothing added in the root."""

    def __init__(self, norm: Any) -> None:
        self.component = norm

    def value(self, gradient: Array) -> Array:
        """The norm of one gradient of any shape."""
        return np.sqrt(sum(number * number for number in np.ravel(gradient)))

    def pullback(self, gradient: Array, cotangent: Array) -> Array:
        """cotangent·∂‖g‖/∂g = cotangent·g/‖g‖, which is taken as 0 where g = 0."""
        norm = self.value(gradient)
        return cotangent * gradient / norm if norm != 0 else np.zeros_like(gradient)
