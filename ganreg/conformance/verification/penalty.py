"""The verdict on a gradient penalty."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.claim import Claim
from ganreg.conformance.verification.fit import RELATIVE, ROUNDING, Fit, fitted
from ganreg.conformance.verification.formulas import Candidate, Coordinate, spaces
from ganreg.conformance.verification.observation import Evaluation, Observation, Returned, Vector
from ganreg.conformance.verification.sampling import Sampling, sampling_of

CLAIMED = {
    "one_sided_gp": ("score", "all", "one-sided", "mean"),
    "r1": ("score", "all", "zero", "mean"),
    "r2": ("score", "all", "zero", "mean"),
    "zero_centred": ("score", "all", "zero", "mean"),
    "max_gp": ("score", "all", "zero", "largest"),
    "wgan_div": ("score", "all", "sixth", "mean"),
}
"""Where each claim lies in the space of formulas; others where the gradient penalty does."""
CENTRE = ("score", "all", "two-sided", "mean")
HARMLESS_GUARD = 1e-8
FARTHEST = 2.6
"""Two mistakes at once."""

Value = Callable[[Evaluation], float]


@attrs.frozen
class Finding:
    """An explanation of a function's numbers.

    Args:
        fit: the factor and what remains.
        place: which of the returned numbers.
        candidate: the point of the space; None for the claim itself.
        value: the formula.
        loss: the sign with which the critic's Wasserstein loss is added to it; 0 if it is not.
    """

    fit: Fit
    place: int
    candidate: Candidate | None
    value: Value = attrs.field(repr=False)
    loss: int = 0


def centre_of(claim: Claim) -> tuple[str, ...]:
    """Where a claim lies in the space of formulas, by its parameters."""
    if claim.name in CLAIMED:
        return CLAIMED[claim.name]
    one_sided, target = getattr(claim.component, "one_sided", False), getattr(claim.component, "target", 1.0)
    function = "zero" if target == 0 else "one-sided" if one_sided else "two-sided"
    return (*CENTRE[:2], function, CENTRE[3])


def claimed_value(claim: Claim) -> Value:
    """The claim's own formula by its oracle, with factor 1."""
    base = unit(claim)

    def value(e: Evaluation) -> float:
        return float(base.value(slopes_of(e)))

    return value


def unit(claim: Claim) -> Any:
    """The oracle with λ = 1."""
    key = "gamma" if hasattr(claim.component, "gamma") else "weight"
    return type(claim.oracle)(attrs.evolve(claim.component, **{key: 1.0}))


def slopes_of(e: Evaluation) -> Vector:
    """The norms of an evaluation's gradients, `(n,)`."""
    return np.asarray(np.sqrt(np.sum(e.slopes.reshape(len(e.slopes), -1) ** 2, axis=1)))


def cotangent(claim: Claim, e: Evaluation) -> Vector:
    """∂P/∂g of the claim with λ = 1: the oracle's derivative along each gradient; 0 where the gradient is 0."""
    n = slopes_of(e)
    along = np.asarray(unit(claim).derivative(n)) / np.where(n > 0, n, 1.0)
    return np.asarray(np.where(n > 0, along, 0.0).reshape(-1, *(1 for _ in e.slopes.shape[1:])) * e.slopes)


def explained(claim: Claim, runs: Sequence[Observation]) -> Finding | None:
    """The least unusual explanation: the claim itself, then the space around it, then with the critic's loss added."""
    places = range(min(len(o.returned) for o in runs))
    own = claimed_value(claim)
    for loss in (0, -1, 1):
        for place in places:
            values = _values(runs, place, loss)
            fit = _fit(values, runs, own) if values is not None else None
            if fit is not None and fit.fits:
                return Finding(fit, place, None, own, loss)
    for loss in (0, -1, 1):
        found = [f for place in places for f in _around(claim, runs, place, loss)]
        if found:
            return min(found, key=lambda f: (_cost(claim, f), f.place))
    return None


def _values(runs: Sequence[Observation], place: int, loss: int) -> Vector | None:
    """The function's numbers, less the critic's loss if that is added."""
    values = np.array([o.returned[place].value for o in runs])
    if loss == 0:
        return values
    losses = [critic_loss(o) for o in runs]
    return None if None in losses else np.asarray(values - loss * np.array(losses))


def critic_loss(o: Observation) -> float | None:
    """Mean f(x) − mean f(x̃), where the function has evaluated both."""
    real, fake = (_scores_at(o, samples) for samples in (o.real, o.fake))
    return None if real is None or fake is None else float(real.mean() - fake.mean())


def _scores_at(o: Observation, samples: Vector) -> Vector | None:
    for e in o.evaluations:
        if e.points.shape == samples.shape and np.allclose(e.points, samples, atol=1e-5):
            return e.scores
    return None


def summed(o: Observation, value: Value) -> float:
    """A formula over all evaluations in which a gradient was taken."""
    return sum(value(e) for e in o.asked)


def _fit(values: Vector, runs: Sequence[Observation], value: Value) -> Fit:
    formula = np.array([summed(o, value) for o in runs])
    return fitted(values, formula, _scales(runs, formula))


