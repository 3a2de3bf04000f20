"""The contract of a loss: four small functions of score vectors."""

from abc import abstractmethod
from typing import Any, ClassVar

from ganreg.component import Component

Array = Any


class AbstractLoss(Component):
    """Two scalars from two score vectors, both minimised, and their gradients with respect to the scores.

    The critic is high on real samples. Scores are logits of shape `(n,)` and `(m,)`; the two may differ in size unless
    the loss is pairwise. Formulas are written against the array API: `xp` is the namespace of the scores, so the same
    lines run on NumPy, CuPy and PyTorch. The gradients are given by hand, so that backends without automatic
    differentiation can use them; the kit checks them against the values.
    """

    kind: ClassVar[str] = "loss"

    generator_needs_real: ClassVar[bool] = False
    """Whether the generator's loss depends on real scores (relativistic losses): then its step takes a real batch."""

    pairwise: ClassVar[bool] = False
    """Whether real and fake samples are paired one to one, so that unequal batches are refused."""

    twice_differentiable: ClassVar[bool] = True
    """Whether automatic differentiation of the gradients is right; False where they hold a solver's result constant."""

    @property
    def score_range(self) -> tuple[float, float]:
        """Scores within which values and gradients are finite in float32, and held to the kit's tolerance."""
        return (-1e4, 1e4)

    @abstractmethod
    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """The critic's loss, a scalar array."""

    @abstractmethod
    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """∂critic/∂real `(n,)` and ∂critic/∂fake `(m,)`."""

    @abstractmethod
    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """The generator's loss, a scalar array. `real` is None unless `generator_needs_real`."""

    @abstractmethod
    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """∂generator/∂real (None where it does not depend on real) and ∂generator/∂fake `(m,)`."""
