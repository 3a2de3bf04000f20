"""A player's parameters and moments where programs read and change them."""

from typing import Any

import attrs

from ganreg.state import FlatParameters, OptimizerState, Parameters, PlayerState
from ganreg_array.subnormal import flushed

Array = Any


class Resident:
    """Memory that programs work in, beside a state that never changes: either may be ahead of the other.

    Args:
        own: the player's state.
        base: NumPy or CuPy.

    Attributes:
        params: flat.
        moments: flat, by name.
        gradient: flat; what the last step has found.
        ahead: whether programs have moved on from the state that was loaded.
    """

    def __init__(self, own: PlayerState, base: Any) -> None:
        self._base = base
        self.params = base.empty_like(flat(own.params).buffer)
        self.gradient = base.zeros_like(flat(own.params).buffer)
        self.moments = {name: base.empty_like(flat(moment).buffer) for name, moment in own.optimizer.moments.items()}
        self.ahead = False
        self._loaded: tuple[Any, Any] = (None, None)

    @property
    def arrays(self) -> list[Array]:
        """All that a step moves."""
        return [self.params, *self.moments.values()]

    def load(self, own: PlayerState) -> None:
        """Take over a state, unless it is the one that was taken over last or that programs have moved on from."""
        if self.ahead or (own.params is self._loaded[0] and own.optimizer is self._loaded[1]):
            return
        self._base.copyto(self.params, flat(own.params).buffer)
        for name, moment in self.moments.items():
            self._base.copyto(moment, flat(own.optimizer.moments[name]).buffer)
        self._loaded = own.params, own.optimizer

    def flush(self) -> None:
        """Count moments as 0 that are too small to compute with at full speed."""
        for moment in self.moments.values():
            self._base.copyto(moment, flushed(moment, self._base))

    def caught_up(self, own: PlayerState) -> PlayerState:
        """The state with the numbers that are here, if these are newer."""
        if not self.ahead:
            return own
        like = flat(own.params).like
        moments = {name: like(moment.copy()) for name, moment in self.moments.items()}
        new = attrs.evolve(own, params=like(self.params.copy()), optimizer=OptimizerState(own.optimizer.step, moments))
        self._loaded, self.ahead = (new.params, new.optimizer), False
        return new


def flat(arrays: Parameters) -> FlatParameters:
    """An engine's own arrays, which lie in one buffer."""
    assert isinstance(arrays, FlatParameters)
    return arrays
