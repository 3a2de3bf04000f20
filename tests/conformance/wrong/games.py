"""Mistakes in game rules."""

import attrs
from conformance.wrong.backend import Wrong

from ganreg.games import Extragradient, Lookahead, Simultaneous
from ganreg.games.abstract import PLAYERS


def with_game(change):
    """A backend that plays another rule in the place of the recipe's; `change` takes the right rule."""

    @attrs.frozen(kw_only=True)
    class WrongGame(Wrong):
        def altered(self, recipe):
            return attrs.evolve(recipe, game=change(recipe.game))

    return WrongGame


@attrs.frozen(kw_only=True)
class SeesTheNewCritic(Simultaneous):
    """The generator's gradient taken after the critic's step."""

    def move(self, engine, batches):
        terms = {}
        for player in PLAYERS:
            found = engine.evaluate(player, engine.state, batches[player])
            engine.apply(player, found)
            terms |= found.terms
        return terms


class _Extragradient(Extragradient):
    """The right rule with places to go wrong."""

    evaluation = 1

    def back(self, start, ahead):
        """The state that the step begins from."""
        for player in PLAYERS:
            own = attrs.evolve(start.player(player), optimizer=ahead.player(player).optimizer)
            start = start.with_player(player, own)
        return start

    def move(self, engine, batches):
        start = engine.state
        first = {player: engine.evaluate(player, start, batches[player]) for player in PLAYERS}
        for player in PLAYERS:
            engine.apply(player, first[player])
        ahead, there = engine.state, start
        for player in PLAYERS:
            own = attrs.evolve(start.player(player), params=ahead.player(player).params)
            there = there.with_player(player, own)
        second = {player: engine.evaluate(player, there, batches[player], self.evaluation) for player in PLAYERS}
        engine.load_state(self.back(start, ahead))
        for player in PLAYERS:
            engine.apply(player, second[player])
        return second["critic"].terms | second["generator"].terms


class StaysAhead(_Extragradient):
    """The step taken from the look-ahead point, which is two plain steps."""

    def back(self, start, ahead):
        there = super().back(start, ahead)
        for player in PLAYERS:
            there = there.with_player(player, attrs.evolve(there.player(player), params=ahead.player(player).params))
        return there


class ForgetsMoments(_Extragradient):
    """The moments of before the look-ahead."""

    def back(self, start, ahead):
        return start


class SameDraws(_Extragradient):
    """The look-ahead's draws again."""

    evaluation = 0


@attrs.frozen(kw_only=True)
class KeepsAnchor(Lookahead):
    """The anchor left where the run began."""

    def play(self, engine, critic_batches, generator_batch):
        kept = {player: engine.state.player(player).anchor for player in PLAYERS}
        terms = super().play(engine, critic_batches, generator_batch)
        state = engine.state
        for player in PLAYERS:
            state = state.with_player(player, attrs.evolve(state.player(player), anchor=kept[player]))
        engine.load_state(state)
        return terms


def _lookahead(cls=Lookahead, **changes):
    def change(game):
        fields = {"period": game.period, "alpha": game.alpha, "inner": game.inner}
        return cls(**(fields | {name: value(game) for name, value in changes.items()}))

    return change


GeneratorSeesTheNewCritic = with_game(lambda game: SeesTheNewCritic())
StepFromTheLookAhead = with_game(lambda game: StaysAhead())
MomentsOfBefore = with_game(lambda game: ForgetsMoments())
DrawsOfTheLookAhead = with_game(lambda game: SameDraws())
AlphaExchanged = with_game(_lookahead(alpha=lambda game: 1 - game.alpha))
AnchorNeverMoved = with_game(_lookahead(KeepsAnchor))
MixedOneIterationLate = with_game(_lookahead(period=lambda game: game.period + 1))
