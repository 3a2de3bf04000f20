"""States and terms in float64, as arrays of the reference's own."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.state import OptimizerState, Parameters, PlayerState

Float64 = NDArray[np.float64]
States = tuple[Mapping[str, Any], ...]


def float64(arrays: Parameters) -> dict[str, Float64]:
    """Copies in float64."""
    return {name: np.array(array, dtype=np.float64) for name, array in arrays.items()}


def own(player: PlayerState) -> PlayerState:
    """A player's state with copies of all arrays."""
    moments = {name: float64(arrays) for name, arrays in player.optimizer.moments.items()}
    optimizer = OptimizerState(player.optimizer.step, moments)
    kept = (player.params, player.buffers, player.average, player.anchor)
    params, buffers, average, anchor = map(float64, kept)
    return attrs.evolve(player, params=params, optimizer=optimizer, buffers=buffers, average=average, anchor=anchor)


def of_constraints(states: States) -> States:
    """The constraints' states; plain numbers stay what they are."""
    return tuple(
        {name: np.array(value, dtype=np.float64) if np.ndim(value) else value for name, value in state.items()}
        for state in states
    )


def floats(terms: Mapping[str, Any]) -> dict[str, float]:
    """Terms as Python numbers."""
    return {name: float(value) for name, value in terms.items()}
