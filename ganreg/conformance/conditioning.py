"""Which examples cannot tell right from wrong: judged by the reference alone, never by the candidate."""

from typing import Any

import attrs
import numpy as np

from ganreg.backend import Gradients
from ganreg.conformance.case import Pair
from ganreg.conformance.tolerance import epsilon
from ganreg.draws import Float64, StepDraws
from ganreg.state import EngineState, PlayerState

KINK = 256
"""An example is set aside if an input of a piecewise-linear layer is nearer to its kink than so many eps."""

KINKS = {"tf32": 16, "bfloat16": 4}
"""Fewer where the eps is large, or no example of a few units were left: inputs of size 1 are off by about one eps."""

CONDITIONING = 0.05
"""An example is set aside if its layer norms, by the spread of their inputs, and its penalties, by a slope, divide by
less than this: every division by a small number multiplies rounding.
"""

AMPLIFICATION = 16
"""An example is set aside if a change of all parameters by a relative `CHANGE` moves a gradient by more than so many
times as much: rounding would be multiplied likewise, where the tolerance allows for 64.
"""

CHANGE = 1e-7


def unfit(pair: Pair, player: str, state: EngineState | None = None, draw: StepDraws | None = None) -> str:
    """Why the reference's step on this example cannot tell right from wrong; empty if it can.

    By default its first step, from its present state.
    """
    reference: Any = pair.reference
    state, where = state or reference.state, (pair.batch, draw or pair.draw(player))
    margins = reference.margins(player, state, *where)
    if margins.kink < KINKS.get(pair.products, KINK) * epsilon(pair.products):
        return "an input of a piecewise-linear layer is at its kink"
    if margins.conditioning < CONDITIONING:
        return "ill-conditioned: a slope, or the spread of what is normalised, is nearly 0"
    here, beside = (_flat(reference.gradients(player, at, *where)) for at in (state, changed(state)))
    if np.max(np.abs(beside - here)) > AMPLIFICATION * CHANGE * max(1.0, np.max(np.abs(here))):
        return "ill-conditioned: the gradient changes far more than the parameters do"
    return ""


def changed(state: EngineState) -> EngineState:
    """Every parameter larger or smaller by `CHANGE`, always in the same pattern."""
    signs = np.random.default_rng(0)

    def moved(player: PlayerState) -> PlayerState:
        params = {
            name: array * (1 + CHANGE * signs.choice([-1, 1], array.shape)) for name, array in player.params.items()
        }
        return attrs.evolve(player, params=params)

    return attrs.evolve(state, critic=moved(state.critic), generator=moved(state.generator))


def _flat(gradients: Gradients) -> Float64:
    return np.concatenate([np.reshape(array, -1) for array in gradients.params.values()])
