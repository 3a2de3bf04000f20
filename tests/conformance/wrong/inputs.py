"""Mistakes in what the critic sees, and in the terms that hold its scores."""

import attrs
from conformance.wrong.backend import Engine, with_engine, with_steps

from ganreg.constraints import Consistency, LeCam
from ganreg.objectives import term_names
from ganreg_array.inputs import CriticView, Seen
from ganreg_array.settled import Settled
from ganreg_array.steps import Steps


@attrs.frozen
class OneNoise(CriticView):
    """The same draws for real and fake samples."""

    def of(self, side, samples):
        return super().of("real", samples)


@attrs.frozen
class RealOnly(CriticView):
    """`D(real + noise)`, `D(fake)`."""

    def of(self, side, samples):
        return super().of(side, samples) if side == "real" else Seen(samples)


def seen_as(view_type, *players):
    """A backend whose players see samples in that wrong way."""

    class WrongView(Steps):
        def view(self, now, drawn):
            return (view_type if drawn.draw.player in players else CriticView)(now.transforms, drawn)

    return with_steps(WrongView)


class CriticOnly(Steps):
    """Noise left out in the generator's step: it is judged by a critic that has never seen such samples."""

    def view(self, now, drawn):
        return CriticView(() if drawn.draw.player == "generator" else now.transforms, drawn)


class GeneratorsTime(Engine):
    """The generator's own count for the noise of its step."""

    def _settled(self, player, state, draw):
        return Settled.at(player, self.recipe.constraints, state.constraints, draw.update)


def with_constraint(wrong):
    """A backend that computes a wrong constraint in the place of the right one of that name, with its parameters."""

    class WrongConstraint(Engine):
        def __init__(self, recipe, space):
            super().__init__(recipe, space)
            self.terms = term_names(recipe.constraints)
            constraints = tuple(_as(wrong, one) if one.name == wrong.name else one for one in recipe.constraints)
            self.recipe = attrs.evolve(recipe, constraints=constraints)

        def changed(self, due):
            return {"term": self.terms[due.index]}

    return with_engine(WrongConstraint)


def _as(wrong, right):
    return wrong(**{field.name: getattr(right, field.name) for field in attrs.fields(type(right))})


@attrs.frozen(kw_only=True)
class SquareOfTheMean(Consistency):
    """`(D(x) - D(T(x))).mean() ** 2`."""

    def value(self, scores, xp):
        return self.weight * xp.mean(scores[0] - scores[1]) ** 2

    def gradients(self, scores, xp):
        pull = 2 * self.weight * xp.mean(scores[0] - scores[1]) * xp.ones_like(scores[0]) / scores[0].shape[0]
        return pull, -pull


@attrs.frozen(kw_only=True)
class DetachedAugmentation(Consistency):
    """`D(T(x)).detach()`: only one score of each pair is pulled."""

    def gradients(self, scores, xp):
        return tuple(g * (k % 2 == 0) for k, g in enumerate(super().gradients(scores, xp)))


@attrs.frozen(kw_only=True)
class RealPairOnly(Consistency):
    """`balanced=True` accepted and ignored."""

    @property
    def points(self):
        return super().points[:2]


@attrs.frozen(kw_only=True)
class AveragesExchanged(LeCam):
    """Real scores held to their own average."""

    def next_state(self, state, observed, xp):
        return super().next_state(state, observed[::-1], xp)


@attrs.frozen(kw_only=True)
class AveragesFirst(LeCam):
    """The averages moved by the present batch before they are used, as in the authors' code."""

    def _excesses(self, scores, xp):
        share, old = 1 - self.decay, (self.real_average, self.fake_average)
        real, fake = (a + share * (xp.mean(s) - a) for a, s in zip(old, scores, strict=True))
        return scores[0] - fake, scores[1] - real


@attrs.frozen(kw_only=True)
class AveragesNotDetached(AveragesFirst):
    """The same, and differentiated through."""

    def gradients(self, scores, xp):
        direct = super().gradients(scores, xp)
        share = 1 - self.decay
        through = [-share * xp.sum(direct[1 - k]) * xp.ones_like(s) / s.shape[0] for k, s in enumerate(scores)]
        return tuple(one + other for one, other in zip(direct, through, strict=True))


@attrs.frozen(kw_only=True)
class StartCounted(LeCam):
    """Averages that start at 0 and stay near it for a hundred updates: no correction for the start."""

    def next_state(self, state, observed, xp):
        share = 1 - self.decay
        pairs = zip(("real", "fake"), observed, strict=True)
        moved = {side: state[side] + share * (xp.mean(scores) - state[side]) for side, scores in pairs}
        return {**moved, "seen": state["seen"] + 1}


NoiseShared = seen_as(OneNoise, "critic")
NoiseOnRealOnly = seen_as(RealOnly, "critic")
NoiseNotForTheGenerator = with_steps(CriticOnly)
NoiseByTheGeneratorsCount = with_engine(GeneratorsTime)
ConsistencyOfTheMean = with_constraint(SquareOfTheMean)
ConsistencyHalfDetached = with_constraint(DetachedAugmentation)
ConsistencyUnbalanced = with_constraint(RealPairOnly)
LeCamExchanged = with_constraint(AveragesExchanged)
LeCamAveragesFirst = with_constraint(AveragesFirst)
LeCamAveragesNotDetached = with_constraint(AveragesNotDetached)
LeCamStartCounted = with_constraint(StartCounted)
