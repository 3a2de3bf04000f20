"""Mistakes in the points at which a penalty is taken."""

import attrs
import numpy as np
from conformance.wrong.backend import Engine, with_engine, with_penalty

from ganreg.constraints import Dragan, Interpolates, PerturbedReal


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
        return {"epsilon": np.random.rand(shape[0])}  # noqa: NPY002 - the mistake


def dragan_at(points_type):
    """A backend whose DRAGAN penalty is taken at those points."""

    @attrs.frozen(kw_only=True)
    class Elsewhere(Dragan):
        @property
        def points(self):
            return points_type(sampling=self.sampling, variance=self.variance)

    return with_penalty(Elsewhere)


@attrs.frozen
class OneNoise(PerturbedReal):
    """`noise = torch.randn(shape[1:])`: the same δ for the whole batch."""

    def draw(self, stream, shape):
        return {"noise": np.broadcast_to(stream.normal(shape[1:]), shape)}


@attrs.frozen
class DeviationC(PerturbedReal):
    """`x + c * torch.randn_like(x)`: c as the deviation, where the paper has N(0, c·I)."""

    def points(self, real, fake, draws, xp):
        return real + self.variance * draws["noise"]


@attrs.frozen
class OneAlpha(PerturbedReal):
    """`alpha = torch.rand(1)`."""

    def draw(self, stream, shape):
        numbers = dict(super().draw(stream, shape))
        return numbers | {"alpha": np.full(shape[:1], numbers["alpha"][0])}


@attrs.frozen
class DeviationOfSample(PerturbedReal):
    """`0.5 * x.std(dim=(1, 2, 3))`: each sample's own deviation."""

    def points(self, real, fake, draws, xp):
        alpha = draws["alpha"][:, None, None, None]
        return real + alpha * 0.5 * xp.std(real, axis=(1, 2, 3), keepdims=True) * draws["noise"]


EpsilonOfBatch = penalty_at(Shared)
EpsilonPerElement = penalty_at(PerElement)
NormalEpsilon = penalty_at(Normal)
SwappedEpsilon = penalty_at(Swapped)
PenaltyAtRealOnly = penalty_at(RealOnly)
GlobalEpsilon = penalty_at(Unseeded)
NoiseOfBatch = dragan_at(OneNoise)
VarianceAsDeviation = dragan_at(DeviationC)
AlphaOfBatch = dragan_at(OneAlpha)
DeviationOfEachSample = dragan_at(DeviationOfSample)
