"""Mistakes in what is dropped, and in what the consistency term makes of it."""

import attrs
from conformance.wrong.backend import Engine, with_engine, with_layers, with_penalty

from ganreg.constraints import ConsistencyTerm
from ganreg.draws import StepDraws
from ganreg.networks import BoundNetwork
from ganreg_array.drawn import Drawn
from ganreg_array.layers.dropout import Dropout
from ganreg_array.layers.identity import Identity


def with_masks(masks_type):
    """A backend whose masks are drawn by that class."""

    class OtherMasks(Engine):
        def _drawn(self, draw):
            return masks_type(draw, self.space)

    return with_engine(OtherMasks)


class SecondAsFirst(Drawn):
    """Both passes of the consistency term drop the same numbers."""

    def _masks(self, network, name, n):
        return super()._masks(network, name.removesuffix("/1") + "/0" if name.endswith("/1") else name, n)


class FakeAsReal(Drawn):
    """What is dropped of the real samples is dropped of the fake ones beside them."""

    def _masks(self, network, name, n):
        return super()._masks(network, name.replace("fake", "real"), n)


class PointsAsReal(Drawn):
    """What is dropped of the real samples is dropped of every penalty's points."""

    def _masks(self, network, name, n):
        return super()._masks(network, "critic/real" if "constraint" in name else name, n)


class Unscaled(Drawn):
    """`x * (rand > rate)`."""

    def _masks(self, network, name, n):
        xp = self.space.xp
        masks = super()._masks(network, name, n)
        return {key: xp.where(mask > 0, xp.ones_like(mask), xp.zeros_like(mask)) for key, mask in masks.items()}


class RowOfBatch(Drawn):
    """One mask for a whole set of samples."""

    def _masks(self, network, name, n):
        xp, masks = self.space.xp, super()._masks(network, name, n)
        return {key: xp.broadcast_to(mask[:1, ...], mask.shape) for key, mask in masks.items()}


class OfTheFirstUpdate(Drawn):
    """The masks of the first update, again and again."""

    def _masks(self, network, name, n):
        first = attrs.evolve(self, draw=StepDraws(self.draw.draws, self.draw.player, 0))
        return Drawn._masks(first, network, name, n)


class GeneratorInUse(Drawn):
    """The generator drops nothing while it trains."""

    def _masks(self, network, name, n):
        xp, masks = self.space.xp, super()._masks(network, name, n)
        return {key: xp.ones_like(mask) for key, mask in masks.items()} if "generator" in name else masks


class RedrawnBack(Dropout):
    """The gradient goes back through other numbers than the value went."""

    def backward(self, y_bar, cache, weights, xp):
        return xp.flip(cache[0], axis=0) * y_bar


class RedrawnAlong(Dropout):
    """The tangent goes through other numbers than the value went."""

    def tangent(self, x_dot, cache, weights, xp):
        return xp.flip(cache[0], axis=1) * x_dot


class ScaledInUse(Identity):
    """Both scalings at once: 1/(1 − rate) in training, 1 − rate in use."""

    def forward(self, x, weights, xp):
        return (1 - self.spec.rate) * x, ()

    def backward(self, y_bar, cache, weights, xp):
        return (1 - self.spec.rate) * y_bar


class Outputs(BoundNetwork):
    """The scores in the place of the features."""

    @property
    def last_trained(self):
        return len(self.layers)


class ScoresAsFeatures(Engine):
    """What comes out of the last layer, where what goes into it is meant."""

    def __init__(self, recipe, space):
        super().__init__(recipe, space)
        bound = self.critic.bound
        self.critic.bound = Outputs(bound.layers, bound.shapes, bound.given)


@attrs.frozen(kw_only=True)
class WithoutFeatures(ConsistencyTerm):
    """The right value; the features' share of the gradient is forgotten."""

    def gradients(self, scores, features, xp):
        found = super().gradients(scores, features, xp)
        return found[0], tuple(0 * gradient for gradient in found[1])


@attrs.frozen(kw_only=True)
class Summed(ConsistencyTerm):
    """The sum over the features where the mean is meant."""

    def _excess(self, s, q, xp):
        return s * s + self.feature_weight * xp.sum(q * q, axis=1) - self.margin


@attrs.frozen(kw_only=True)
class WithoutMargin(ConsistencyTerm):
    """`margin` accepted and ignored."""

    def _excess(self, s, q, xp):
        return super()._excess(s, q, xp) + self.margin


@attrs.frozen(kw_only=True)
class OneSided(ConsistencyTerm):
    """The second pass taken for a constant, as a target that is detached."""

    def gradients(self, scores, features, xp):
        found = super().gradients(scores, features, xp)
        return tuple((first, 0 * second) for first, second in found)


OneMaskForBothPasses = with_masks(SecondAsFirst)
MaskSharedByRealAndFake = with_masks(FakeAsReal)
MaskSharedByRealAndPoints = with_masks(PointsAsReal)
MaskNotScaled = with_masks(Unscaled)
MaskOfBatch = with_masks(RowOfBatch)
MaskOfTheFirstUpdate = with_masks(OfTheFirstUpdate)
GeneratorWithoutDropout = with_masks(GeneratorInUse)
MaskRedrawnOnTheWayBack = with_layers({Dropout: RedrawnBack})
MaskRedrawnAlongTheTangent = with_layers({Dropout: RedrawnAlong})
DropoutScaledInUse = with_layers({Identity: ScaledInUse})
FeaturesAfterTheLastLayer = with_engine(ScoresAsFeatures)
FeaturesWithoutGradient = with_penalty(WithoutFeatures)
FeaturesSummed = with_penalty(Summed)
MarginIgnored = with_penalty(WithoutMargin)
SecondPassDetached = with_penalty(OneSided)
