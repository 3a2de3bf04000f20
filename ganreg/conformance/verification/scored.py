"""The score vectors that a run of a loss was about."""

from functools import reduce
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.observation import Observation, Returned, Vector
from ganreg.conformance.verification.scores import Scores


def is_saturated(o: Observation, scores: Scores) -> bool:
    """Whether float32 probabilities of these scores are 0 or 1."""
    return o.probabilities and max(float(np.max(np.abs(s))) for s in scores) > 6


def with_sum(o: Observation) -> Observation:
    """A run of a function that returns the two halves of a loss: their sum as well; of backwards their sum alone."""
    backwards = [one for one in o.returned if one.backward]
    if backwards:
        return attrs.evolve(o, returned=(reduce(_sum, backwards),))
    return attrs.evolve(o, returned=(*o.returned, _sum(*o.returned))) if len(o.returned) == 2 else o


def _sum(one: Returned, other: Returned) -> Returned:
    names = {*one.scores, *other.scores}
    zero = np.zeros(1)
    scores = {name: one.scores.get(name, zero) + other.scores.get(name, zero) for name in names}
    weights = [w for w in (one.weights, other.weights) if w is not None]
    total = np.sum(weights, axis=0) if weights else None
    return Returned(
        one.value + other.value, (), total, one.generator + other.generator, scores,
        one.differentiable and other.differentiable,
    )  # fmt: skip


def scores_of(o: Observation) -> Scores | None:
    """The score vectors that a run was about: given ones, or the critic's at both batches."""
    if roles.CRITIC not in o.given and o.scores:
        return o.scores[roles.REAL_SCORES], o.scores[roles.FAKE_SCORES]
    real, fake = at(o, o.real), at(o, o.fake)
    if real is None and fake is None:
        return None
    one = real or fake
    assert one is not None
    return (real or one).scores, (fake or one).scores


def at(o: Observation, samples: Vector) -> Any:
    """The evaluation of the critic at a batch, or None; both in one batch count for each."""
    for e in o.evaluations:
        if e.points.shape == samples.shape and np.allclose(e.points, samples, atol=1e-5):
            return e
    return _part(o, samples)


def _part(o: Observation, samples: Vector) -> Any:
    """Half of an evaluation of both batches at once."""
    n = len(samples)
    for e in o.evaluations:
        for k in (0, len(e.points) - n):
            if (
                e.points.shape[1:] == samples.shape[1:]
                and len(e.points) > n
                and np.allclose(e.points[k : k + n], samples, atol=1e-5)
            ):
                return attrs.evolve(
                    e,
                    points=samples,
                    scores=e.scores[k : k + n],
                    slopes=e.slopes[k : k + n],
                    pull_scores=_padded(e, k, n),
                )
    return None


def _padded(e: Any, k: int, n: int) -> Any:
    def pull(cotangent: Vector) -> Vector:
        whole = np.zeros(len(e.points))
        whole[k : k + n] = cotangent
        return np.asarray(e.pull_scores(whole))

    return pull
