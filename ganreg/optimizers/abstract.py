"""The contract of an optimizer: pure functions of gradients, state and parameters."""

from abc import abstractmethod
from typing import Any, ClassVar

import attrs

from ganreg.component import Component
from ganreg.params import POSITIVE, param
from ganreg.schedules import settled
from ganreg.state import OptimizerState, Parameters, map_parameters

Array = Any


@attrs.frozen(kw_only=True)
class AbstractOptimizer(Component):
    """`init(params) → state`, `update(grads, state, params) → params, state`; nothing is changed in place.

    Most optimizers treat each number alone: they name their `moments` and give `step`, a formula for one array.
    One that does not (a norm over a layer, say) overrides `init` and `update`.
    """

    kind: ClassVar[str] = "optimizer"

    moments: ClassVar[tuple[str, ...]] = ()
    """Names of the arrays kept per parameter, all zero at the start."""

    adaptive: ClassVar[bool] = True
    """Whether a step is divided by the gradients' own size. Where a gradient is 0 but for rounding that makes the noise
    as large as any step, so such optimizers are compared over whole iterations in float64 alone.
    """

    lr: float = param(attrs.NOTHING, "The learning rate.", validator=POSITIVE, schedulable=True)

    @property
    def has_momentum(self) -> bool:
        """Whether past gradients move the parameters (the WGAN paper found that unstable with clipping)."""
        return False

    @property
    def kept(self) -> tuple[str, ...]:
        """The moments that these parameters need: all, unless a flag leaves some of them out."""
        return self.moments

    def init(self, params: Parameters, xp: Any) -> OptimizerState:
        """The state before the first step: all moments zero."""
        return OptimizerState(0, {name: map_parameters(xp.zeros_like, params) for name in self.kept})

    def update(
        self, grads: Parameters, state: OptimizerState, params: Parameters, xp: Any
    ) -> tuple[Parameters, OptimizerState]:
        """One step: the new parameters and the new state."""
        rule, t = settled(self, state.step), state.step + 1
        kept = [state.moments[name] for name in self.kept]
        columns = map_parameters(
            lambda p, g, *m: rule.step(g, m, p, t, xp), params, grads, *kept, results=1 + len(kept)
        )
        return columns[0], OptimizerState(t, dict(zip(self.kept, columns[1:], strict=True)))

    @abstractmethod
    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The formula for one array at step t = 1, 2, …: the new parameter, then the new moments in order.

        t is a number, or an integer array of the backend where a step is compiled once for all t. So a formula computes
        with it by operators, `0.9**t`; one that branches on it or hands it to `math` works too, but is not compiled.
        """
