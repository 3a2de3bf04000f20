"""A loss that is given by its two values alone."""

from typing import Any, ClassVar

from ganreg.errors import UnsupportedError
from ganreg.losses.abstract import AbstractLoss

Array = Any


class AbstractLossByValue(AbstractLoss):
    """`critic` and `generator` without their derivatives: for backends that differentiate, such as torch.

    The formulas may be written for one framework (`torch.nn.functional`), if an oracle is announced for the reference
    and `support` says that other backends do not compute them. An oracle may give values alone too: the reference takes
    complex steps through it. The array backends, whose gradients are written by hand, refuse such a loss.
    """

    needs_differentiation: ClassVar[bool] = True

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """Refused."""
        raise self._refusal()

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """Refused."""
        raise self._refusal()

    def _refusal(self) -> UnsupportedError:
        return UnsupportedError(
            f"{type(self).__name__} gives no gradients. Derive it from AbstractLoss and write them, or use a backend "
            "that differentiates: backend='torch'."
        )
