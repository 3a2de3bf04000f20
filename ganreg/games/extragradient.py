"""Play by extrapolation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from ganreg.claim import Claim
from ganreg.games.abstract import PLAYERS, AbstractSimultaneousGame
from ganreg.state import EngineState

if TYPE_CHECKING:
    from ganreg.backend import AbstractEngine, Batch, Terms


@attrs.frozen(kw_only=True)
class Extragradient(AbstractSimultaneousGame):
    """w' = w + h·v(w);  w ← w + h·v(w'): both players look ahead, and step from where they were by what they saw.

    With an adaptive optimizer the moments run through both evaluations, as in ExtraAdam: those that the look-ahead has
    left are updated again by the step. So an optimizer's own time, for its bias correction and for a schedule of its
    learning rate, counts two per iteration; updates, draws and lazy penalties count one.

    Both evaluations see the same real samples. Latents and penalty points are drawn anew (`evaluation=1`). Projections
    apply after the look-ahead and after the step. Buffers and the states of constraints follow the second evaluation
    alone, and so does what is reported.

    Source: Korpelevich 1976; Gidel et al. 2019 (arXiv 1802.10551), Algorithms 2 and 4, which draw new real samples too.
    """

    name = "extragradient"
    claim = Claim(
        "converges", "on the bilinear game, with steps h < 1", "Gidel et al. 2019 (arXiv 1802.10551), section 3"
    )

    def move(self, engine: "AbstractEngine", batches: "Mapping[str, Batch | None]") -> "Terms":
        """A step that is taken back, and a step with the gradients at its end."""
        start = engine.state
        first = {player: engine.evaluate(player, start, batches[player]) for player in PLAYERS}
        for player in PLAYERS:
            engine.apply(player, first[player])
        ahead = engine.state
        engine.load_state(start)  # before anything can fail there
        there = _with(start, ahead, "params")
        second = {player: engine.evaluate(player, there, batches[player], evaluation=1) for player in PLAYERS}
        engine.load_state(_with(start, ahead, "optimizer"))
        for player in PLAYERS:
            engine.apply(player, second[player])
        return second["critic"].terms | second["generator"].terms


def _with(state: EngineState, other: EngineState, part: str) -> EngineState:
    """A state with one part of both players taken from another."""
    for player in PLAYERS:
        own = attrs.evolve(state.player(player), **{part: getattr(other.player(player), part)})
        state = state.with_player(player, own)
    return state
