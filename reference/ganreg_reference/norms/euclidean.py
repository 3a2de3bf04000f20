"""The Euclidean norm."""

from typing import Any

import numpy as np

Array = Any


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
