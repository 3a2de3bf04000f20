"""What optimizers share that treat every number alone."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from ganreg.state import OptimizerState, Parameters

Array = Any


class ElementwiseRule(ABC):
    """An update rule that treats every number alone: θ and its moments from the gradient g at step t = 1, 2, …"""

    moments: tuple[str, ...] = ()

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer

    def init(self, params: Parameters) -> OptimizerState:
        """The state before the first step: all moments zero."""
        return OptimizerState(
            0, {moment: {name: np.zeros_like(params[name]) for name in params} for moment in self.moments}
        )

    def update(self, grads: Parameters, state: OptimizerState, params: Parameters) -> tuple[Parameters, OptimizerState]:
        """One step: the new parameters and the new state."""
        t = state.step + 1
        rows = {}
        for name in params:
            old = [state.moments[moment][name] for moment in self.moments]
            rows[name] = self.step(params[name], grads[name], old, t)
        moments = {moment: {name: rows[name][k + 1] for name in params} for k, moment in enumerate(self.moments)}
        return {name: rows[name][0] for name in params}, OptimizerState(t, moments)

    @abstractmethod
    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """The new θ, then the new moments in order."""
