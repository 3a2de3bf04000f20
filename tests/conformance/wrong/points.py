"""Mistakes in the points at which a penalty is taken."""

import attrs
import numpy as np
from conformance.wrong.backend import Engine, with_engine

from ganreg.constraints import Interpolates


def penalty_at(points_type):
    """A backend whose gradient penalties are taken at those points."""

    class Elsewhere(Engine):
        def changed(self, due):
            return {"penalty": attrs.evolve(due.penalty, points=points_type())}

    return with_engine(Elsewhere)


@attrs.frozen
class Shared(Interpolates):
    """`epsilon = torch.rand(1)`."""

    def draw(self, stream, shape):
        return {"epsilon": np.full(shape[:1], stream.uniform((1,))[0])}


@attrs.frozen
class PerElement(Interpolates):
    """`epsilon = torch.rand_like(real)`."""

    def draw(self, stream, shape):
        return {"epsilon": stream.uniform(shape)}

    def points(self, real, fake, draws, xp):
        return draws["epsilon"] * real + (1 - draws["epsilon"]) * fake


@attrs.frozen
class Normal(Interpolates):
    """`epsilon = torch.randn(n)`: extrapolates."""

    def draw(self, stream, shape):
        return {"epsilon": stream.normal(shape[:1])}


@attrs.frozen
class Swapped(Interpolates):
    """(1 − ε)·x + ε·x̃: as good in law, but other numbers than every other backend's."""

    def points(self, real, fake, draws, xp):
        return Interpolates.points(self, fake, real, draws, xp)


@attrs.frozen
class RealOnly(Interpolates):
    """`critic(real)` in place of the interpolates."""

    def points(self, real, fake, draws, xp):
        return real


@attrs.frozen
class Unseeded(Interpolates):
    """`epsilon = np.random.rand(n)`."""

    def draw(self, stream, shape):
        return {"epsilon": np.random.default_rng().uniform(size=shape[:1])}


EpsilonOfBatch = penalty_at(Shared)
EpsilonPerElement = penalty_at(PerElement)
NormalEpsilon = penalty_at(Normal)
SwappedEpsilon = penalty_at(Swapped)
PenaltyAtRealOnly = penalty_at(RealOnly)
GlobalEpsilon = penalty_at(Unseeded)
