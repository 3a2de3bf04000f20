"""Constraints on weights and inputs, their oracles, and their mistakes."""

import attrs
import numpy as np

from ganreg import param
from ganreg.constraints import AbstractInputTransform, AbstractProjection, AbstractReparametrisation
from ganreg.constraints.selection import exclude_param, is_excluded
from ganreg.params import POSITIVE


@attrs.frozen(kw_only=True)
class Box(AbstractProjection):
    """w ← min(max(w, −c), c), unless it is left alone."""

    bound: float = param(0.1, "Half the side c.", validator=POSITIVE)
    exclude: tuple = exclude_param()

    def project(self, name, value, xp):
        return value if is_excluded(name, self.exclude) else xp.clip(value, -self.bound, self.bound)


class BoxOracle:
    """Number by number."""

    def __init__(self, box):
        self.bound, self.exclude = box.bound, box.exclude

    def project(self, name, value):
        if any(name.endswith(pattern.lstrip("*")) for pattern in self.exclude):
            return value
        flat = [min(max(w, -self.bound), self.bound) for w in np.reshape(value, -1)]
        return np.reshape(flat, np.shape(value))


class ForgetsBiases(Box):
    """Matrices alone."""

    def project(self, name, value, xp):
        return value if name.endswith("bias") else Box.project(self, name, value, xp)


class TouchesExcluded(Box):
    """Clips what is to be left alone."""

    def project(self, name, value, xp):
        return xp.clip(value, -self.bound, self.bound)


class HalfWay(Box):
    """Goes half of the way to the box at each step."""

    def project(self, name, value, xp):
        return (value + Box.project(self, name, value, xp)) / 2


class Transposes(Box):
    """Returns another shape."""

    def project(self, name, value, xp):
        return xp.reshape(Box.project(self, name, value, xp), (-1,))


class InPlace(Box):
    """Clips the array that it is given."""

    def project(self, name, value, xp):
        if not is_excluded(name, self.exclude):
            value[...] = xp.clip(value, -self.bound, self.bound)
        return value


@attrs.frozen(kw_only=True)
class Tanned(AbstractReparametrisation):
    """W̃ = c·tanh(W/c)."""

    size: float = param(0.8, "The bound c.", validator=POSITIVE)

    def effective(self, weights, state, xp):
        return {name: self.size * xp.tanh(w / self.size) for name, w in weights.items()}

    def pullback(self, weights, state, cotangents, xp):
        return {name: cotangents[name] * (1 - xp.tanh(w / self.size) ** 2) for name, w in weights.items()}

    def next_state(self, state, observed, xp):
        return state


class TannedOracle:
    """Number by number: tanh z = (e^{2z} − 1)/(e^{2z} + 1)."""

    def __init__(self, tanned):
        self.size = tanned.size

    def start(self, weights, stream):
        return {}

    def share(self, w):
        z = np.exp(-2 * abs(w) / self.size)
        return (1 if w > 0 else -1) * (1 - z) / (1 + z)

    def effective(self, weights, state):
        return {k: self.size * np.vectorize(self.share, otypes=[float])(w) for k, w in weights.items()}

    def pullback(self, weights, state, cotangents):
        slope = np.vectorize(lambda w: 1 - self.share(w) ** 2, otypes=[float])
        return {k: cotangents[k] * slope(w) for k, w in weights.items()}

    def next_state(self, state, weights):
        return state


class NotPulledBack(Tanned):
    """The gradient in W̃ taken for that in W."""

    def pullback(self, weights, state, cotangents, xp):
        return dict(cotangents)


class SaysItIsNotExact(NotPulledBack):
    """The same, with the word of its author that nothing is to be compared."""

    is_exact = False


@attrs.frozen(kw_only=True)
class Mixed(AbstractInputTransform):
    """T(x) = x + s·ξ ⊙ x with ξ ~ N(0, 1) for each number."""

    size: float = param(0.5, "The factor s.", validator=POSITIVE)

    def draw(self, stream, shape):
        return {"noise": stream.normal(shape)}

    def transform(self, x, draws, xp):
        return x + self.size * draws["noise"] * x

    def pullback(self, cotangents, x, draws, xp):
        return cotangents + self.size * draws["noise"] * cotangents


class MixedOracle:
    """Number by number."""

    def __init__(self, mixed):
        self.size = mixed.size

    def draw(self, stream, shape):
        return {"noise": stream.normal(shape)}

    def transform(self, samples, draws):
        pairs = zip(np.reshape(samples, -1), np.reshape(draws["noise"], -1), strict=True)
        return np.reshape([x * (1 + self.size * xi) for x, xi in pairs], np.shape(samples))

    def pullback(self, samples, draws, cotangents):
        pairs = zip(np.reshape(cotangents, -1), np.reshape(draws["noise"], -1), strict=True)
        return np.reshape([c * (1 + self.size * xi) for c, xi in pairs], np.shape(samples))


class GradientPassedOn(Mixed):
    """A pullback that is not its transpose."""

    def pullback(self, cotangents, x, draws, xp):
        return cotangents


class OfTheMean(Mixed):
    """Each sample is moved by the mean of all, and consistently so."""

    def transform(self, x, draws, xp):
        return x + self.size * xp.mean(x, axis=0)

    def pullback(self, cotangents, x, draws, xp):
        return cotangents + self.size * xp.sum(cotangents, axis=0) / x.shape[0]


RIGHT = {Box: BoxOracle, Tanned: TannedOracle, Mixed: MixedOracle}
MISTAKES = {
    ForgetsBiases: "formulas against the oracle",
    TouchesExcluded: "structure of the formulas",
    HalfWay: "formulas against the oracle",
    Transposes: "structure of the formulas",
    InPlace: "structure of the formulas",
    NotPulledBack: "formulas against the oracle",
    SaysItIsNotExact: "formulas against the oracle",
    GradientPassedOn: "formulas against the oracle",
    OfTheMean: "formulas against the oracle",
}
WITHOUT_ORACLE = {
    ForgetsBiases: None,
    TouchesExcluded: "structure of the formulas",
    HalfWay: "invariance",
    NotPulledBack: "derivatives by hand",
    SaysItIsNotExact: None,
    GradientPassedOn: "derivatives by hand",
    OfTheMean: "invariance",
}
