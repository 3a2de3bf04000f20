"""Mistakes in the norm of the gradient. The norms are handed gradients `(n, d)`; images have d = channels × pixels."""

import attrs
from conformance.wrong.backend import Engine, with_engine

from ganreg.constraints import L1, Euclidean, LInf


def penalty_with(norm_type):
    """A backend whose gradient penalties have that norm."""

    class WithNorm(Engine):
        def changed(self, due):
            return {"penalty": attrs.evolve(due.penalty, norm=norm_type())}

    return with_engine(WithNorm)


@attrs.frozen
class OverChannels(Euclidean):
    """`gradients.norm(2, dim=1)` of images: a norm per pixel, over the channels alone; here of three channels."""

    def value(self, gradients, xp):
        return xp.reshape(xp.sqrt(xp.sum(self._images(gradients, xp) ** 2, axis=1)), (-1,))

    def pullback(self, gradients, norms, cotangents, xp):
        images = self._images(gradients, xp)
        factors = xp.reshape(cotangents / xp.maximum(norms, 1e-300), (len(gradients), 1, -1))
        return xp.reshape(factors * images, gradients.shape)

    def _images(self, gradients, xp):
        return xp.reshape(gradients, (len(gradients), 3, -1))


@attrs.frozen
class OfWholeBatch(Euclidean):
    """`gradients.norm()`: one norm for all samples."""

    def value(self, gradients, xp):
        return xp.sqrt(xp.sum(gradients**2)) * xp.ones_like(gradients[:, 0])

    def pullback(self, gradients, norms, cotangents, xp):
        return xp.sum(cotangents) * gradients / xp.maximum(norms[:, None], 1e-300)


@attrs.frozen
class Stabilised(Euclidean):
    """`(gradients ** 2).sum(1).add(1e-6).sqrt()`."""

    def value(self, gradients, xp):
        return xp.sqrt(xp.sum(gradients**2, axis=1) + 1e-6)

    def pullback(self, gradients, norms, cotangents, xp):
        return (cotangents / norms)[:, None] * gradients


@attrs.frozen
class NotANumberAtZero(Euclidean):
    """`gradients.norm(2, dim=1)`, differentiated as a root where it is 0."""

    def pullback(self, gradients, norms, cotangents, xp):
        tiny = xp.where(norms > 0, norms, float("nan"))
        return (cotangents / tiny)[:, None] * gradients


@attrs.frozen
class OfMean(Euclidean):
    """The gradient of the mean score: every sample's is too small by the factor n."""

    def value(self, gradients, xp):
        return super().value(gradients / len(gradients), xp)

    def pullback(self, gradients, norms, cotangents, xp):
        return super().pullback(gradients, len(gradients) * norms, cotangents / len(gradients), xp)


class SlopesOfMean(Engine):
    """The slopes that are reported are those of the mean score."""

    def slopes(self, x, label=None):
        return super().slopes(x) / len(x)


NormOverChannels = penalty_with(OverChannels)
NormOfWholeBatch = penalty_with(OfWholeBatch)
StabilisedNorm = penalty_with(Stabilised)
NaNAtZeroNorm = penalty_with(NotANumberAtZero)
GradientOfMean = penalty_with(OfMean)
ReportedSlopesOfMean = with_engine(SlopesOfMean)
SumForLargest = penalty_with(L1)
LargestForSum = penalty_with(LInf)
