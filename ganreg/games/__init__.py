"""Game rules: who moves when, and from where; one rule per file."""

from ganreg.games.abstract import AbstractGame, AbstractSimultaneousGame
from ganreg.games.alternating import Alternating
from ganreg.games.consensus import Consensus
from ganreg.games.extragradient import Extragradient
from ganreg.games.lookahead import Lookahead
from ganreg.games.simultaneous import Simultaneous

__all__ = [
    "AbstractGame",
    "AbstractSimultaneousGame",
    "Alternating",
    "Consensus",
    "Extragradient",
    "Lookahead",
    "Simultaneous",
]