def _scales(runs: Sequence[Observation], formula: Vector) -> Vector:
    """The size of what a formula's numbers were computed from: 1 and the squared norms."""
    squares = [sum(float(np.mean(slopes_of(e) ** 2)) for e in o.asked) for o in runs]
    return np.asarray(np.maximum(1.0 + np.minimum(np.array(squares), 1e3), np.abs(formula) * 1e-2))


def _around(claim: Claim, runs: Sequence[Observation], place: int, loss: int) -> Iterator[Finding]:
    """The explanations in the space of formulas that are at most two mistakes away from the claim."""
    values = _values(runs, place, loss)
    if values is None:
        return
    few = [k for k, o in enumerate(runs) if any(np.any(e.slopes) for e in o.asked)][:3]
    few_runs, few_values = [runs[k] for k in few], values[few]
    scales = _scales(few_runs, np.zeros(len(few)))
    for candidate, formula in _near(claim, runs, few_runs):
        if fitted(few_values, formula, np.maximum(scales, 1e-2 * np.abs(formula))).fits:
            with np.errstate(all="ignore"):
                fit = _fit(values, runs, candidate.value)
            if fit.fits:
                yield Finding(fit, place, candidate, candidate.value, loss)


def _near(claim: Claim, runs: Sequence[Observation], few: Sequence[Observation]) -> Iterator[tuple[Candidate, Vector]]:
    """The candidates near the claim, with their numbers for a few runs."""
    rank = max(e.slopes.ndim for o in runs for e in o.asked)
    target = float(getattr(claim.component, "target", 1.0)) or 1.0
    transforms, norms, functions, aggregates = spaces(rank, target)
    for transform, norm in product(transforms, norms):
        if cost_of(claim, (transform, norm)) > FARTHEST:
            continue
        with np.errstate(all="ignore"):
            slopes = [[np.atleast_1d(norm.compute(transform.compute(e))) for e in o.asked] for o in few]
            for phi, aggregate in product(functions, aggregates):
                places = (transform, norm, phi, aggregate)
                if cost_of(claim, places) <= FARTHEST:
                    numbers = [sum(aggregate.compute(phi.compute, u) for u in of_run) for of_run in slopes]
                    yield Candidate(places), np.array(numbers)


def cost_of(claim: Claim, places: tuple[Coordinate, ...]) -> float:
    """How far choices are from those of the claim."""
    wanted = centre_of(claim)
    return sum((place.cost or 1.0) for place, key in zip(places, wanted, strict=False) if place.key != key)


def _cost(claim: Claim, finding: Finding) -> float:
    assert finding.candidate is not None
    return cost_of(claim, finding.candidate.places) + abs(finding.loss) * 0.1


def differing(claim: Claim, finding: Finding) -> list[tuple[str, str, str]]:
    """Where an explanation differs from the claim: the place, the short name, the words."""
    if finding.candidate is None:
        return []
    wanted = centre_of(claim)
    triples = zip(("score", "norm", "function", "aggregate"), finding.candidate.places, wanted, strict=True)
    return [
        (place, found.key, found.words or f"{found.key} for {key}") for place, found, key in triples if found.key != key
    ]


def gradient_of(claim: Claim, o: Observation, factor: float, loss: int) -> tuple[Vector, float]:
    """The claim's gradient in the weights at the points of a run, and the size of what cancels in it."""
    pulled = [e.pull_slopes(cotangent(claim, e)) for e in o.asked]
    sizes = [float(np.max(np.abs(e.pull_slopes(_directions(e) / len(e.slopes))), initial=0.0)) for e in o.asked]
    total = factor * np.sum(pulled, axis=0)
    if loss:
        total = total + loss * _loss_gradient(o)
    return np.asarray(total), abs(factor) * sum(sizes)


def _loss_gradient(o: Observation) -> Vector:
    found: Any = 0.0
    for samples, sign in ((o.real, 1.0), (o.fake, -1.0)):
        e = next(
            e for e in o.evaluations if e.points.shape == samples.shape and np.allclose(e.points, samples, atol=1e-5)
        )
        found = found + e.pull_scores(np.full(len(samples), sign / len(samples)))
    return np.asarray(found)


def _directions(e: Evaluation) -> Vector:
    n = slopes_of(e).reshape(-1, *(1 for _ in e.slopes.shape[1:]))
    return np.asarray(e.slopes / np.where(n > 0, n, 1.0))


def gradient_error(claim: Claim, o: Observation, finding: Finding) -> str:
    """What is wrong with a run's gradient in the weights: empty, `none`, `zero`, `nan` or `other`."""
    returned: Returned = o.returned[finding.place]
    expected, size = gradient_of(claim, o, finding.fit.factor, finding.loss)
    tolerance = 5 * RELATIVE * float(np.max(np.abs(expected), initial=0.0)) + 20 * ROUNDING * size
    if not returned.differentiable or returned.weights is None:
        return "none" if np.any(np.abs(expected) > tolerance) else ""
    got = returned.weights
    if not np.all(np.isfinite(got)):
        return "nan"
    if np.all(np.abs(got - expected) <= tolerance):
        return ""
    return "zero" if not np.any(got) else "other"


__all__ = ["Finding", "Sampling", "differing", "explained", "gradient_error", "roles", "sampling_of"]
