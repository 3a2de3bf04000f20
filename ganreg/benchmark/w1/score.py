"""How near a critic is to the optimal one, and what it says of W1."""

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np

from ganreg.backend import AbstractEngine
from ganreg.benchmark.w1.funnels import Float64
from ganreg.benchmark.w1.pair import Pair
from ganreg.draws import Draws
from ganreg.gan import GAN

POINTS = 4096
"""Fresh samples of P at which gradients are compared, as published."""

SAMPLES, TRUTH, AT_ONCE = 2**15, 2**18, 4096
"""Samples for the dual value, and for the true W1; and so many at a time."""

PATH = "w1/score"


@attrs.frozen
class Score:
    """What a trained critic f is worth on a pair; lengths in the units of the box, errors relative to W1.

    Args:
        pair: its name.
        dim: its dimension.
        funnels: how many.
        cosine: mean of cos∠(∇f, ∇f*) at samples of P, f* = −u the optimal critic; 1 is perfect.
        l2: mean of ‖∇f − ∇f*‖² there; 0 is perfect.
        w1: the truth.
        w1_error: its standard error.
        dual: E f(P) − E f(Q), the raw estimate.
        dual_error: the standard error of `dual` − W1.
        corrected: `dual` divided by `slope`: the same for f and any multiple of it.
        slope: the median of ‖∇f‖ at points of segments between independent samples of P and Q.
        largest: K, the largest ‖∇f‖ observed there and on samples of both.
        seconds: of CPU time, for training.
    """

    pair: str
    dim: int
    funnels: int
    cosine: float
    l2: float
    w1: float
    w1_error: float
    dual: float
    dual_error: float
    corrected: float
    slope: float
    largest: float
    seconds: float

    @property
    def raw_bias(self) -> float:
        """(dual − W1)/W1."""
        return self.dual / self.w1 - 1

    @property
    def bias(self) -> float:
        """(corrected − W1)/W1."""
        return self.corrected / self.w1 - 1


def score(gan: GAN, pair: Pair, seconds: float = 0.0, seed: int = 0) -> Score:
    """A trained critic's score on fresh samples; the coupling is known here, and lowers the noise of the errors.

    Args:
        gan: with a critic of the pair's dimension.
        pair: the truth.
        seconds: of training, to be noted.
        seed: of the samples.
    """
    draws, engine = Draws(seed), gan.engine
    w1, w1_error = pair.distance(TRUTH, draws.stream(f"{PATH}/truth"))
    real = pair.real(POINTS, draws.stream(f"{PATH}/gradients"))
    found, true = _gradients(engine, real), pair.critic_gradient(real)
    gain, dual_error = _gain(engine, pair, draws)
    slopes, largest = _slopes(engine, pair, draws)
    dual, slope = w1 + gain, float(np.median(slopes))
    return Score(
        pair=pair.name,
        dim=pair.dim,
        funnels=pair.count,
        cosine=float(_cosines(found, true).mean()),
        l2=float(np.sum((found - true) ** 2, axis=1).mean()),
        w1=w1,
        w1_error=w1_error,
        dual=dual,
        dual_error=dual_error,
        corrected=dual / slope if slope > 0 else np.nan,
        slope=slope,
        largest=largest,
        seconds=seconds,
    )


def _cosines(one: Float64, other: Float64) -> Float64:
    """cos∠ of each row; 0 where a row is 0."""
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.divide(np.sum(one * other, axis=1), lengths, out=np.zeros_like(lengths), where=lengths > 0)  # type: ignore[no-any-return]


def _gain(engine: AbstractEngine, pair: Pair, draws: Draws) -> tuple[float, float]:
    """E f(P) − E f(Q) − W1 over coupled samples, and its standard error: f(y) − f(x) is nearly ‖x − y‖ for each."""
    x = pair.fake(SAMPLES, draws.stream(f"{PATH}/dual"))
    y = pair.transported(x)
    gains = _in_parts(engine.scores, y) - _in_parts(engine.scores, x) - np.linalg.norm(x - y, axis=1)
    return float(gains.mean()), float(gains.std() / SAMPLES**0.5)


def _slopes(engine: AbstractEngine, pair: Pair, draws: Draws) -> tuple[Float64, float]:
    """‖∇f‖ at points of segments between independent samples of P and Q; and the largest at these and at both ends."""
    real, fake = pair.real(SAMPLES, draws.stream(f"{PATH}/real")), pair.fake(SAMPLES, draws.stream(f"{PATH}/fake"))
    share = draws.stream(f"{PATH}/share").uniform((SAMPLES, 1))
    between = _in_parts(engine.slopes, share * real + (1 - share) * fake)
    ends = [float(_in_parts(engine.slopes, x).max()) for x in (real, fake)]
    return between, max(float(between.max()), *ends)


def _gradients(engine: AbstractEngine, x: Float64) -> Float64:
    return np.asarray(engine.input_gradients(x), dtype=np.float64)


def _in_parts(function: Callable[[Float64], Any], x: Float64) -> Float64:
    """A function of samples, computed for some at a time: caches grow with their number."""
    parts = [function(x[start : start + AT_ONCE]) for start in range(0, len(x), AT_ONCE)]
    return np.concatenate(parts).astype(np.float64)
