"""Mistakes in averages of the generator."""

import attrs
from conformance.wrong.backend import Engine, Wrong, with_engine

from ganreg.averages import EMA


def with_average(wrong):
    """A backend whose average is of that wrong class, with the right one's parameters."""

    @attrs.frozen(kw_only=True)
    class WrongAverage(Wrong):
        def altered(self, recipe):
            return attrs.evolve(recipe, average=wrong(**attrs.asdict(recipe.average)))

    return WrongAverage


@attrs.frozen(kw_only=True)
class Exchanged(EMA):
    """(1 − β)·θ̄ + β·θ."""

    def share(self, update):
        return 1 - super().share(update)


@attrs.frozen(kw_only=True)
class CountsFromZero(EMA):
    """Warms up by (1 + k)/(10 + k) with k = 0, 1, …"""

    def share(self, update):
        return super().share(update - 1)


class OfTheCritic(Engine):
    """The critic's parameters are averaged, not the generator's."""

    def apply(self, player, gradients):
        kept = self._state.generator.average
        super().apply(player, gradients)
        own = self._state.critic
        average = self.recipe.average.updated(own.average or own.params, own.params, own.updates, self.space.xp)
        self._state = self._state.with_player("critic", attrs.evolve(own, average=average))
        generator = attrs.evolve(self._state.generator, average=kept)
        self._state = self._state.with_player("generator", generator)


class BeforeTheStep(Engine):
    """Averages what the generator was before its update."""

    def averaged(self, own, params, xp):
        return super().averaged(own, own.params, xp)


class AfterEveryUpdate(Engine):
    """Averages after the critic's updates too."""

    def apply(self, player, gradients):
        super().apply(player, gradients)
        own = self._state.generator
        if player == "critic":
            average = self.averaged(own, own.params, self.space.xp)
            self._state = self._state.with_player("generator", attrs.evolve(own, average=average))


class OfThePresent(Engine):
    """Samples come from the generator as it stands, whatever is asked for."""

    def sample(self, latent, label=None, averaged=False):
        return super().sample(latent, label)


BetaExchanged = with_average(Exchanged)
WarmUpCountedFromZero = with_average(CountsFromZero)
AverageOfTheCritic = with_engine(OfTheCritic)
AverageBeforeTheStep = with_engine(BeforeTheStep)
AverageAfterEveryUpdate = with_engine(AfterEveryUpdate)
SamplesOfThePresent = with_engine(OfThePresent)
