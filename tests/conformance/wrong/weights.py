"""Mistakes in constraints of the weights, and in where a critic's weights are normalised."""

from contextlib import contextmanager

import attrs
import numpy as np
from conformance.wrong.backend import Engine, Wrong, with_engine, with_steps

from ganreg.constraints import Orthogonal, SpectralNorm
from ganreg.effective import EffectiveWeights
from ganreg_array.steps import Steps


@attrs.frozen(kw_only=True)
class HeldConstant(SpectralNorm):
    """`weight / sigma.detach()`."""

    def pullback(self, weights, state, cotangents, xp):
        found = self._triplets(weights, state, xp)
        return {name: cotangents[name] / triplet.divisor(xp) for name, triplet in found.items()}


@attrs.frozen(kw_only=True)
class NeverAdvanced(SpectralNorm):
    """The new u is not written back."""

    def next_state(self, state, observed, xp):
        return state


@attrs.frozen(kw_only=True)
class Stale(SpectralNorm):
    """σ = uᵀWv with the u of before."""

    def _triplets(self, weights, state, xp):
        found = super()._triplets(weights, state, xp)
        old = {name: xp.sum(u * (xp.reshape(weights[name], (len(u), -1)) @ found[name].v)) for name, u in state.items()}
        return {name: attrs.evolve(triplet, sigma=old[name]) for name, triplet in found.items()}


@attrs.frozen(kw_only=True)
class BySize(SpectralNorm):
    """W/‖W‖_F."""

    def effective(self, weights, state, xp):
        return {name: weights[name] / xp.sqrt(xp.sum(weights[name] ** 2)) for name in state}


@attrs.frozen(kw_only=True)
class ByInput(SpectralNorm):
    """A kernel as a matrix of its input channels, exact; vectors and matrices as they should be."""

    def effective(self, weights, state, xp):
        found = dict(super().effective(weights, state, xp))
        for name in found:
            if weights[name].ndim > 2:
                flat = np.moveaxis(weights[name], 1, 0).reshape(weights[name].shape[1], -1)
                found[name] = weights[name] / np.linalg.norm(flat, 2)
        return found


@attrs.frozen(kw_only=True)
class Halved(Orthogonal):
    """Half the gradient, as in BigGAN's released code."""

    def gradients(self, weights, xp):
        return {name: g / 2 for name, g in super().gradients(weights, xp).items()}


@attrs.frozen(kw_only=True)
class ByColumns(Orthogonal):
    """WᵀW, as BigGAN writes it, for filters that are rows."""

    def value(self, weights, xp):
        return super().value({name: w.T for name, w in weights.items()}, xp)

    def gradients(self, weights, xp):
        return {name: g.T for name, g in super().gradients({n: w.T for n, w in weights.items()}, xp).items()}


@attrs.frozen(kw_only=True)
class WholeGram(Orthogonal):
    """`diagonal=False` accepted and ignored."""

    def _residual(self, matrix, xp):
        return attrs.evolve(self, diagonal=True)._residual(matrix, xp) if not self.diagonal else matrix @ matrix.T


class RawForTheGenerator(Steps):
    """The generator's step sees the critic's raw weights."""

    def _generator(self, now, given, drawn):
        return super()._generator(attrs.evolve(now, reparametrisations=()), given, drawn)


class RawInUse(Engine):
    """Scores and slopes of the raw weights."""

    def _used(self, player, x, label, averaged=False):
        with unconstrained(self):
            return super()._used(player, x, label, averaged)


class NoPullback(Steps):
    """The gradient in W̃ taken for that in W."""

    def _critic_numbers(self, now, given):
        numbers = super()._critic_numbers(now, given)
        return attrs.evolve(numbers, effective=Unpulled(*attrs.astuple(numbers.effective, recurse=False)))


@attrs.frozen
class Unpulled(EffectiveWeights):
    def pullback(self, gradients, xp):
        return gradients


@contextmanager
def unconstrained(engine):
    """For a while its recipe has no constraints."""
    recipe = engine.recipe
    engine.recipe = attrs.evolve(recipe, constraints=())
    yield
    engine.recipe = recipe


def with_constraint(wrong):
    """A backend whose constraints of that wrong class's base are of the wrong class."""

    @attrs.frozen(kw_only=True)
    class WrongConstraint(Wrong):
        def altered(self, recipe):
            changed = [
                wrong(**{f.name: getattr(one, f.name) for f in attrs.fields(type(one))})
                if type(one) is wrong.__base__
                else one
                for one in recipe.constraints
            ]
            return attrs.evolve(recipe, constraints=tuple(changed))

    return WrongConstraint


SigmaHeldConstant = with_constraint(HeldConstant)
StateNeverAdvanced = with_constraint(NeverAdvanced)
StaleVector = with_constraint(Stale)
FrobeniusForSpectral = with_constraint(BySize)
InputChannelsFirst = with_constraint(ByInput)
OrthogonalHalved = with_constraint(Halved)
OrthogonalByColumns = with_constraint(ByColumns)
OrthogonalDiagonalKept = with_constraint(WholeGram)
GeneratorSeesRawWeights = with_steps(RawForTheGenerator)
RawWeightsInUse = with_engine(RawInUse)
GradientNotPulledBack = with_steps(NoPullback)
