"""The contract of a norm."""

from abc import abstractmethod
from typing import Any, ClassVar

from ganreg.component import Component

Array = Any


class AbstractNorm(Component):
    """A norm over all non-batch axes, with its gradient.

    It is that of the critic's gradient itself. A critic that is 1-Lipschitz for the distance ‖x − y‖_q has gradients
    with ‖∇f‖_p ≤ 1, 1/p + 1/q = 1: `linf` serves the distance of order 1, `l1` the largest difference of a coordinate,
    and the Euclidean norm serves itself.

    Source: Adler and Lunz 2018 (arXiv 1806.06621), Banach Wasserstein GAN.
    """

    kind: ClassVar[str] = "norm"

    @abstractmethod
    def value(self, gradients: Array, xp: Any) -> Array:
        """Norms `(n,)` of gradients `(n, d)`. PyTorch's derivative of it must be `pullback`: 0 at 0, never NaN."""

    @abstractmethod
    def pullback(self, gradients: Array, norms: Array, cotangents: Array, xp: Any) -> Array:
        """Σ cotangentᵢ ∂‖gᵢ‖/∂gᵢ, shape `(n, d)`; 0 where the norm is 0."""
