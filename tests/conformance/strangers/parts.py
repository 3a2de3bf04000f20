"""Point sets and a norm, their oracles, and their mistakes."""

import attrs
import numpy as np

from ganreg import param
from ganreg.constraints import AbstractNorm, AbstractPointSet
from ganreg.params import POSITIVE


@attrs.frozen
class Between(AbstractPointSet):
    """x̂ = ε·x + (1 − ε)·x̃ with ε ~ U[0, 1), one per sample."""

    pairwise = True

    def draw(self, stream, shape):
        return {"share": stream.uniform((shape[0],))}

    def points(self, real, fake, draws, xp):
        share = xp.reshape(draws["share"], (-1,) + (1,) * (real.ndim - 1))
        return share * real + (1 - share) * fake


class BetweenOracle:
    """Sample by sample."""

    def __init__(self, points):
        pass

    def draw(self, stream, shape):
        return {"share": stream.uniform((shape[0],))}

    def points(self, real, fake, draws):
        return np.array([e * r + (1 - e) * f for e, r, f in zip(draws["share"], real, fake, strict=True)])


class ShareOfBatch(Between):
    """One ε for all samples."""

    def draw(self, stream, shape):
        return {"share": stream.uniform((1,)) * np.ones(shape[0])}


class ShareOfElement(Between):
    """An ε for each number."""

    def draw(self, stream, shape):
        return {"share": stream.uniform(shape)}

    def points(self, real, fake, draws, xp):
        return draws["share"] * real + (1 - draws["share"]) * fake


class NormalShare(Between):
    """ε ~ N(0, 1)."""

    def draw(self, stream, shape):
        return {"share": stream.normal((shape[0],))}


class Exchanged(Between):
    """ε and 1 − ε exchanged."""

    def points(self, real, fake, draws, xp):
        return Between.points(self, fake, real, draws, xp)


class RealOnly(Between):
    """At real samples alone."""

    def points(self, real, fake, draws, xp):
        return real


class OwnDraws(Between):
    """ε from a generator of its own."""

    def draw(self, stream, shape):
        return {"share": np.random.default_rng().uniform(size=shape[0])}


class FirstOnly(Between):
    """At one point, however many samples there are."""

    def points(self, real, fake, draws, xp):
        return Between.points(self, real, fake, draws, xp)[:1]


class Flat(Between):
    """Points as vectors, whatever the samples are."""

    def points(self, real, fake, draws, xp):
        return xp.reshape(Between.points(self, real, fake, draws, xp), (real.shape[0], -1))


@attrs.frozen(kw_only=True)
class Scaled(AbstractNorm):
    """s·√Σ g²."""

    size: float = param(1.0, "The factor s.", validator=POSITIVE)

    def value(self, gradients, xp):
        squares = xp.sum(gradients * gradients, axis=1)
        roots = xp.sqrt(xp.where(squares > 0, squares, xp.ones_like(squares)))
        return self.size * xp.where(squares > 0, roots, xp.zeros_like(roots))

    def pullback(self, gradients, norms, cotangents, xp):
        safe = xp.where(norms > 0, norms, xp.ones_like(norms))
        return (self.size**2 * xp.where(norms > 0, cotangents / safe, xp.zeros_like(norms)))[:, None] * gradients


class ScaledOracle:
    """One gradient at a time."""

    def __init__(self, norm):
        self.size = norm.size

    def value(self, gradient):
        return self.size * np.sqrt(sum(g * g for g in gradient.reshape(-1)))

    def pullback(self, gradient, cotangent):
        length = np.sqrt(sum(g * g for g in gradient.reshape(-1)))
        return 0 * gradient if length == 0 else cotangent * self.size * gradient / length


class Stabilised(Scaled):
    """1e-6 under the root."""

    def value(self, gradients, xp):
        return self.size * xp.sqrt(xp.sum(gradients * gradients, axis=1) + 1e-6)


class OfWholeBatch(Scaled):
    """One norm for the whole batch."""

    def value(self, gradients, xp):
        whole = xp.sqrt(xp.sum(gradients * gradients))
        return self.size * whole * xp.ones_like(gradients[:, 0])


class OfFirstAxisOnly(Scaled):
    """Of a part of a sample's numbers, as of one channel."""

    def value(self, gradients, xp):
        return Scaled.value(self, gradients[:, :1], xp)


class NaNAtZero(Scaled):
    """Divides by the norm, also where it is 0."""

    def pullback(self, gradients, norms, cotangents, xp):
        return self.size**2 * (cotangents / norms)[:, None] * gradients


class DerivativeHalved(Scaled):
    """The pullback alone is wrong."""

    def pullback(self, gradients, norms, cotangents, xp):
        return 0.5 * Scaled.pullback(self, gradients, norms, cotangents, xp)


RIGHT = {Between: BetweenOracle, Scaled: ScaledOracle}
MISTAKES = {
    ShareOfBatch: "formulas against the oracle",
    ShareOfElement: "formulas against the oracle",
    NormalShare: "formulas against the oracle",
    Exchanged: "formulas against the oracle",
    RealOnly: "formulas against the oracle",
    OwnDraws: "formulas against the oracle",
    FirstOnly: "structure of the formulas",
    Flat: "structure of the formulas",
    Stabilised: "formulas against the oracle",
    OfWholeBatch: "formulas against the oracle",
    OfFirstAxisOnly: "formulas against the oracle",
    NaNAtZero: "formulas against the oracle",
    DerivativeHalved: "formulas against the oracle",
}
WITHOUT_ORACLE = {
    ShareOfBatch: None,
    RealOnly: None,
    OwnDraws: "determinism",
    Stabilised: "invariance",
    OfWholeBatch: "derivatives by hand",
    OfFirstAxisOnly: "derivatives by hand",
    DerivativeHalved: "derivatives by hand",
}
