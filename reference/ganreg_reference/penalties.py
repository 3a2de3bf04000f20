"""The critic's penalties, and their gradients in the weights by hand."""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg.errors import UnsupportedError
from ganreg_reference import oracles
from ganreg_reference.contracts import FeaturePenaltyOracle, GradientPenaltyOracle, NormOracle, ScorePenaltyOracle
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights, total


@attrs.frozen
class PenaltyEvaluation:
    """A penalty's value, its gradients in the weights, and what its state is updated from."""

    value: Array
    gradients: Weights
    observed: Any


@attrs.frozen
class Pass:
    """One point set on its way through the critic, with the labels beside it."""

    points: Array
    weights: Weights
    labels: Array | None


def evaluate(
    critic: ReferenceNetwork,
    weights: Weights,
    constraint: Any,
    points: tuple[Array, ...],
    labels: Array | None,
    along: Sequence[Weights] = (),
) -> PenaltyEvaluation:
    """A penalty of any kind at its point sets; `labels` are those of the real samples, None without classes.

    `along` has the weights for each point set, with the masks of that pass; if left out, `weights` serve all.
    """
    kind = oracles.kind_of(constraint)
    passes = passes_of(points, along or (weights,) * len(points), labels)
    if kind == oracles.GRADIENT_PENALTY:
        penalty, norm = oracles.gradient_penalty_oracle(constraint), oracles.norm_oracle(constraint.norm)
        return gradient_penalty(critic, passes[0], penalty, norm)
    if kind == oracles.SCORE_PENALTY:
        return score_penalty(critic, weights, oracles.score_penalty_oracle(constraint), passes)
    if kind == oracles.FEATURE_PENALTY:
        return feature_penalty(critic, weights, oracles.feature_penalty_oracle(constraint), passes)
    term = oracles.weight_penalty_oracle(constraint)
    return PenaltyEvaluation(term.value(weights), term.gradients(weights), weights)


def passes_of(points: Sequence[Array], along: Sequence[Weights], labels: Array | None) -> list[Pass]:
    """Each point set with its weights, and with labels: those of the real samples, again and again."""
    pairs = zip(points, along, strict=True)
    return [Pass(samples, own, beside(labels, samples)) for samples, own in pairs]


def gradient_penalty(
    critic: ReferenceNetwork, at: Pass, penalty: GradientPenaltyOracle, norm: NormOracle
) -> PenaltyEvaluation:
    """P = φ(‖g₁‖, …, ‖gₙ‖) with gᵢ = ∇ₓf(xᵢ), and ∇_w P = ∇_w Σᵢ ⟨vᵢ, gᵢ⟩ with vᵢ = ∂P/∂gᵢ held constant."""
    norms, directions = _norms_and_directions(critic, at, penalty, norm)
    gradient = critic.slope_gradient(at.points, at.weights, at.labels, directions)
    return PenaltyEvaluation(penalty.value(norms), gradient, norms)


def _norms_and_directions(
    critic: ReferenceNetwork, at: Pass, penalty: GradientPenaltyOracle, norm: NormOracle
) -> tuple[Array, Array]:
    """All ‖gᵢ‖ `(n,)`, and all vᵢ = ∂P/∂gᵢ."""
    slopes = critic.slopes(at.points, at.weights, at.labels)
    norms = np.array([norm.value(slope) for slope in slopes])
    pairs = zip(slopes, penalty.derivative(norms), strict=True)
    return norms, np.array([norm.pullback(slope, d) for slope, d in pairs])


def score_penalty(
    critic: ReferenceNetwork, weights: Weights, penalty: ScorePenaltyOracle, passes: list[Pass]
) -> PenaltyEvaluation:
    """P(s₁, …, s_k) with one vector of scores per point set, and ∇_w P = Σ ∂P/∂sᵢ·∇_w f(xᵢ)."""
    scores = tuple(critic.scores(at.points, at.weights, at.labels) for at in passes)
    parts = [
        critic.score_gradient(at.points, at.weights, at.labels, derivatives)
        for at, derivatives in zip(passes, penalty.gradients(scores), strict=True)
    ]
    return PenaltyEvaluation(penalty.value(scores), total(parts, weights), scores)


