"""Oracles of the optimizers: the published update rules, array by array, nothing rearranged.

An oracle is made from a component, of which only the parameters are read. Moments have the names that checkpoints hold.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from ganreg.state import OptimizerState, Parameters

Array = Any


class ElementwiseRule(ABC):
    """An update rule that treats every number alone: θ and its moments from the gradient g at step t = 1, 2, …"""

    moments: ClassVar[tuple[str, ...]] = ()

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


class SGD(ElementwiseRule):
    """v ← μv + g, θ ← θ − lr·v.

    Source: Sutskever et al. 2013, equations 1 and 2, with the learning rate outside the velocity.
    """

    moments = ("velocity",)

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, v."""
        v = self.optimizer.momentum * moments[0] + g
        return theta - self.optimizer.lr * v, v


class RMSProp(ElementwiseRule):
    """s ← ρs + (1 − ρ)g², θ ← θ − lr·g/(√s + ε).

    Source: Tieleman and Hinton 2012, Lecture 6.5.
    """

    moments = ("square",)

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, s."""
        rho = self.optimizer.decay
        s = rho * moments[0] + (1.0 - rho) * g**2
        return theta - self.optimizer.lr * g / (np.sqrt(s) + self.optimizer.epsilon), s


class Adam(ElementwiseRule):
    """m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ), θ ← θ − lr·m̂/(√v̂ + ε).

    Source: Kingma and Ba 2015 (arXiv 1412.6980), Algorithm 1.
    """

    moments = ("mean", "square")

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, m, v."""
        beta1, beta2 = self.optimizer.beta1, self.optimizer.beta2
        m = beta1 * moments[0] + (1.0 - beta1) * g
        v = beta2 * moments[1] + (1.0 - beta2) * g**2
        m_hat = m / (1.0 - beta1**t)
        v_hat = v / (1.0 - beta2**t)
        return theta - self.optimizer.lr * m_hat / (np.sqrt(v_hat) + self.optimizer.epsilon), m, v
