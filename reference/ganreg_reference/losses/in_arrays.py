"""A loss oracle whose gradients may be lists: numbers written down one by one."""

from typing import Any

import numpy as np

from ganreg_reference.contracts import LossOracle

Array = Any


class LossInArrays:
    """The same oracle, its gradients as arrays.

    Args:
        oracle: the loss's.
    """

    def __init__(self, oracle: LossOracle) -> None:
        self.oracle = oracle

    def critic(self, real: Array, fake: Array) -> Array:
        """The oracle's."""
        return self.oracle.critic(real, fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """The oracle's, as arrays."""
        of_real, of_fake = self.oracle.critic_gradients(real, fake)
        return np.asarray(of_real), np.asarray(of_fake)

    def generator(self, real: Array | None, fake: Array) -> Array:
        """The oracle's."""
        return self.oracle.generator(real, fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """The oracle's, as arrays."""
        of_real, of_fake = self.oracle.generator_gradients(real, fake)
        return None if of_real is None else np.asarray(of_real), np.asarray(of_fake)
