"""The contract of a game rule: how gradients of two players become one iteration of both."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

import attrs

from ganreg.component import Component
from ganreg.errors import DataError
from ganreg.state import EngineState

if TYPE_CHECKING:
    from ganreg.backend import AbstractEngine, Batch, Terms
    from ganreg.recipe import Recipe

PLAYERS = ("critic", "generator")


@attrs.frozen(kw_only=True)
class AbstractGame(Component):
    """A rule of play, written on what every engine offers: `evaluate`, `apply`, `state`, `load_state`.

    So one text serves every backend, and a stranger's. An engine that computes whole iterations by itself, fused or
    captured, takes over from the rule: it overrides `iteration`.
    """

    kind: ClassVar[str] = "game"

    differentiates_gradients: ClassVar[bool] = False
    """Whether the rule asks for `field_pullback`, and so for one order of derivatives more than a step does."""

    @abstractmethod
    def play(
        self, engine: "AbstractEngine", critic_batches: "Sequence[Batch]", generator_batch: "Batch | None"
    ) -> "Terms":
        """One generator iteration: counts one update of the generator, and one of the critic per batch.

        Args:
            engine: whose state is moved.
            critic_batches: real samples, one batch per critic update.
            generator_batch: for the generator's update, where its loss needs real samples or the networks labels.

        Returns:
            The terms of the last update of each player.

        Raises:
            NonFiniteError: a term became NaN or infinite; that update was not made.
        """

    def start(self, state: EngineState) -> EngineState:
        """The state in which a run begins, made from one without this rule's part; engines call it once."""
        return state

    def check(self, recipe: "Recipe") -> None:
        """Raise `CombinationError` where this rule does not go with a recipe's loss or constraints."""

    def rules(self) -> "tuple[AbstractGame, ...]":
        """This rule, and those it is made of."""
        return (self,)


class AbstractSimultaneousGame(AbstractGame):
    """A rule in which both players move at once, from one state.

    With n_critic > 1 the critic first makes n_critic − 1 plain updates alone; both move with its last batch.
    """

    def play(
        self, engine: "AbstractEngine", critic_batches: "Sequence[Batch]", generator_batch: "Batch | None"
    ) -> "Terms":
        """The critic's plain updates, then the move of both."""
        if not critic_batches:
            raise DataError("Both players move at once, but there is no batch for the critic. Give at least one.")
        for batch in critic_batches[:-1]:
            engine.critic_step(batch)
        return self.move(engine, {"critic": critic_batches[-1], "generator": generator_batch})

    @abstractmethod
    def move(self, engine: "AbstractEngine", batches: "Mapping[str, Batch | None]") -> "Terms":
        """One update of both players, each with its batch; returns the terms of both."""