def feature_penalty(
    critic: ReferenceNetwork, weights: Weights, penalty: FeaturePenaltyOracle, passes: list[Pass]
) -> PenaltyEvaluation:
    """P(s₁, …, s_k, φ₁, …, φ_k), and ∇_w P = Σ ∂P/∂sᵢ·∇_w f(xᵢ) + ∂P/∂φᵢ·∇_w φ(xᵢ), each backward by itself."""
    scores, features = scores_and_features(critic, passes)
    parts = []
    for at, d_scores, d_features in zip(passes, *penalty.gradients(scores, features), strict=True):
        parts.append(critic.score_gradient(at.points, at.weights, at.labels, d_scores))
        parts.append(critic.feature_gradient(at.points, at.weights, at.labels, d_features))
    return PenaltyEvaluation(penalty.value(scores, features), total(parts, weights), (scores, features))


def scores_and_features(critic: ReferenceNetwork, passes: list[Pass]) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """The scores `(n,)` and the features `(n, d)` of each pass."""
    scores = tuple(critic.scores(at.points, at.weights, at.labels) for at in passes)
    return scores, tuple(critic.features(at.points, at.weights, at.labels) for at in passes)


def point_adjoints(critic: ReferenceNetwork, constraint: Any, passes: list[Pass]) -> tuple[Array, ...]:
    """∂P/∂xᵢ for the points of each set, in their shape; none for a weight penalty.

    For P = φ(‖g₁‖, …, ‖gₙ‖) it is ∂/∂x Σᵢ ⟨vᵢ, gᵢ⟩ with vᵢ = ∂P/∂gᵢ held constant, for a function of scores ∂P/∂s·∇ₓf.

    Raises:
        UnsupportedError: nobody has derived it for this kind of constraint.
    """
    kind = oracles.kind_of(constraint)
    if kind == oracles.WEIGHT_PENALTY:
        return ()
    if kind == oracles.SCORE_PENALTY:
        scores = tuple(critic.scores(at.points, at.weights, at.labels) for at in passes)
        pairs = zip(passes, oracles.score_penalty_oracle(constraint).gradients(scores), strict=True)
        return tuple(critic.backward(at.points, at.weights, at.labels, d[:, None])[0] for at, d in pairs)
    if kind == oracles.GRADIENT_PENALTY:
        (at,) = passes
        penalty, norm = oracles.gradient_penalty_oracle(constraint), oracles.norm_oracle(constraint.norm)
        _, directions = _norms_and_directions(critic, at, penalty, norm)
        seeds = np.zeros((len(at.points), 1)), np.ones((len(at.points), 1))
        return (critic.tangent_backward(at.points, at.weights, at.labels, directions, *seeds)[0],)
    raise UnsupportedError(
        f"The reference does not know how {oracles.component_name(constraint)!r}, a {kind}, changes with its points."
    )


def beside(labels: Array | None, points: Array) -> Array | None:
    """The labels of points: those of the real samples, as often as the points run through these."""
    return None if labels is None else np.resize(labels, len(points))


def points_of(constraint: Any, index: int, real: Array, fake: Array, draw: StepDraws) -> tuple[Array, ...]:
    """The point sets of the constraint at place `index` of the recipe: one, several, or none for a weight penalty."""
    points = getattr(constraint, "points", ())
    sets = points if isinstance(points, tuple) else (points,)
    pairs = zip(sets, paths_of(constraint, index), strict=True)
    return tuple(_drawn(one, path, real, fake, draw) for one, path in pairs)


def paths_of(constraint: Any, index: int) -> tuple[str, ...]:
    """The path of each point set's draws: numbered for a constraint with a row of them."""
    points, path = getattr(constraint, "points", ()), f"constraint/{index}"
    return tuple(f"{path}/{k}" for k in range(len(points))) if isinstance(points, tuple) else (path,)


def _drawn(points: Any, path: str, real: Array, fake: Array, draw: StepDraws) -> Array:
    oracle = oracles.point_set_oracle(points)
    return oracle.points(real, fake, oracle.draw(draw.stream(path), real.shape))
