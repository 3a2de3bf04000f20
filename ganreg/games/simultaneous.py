"""Simultaneous play."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from ganreg.claim import Claim
from ganreg.games.abstract import PLAYERS, AbstractSimultaneousGame

if TYPE_CHECKING:
    from ganreg.backend import AbstractEngine, Batch, Terms


@attrs.frozen(kw_only=True)
class Simultaneous(AbstractSimultaneousGame):
    """w ← w + h·v(w): both players take their gradients at the same state, and then their steps.

    Source: Mescheder et al. 2017 (arXiv 1705.10461), Algorithm 1.
    """

    name = "simultaneous"
    claim = Claim(
        "diverges",
        "on the bilinear game: the distance grows by √(1 + h²) an iteration",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 2",
    )

    def move(self, engine: "AbstractEngine", batches: "Mapping[str, Batch | None]") -> "Terms":
        """Both gradients, then both steps."""
        state = engine.state
        found = {player: engine.evaluate(player, state, batches[player]) for player in PLAYERS}
        for player in PLAYERS:
            engine.apply(player, found[player])
        return found["critic"].terms | found["generator"].terms
