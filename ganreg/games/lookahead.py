"""Play that goes part of the way back from time to time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from ganreg.claim import Claim
from ganreg.errors import CombinationError, UnsupportedError
from ganreg.games.abstract import PLAYERS, AbstractGame
from ganreg.params import COUNT, Range, param
from ganreg.registry import component_converter
from ganreg.state import EngineState, Parameters, PlayerState, map_parameters

if TYPE_CHECKING:
    from ganreg.backend import AbstractEngine, Batch, Terms


@attrs.frozen(kw_only=True)
class Lookahead(AbstractGame):
    """Every k iterations of another rule: w ← a + α·(w − a), a ← w, for both players together.

    The anchor a (the slow weights of the paper) is where the run began, and then where the last mixture left it; it is
    part of the state. Moments of optimizers, buffers and the states of constraints are not mixed, and run on. The
    mixture is not projected again: a clipped critic stays clipped, as the box is convex. A generator's average is made
    of what its updates lead to, in every k-th iteration before the mixture.

    The authors' code lets the anchor begin at the first mixture, which then changes nothing; this is Algorithm 1. Their
    average takes what the mixture has made of the generator in every k-th iteration.

    Source: Chavdarova et al. 2021 (arXiv 2006.14567), Algorithm 1, k = 5 and α = 0.5; Zhang et al. 2019
    (arXiv 1907.08610).
    """

    name = "lookahead"
    claim = Claim(
        "converges",
        "on the bilinear game, with period 5 and α = 0.5 around alternating steps",
        "Chavdarova et al. 2021 (arXiv 2006.14567), section 3",
    )

    period: int = param(5, "Mix after every k-th iteration.", unit="iterations", validator=COUNT)
    alpha: float = param(0.5, "How far α from the anchor to where play has led.", validator=Range(0, 1, low_open=True))
    inner: AbstractGame = param("alternating", "The rule of each iteration.", converter=component_converter("game"))

    def __attrs_post_init__(self) -> None:
        if any(isinstance(rule, Lookahead) for rule in self.inner.rules()):
            raise CombinationError(
                f"Lookahead around {self.inner!r}: there is one anchor, which cannot serve both. Use one of the two."
            )

    def rules(self) -> tuple[AbstractGame, ...]:
        """This one and the inner one's."""
        return (self, *self.inner.rules())

    def start(self, state: EngineState) -> EngineState:
        """Anchored where the parameters are."""
        return _each(self.inner.start(state), lambda own: own.params)

    def play(
        self, engine: "AbstractEngine", critic_batches: "Sequence[Batch]", generator_batch: "Batch | None"
    ) -> "Terms":
        """An iteration of the inner rule; after every k-th the mixture."""
        if not all(engine.state.player(player).anchor for player in PLAYERS):
            raise UnsupportedError(
                f"{type(engine).__name__} began without an anchor. Its __init__ should pass its state through "
                "recipe.game.start(state), and load_state and apply should carry PlayerState.anchor along."
            )
        terms = self.inner.play(engine, critic_batches, generator_batch)
        if engine.state.generator.updates % self.period == 0:
            engine.load_state(_each(engine.state, self._mixed, move=True))
        return terms

    def _mixed(self, own: PlayerState) -> Parameters:
        def between(anchor: Any, param: Any) -> Any:
            return anchor + self.alpha * (param - anchor)

        mixed: Parameters = map_parameters(between, own.anchor, own.params)
        return mixed


def _each(state: EngineState, parameters: Any, move: bool = False) -> EngineState:
    """The state with each player anchored at a function of its own, and moved there if asked to."""
    for player in PLAYERS:
        own = state.player(player)
        anchor = parameters(own)
        state = state.with_player(player, attrs.evolve(own, anchor=anchor, params=anchor if move else own.params))
    return state
