"""Mistakes in the layers of images: convolutions, normalisation by batch and by group, and what knows classes."""

import attrs
from conformance.wrong.backend import with_layers, with_steps

from ganreg_array.layers.abstract import Context
from ganreg_array.layers.batch_norm import BatchNorm
from ganreg_array.layers.class_projection import ClassProjection
from ganreg_array.layers.conv2d import Conv2d
from ganreg_array.layers.conv_transpose2d import ConvTranspose2d
from ganreg_array.layers.gelu import GELU
from ganreg_array.layers.group_norm import GroupNorm
from ganreg_array.layers.group_sort import GroupSort
from ganreg_array.layers.running_norm import RunningNorm
from ganreg_array.steps import Steps


def flipped(weights, xp):
    """The kernel turned by half a turn."""
    return {**weights, "weight": xp.flip(weights["weight"], axis=(2, 3))}


class Flipped(Conv2d):
    """A convolution where every framework has a cross-correlation; its derivatives are right for that."""

    def tangent(self, x_dot, cache, weights, xp):
        return super().tangent(x_dot, cache, flipped(weights, xp), xp)

    def backward(self, y_bar, cache, weights, xp):
        return super().backward(y_bar, cache, flipped(weights, xp), xp)

    def paired(self, y_bar, x, cache, weights, xp):
        return flipped(super().paired(y_bar, x, cache, weights, xp), xp)


class ShiftedBack(ConvTranspose2d):
    """Its kernel's gradient is that of the input's neighbour."""

    def paired(self, y_bar, x, cache, weights, xp):
        return super().paired(y_bar, xp.roll(x, 1, axis=3), cache, weights, xp)


class PixelByPixel(BatchNorm):
    """Statistics over the batch alone, as if each pixel were a channel."""

    def mean(self, a, sets, xp):
        return xp.concat([xp.broadcast_to(xp.mean(a[s, ...], axis=0, keepdims=True), a[s, ...].shape) for s in sets])

    def buffers(self, cache, old, order, xp):
        return dict(old)


class AllTogether(BatchNorm):
    """Real and fake samples and penalty points share their statistics."""

    def mean(self, a, sets, xp):
        return super().mean(a, (slice(0, a.shape[0]),), xp)


class Unbiased(BatchNorm):
    """Normalised by the variance divided by n − 1."""

    def normalised(self, x, weights, xp, context):
        found, n = super().normalised(x, weights, xp, context), x.shape[0] // len(context.sets or (0,)) * 16
        return attrs.evolve(found, u=found.u * (1 - 1 / n) ** 0.5, r=found.r * (1 - 1 / n) ** 0.5)


class BiasedRunning(BatchNorm):
    """The running variance follows the variance divided by n."""

    def buffers(self, cache, old, order, xp):
        before, after = old["running_var"], super().buffers(cache, old, order, xp)
        n = cache.u.shape[0] // len(cache.sets) * 16
        return after | {"running_var": before + (after["running_var"] - before) * (1 - 1 / n)}


class Forgetful(BatchNorm):
    """Running statistics that stay as they start."""

    def buffers(self, cache, old, order, xp):
        return dict(old)


class FlatBatchNorm(BatchNorm):
    """The Jacobian taken as constant."""

    def tangent_backward(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        return self.backward(y_bar, cache, weights, xp), self.backward(y_dot_bar, cache, weights, xp)


class AcrossChannels(GroupNorm):
    """Statistics over the channels of each pixel alone."""

    def mean(self, a, sets, xp):
        return xp.mean(a, axis=1, keepdims=True)


class Descending(GroupSort):
    """The largest first."""

    def forward(self, x, weights, xp):
        y, cache = super().forward(-x, weights, xp)
        return -y, cache


class ByTanh(GELU):
    """The approximation where Φ is asked for."""

    def __init__(self, spec):
        super().__init__(attrs.evolve(spec, approximate=True))


class FirstClass(ClassProjection):
    """Every sample is taken for one of class 0."""

    def forward_in(self, x, weights, xp, context):
        return super().forward_in(x, weights, xp, Context(0 * context.labels, context.sets))


class OtherLabels(Steps):
    """Fake samples are scored as if they were of the next class."""

    def _critic(self, now, given, drawn):
        forward, n = self.critic.forward_by, given.n

        def shifted(place, x, weights, context):
            xp = self.space.xp
            own = xp.concat([context.labels[:n], (context.labels[n : 2 * n] + 1) % 3, context.labels[2 * n :]])
            return forward(place, x, weights, Context(own, context.sets))

        self.critic.forward_by = shifted
        try:
            return super()._critic(now, given, drawn)
        finally:
            self.critic.forward_by = forward


ConvolutionFlipped = with_layers({Conv2d: Flipped})
TransposedConvolutionShifted = with_layers({ConvTranspose2d: ShiftedBack})
BatchNormPixelByPixel = with_layers({BatchNorm: PixelByPixel})
BatchNormAllTogether = with_layers({BatchNorm: AllTogether})
BatchNormUnbiased = with_layers({BatchNorm: Unbiased})
BatchNormWithoutSecondOrder = with_layers({BatchNorm: FlatBatchNorm})
RunningVarianceBiased = with_layers({BatchNorm: BiasedRunning})
RunningStatisticsForgotten = with_layers({BatchNorm: Forgetful})
BatchStatisticsInUse = with_layers({RunningNorm: BatchNorm})
GroupNormAcrossChannels = with_layers({GroupNorm: AcrossChannels})
GroupSortDescending = with_layers({GroupSort: Descending})
GELUByTanh = with_layers({GELU: ByTanh})
ProjectionOfTheFirstClass = with_layers({ClassProjection: FirstClass})
FakesOfOtherClasses = with_steps(OtherLabels)
