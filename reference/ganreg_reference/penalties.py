"""The critic's penalties, and their gradients in the weights by hand."""

from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg_reference import oracles
from ganreg_reference.contracts import GradientPenaltyOracle, NormOracle, ScorePenaltyOracle
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights, total


@attrs.frozen
class PenaltyEvaluation:
    """A penalty's value, its gradients in the weights, and what its state is updated from."""

    value: Array
    gradients: Weights
    observed: Any


def evaluate(
    critic: ReferenceNetwork, weights: Weights, constraint: Any, points: tuple[Array, ...]
) -> PenaltyEvaluation:
    """A penalty of any kind at its point sets."""
    kind = oracles.kind_of(constraint)
    if kind == oracles.GRADIENT_PENALTY:
        penalty, norm = oracles.gradient_penalty_oracle(constraint), oracles.norm_oracle(constraint.norm)
        return gradient_penalty(critic, weights, penalty, norm, points[0])
    if kind == oracles.SCORE_PENALTY:
        return score_penalty(critic, weights, oracles.score_penalty_oracle(constraint), points)
    term = oracles.weight_penalty_oracle(constraint)
    return PenaltyEvaluation(term.value(weights), term.gradients(weights), weights)


def gradient_penalty(
    critic: ReferenceNetwork, weights: Weights, penalty: GradientPenaltyOracle, norm: NormOracle, points: Array
) -> PenaltyEvaluation:
    """P = φ(‖g₁‖, …, ‖gₙ‖) with gᵢ = ∇ₓf(xᵢ), and ∇_w P = Σᵢ ∇_w ⟨vᵢ, gᵢ⟩ with vᵢ = ∂P/∂gᵢ held constant."""
    slopes = [critic.slope(x, weights) for x in points]
    norms = np.array([norm.value(slope) for slope in slopes])
    directions = [norm.pullback(slope, d) for slope, d in zip(slopes, penalty.derivative(norms), strict=True)]
    parts = [critic.slope_gradient(x, weights, v) for x, v in zip(points, directions, strict=True)]
    return PenaltyEvaluation(penalty.value(norms), total(parts, weights), norms)


def score_penalty(
    critic: ReferenceNetwork, weights: Weights, penalty: ScorePenaltyOracle, points: tuple[Array, ...]
) -> PenaltyEvaluation:
    """P(s₁, …, s_k) with one vector of scores per point set, and ∇_w P = Σ ∂P/∂sᵢ·∇_w f(xᵢ)."""
    scores = tuple(np.array([critic.score(x, weights) for x in samples]) for samples in points)
    parts = [
        score_gradients(critic, weights, samples, derivatives)
        for samples, derivatives in zip(points, penalty.gradients(scores), strict=True)
    ]
    return PenaltyEvaluation(penalty.value(scores), total(parts, weights), scores)


def score_gradients(critic: ReferenceNetwork, weights: Weights, samples: Array, derivatives: Array) -> Weights:
    """Σᵢ dᵢ·∇_w f(xᵢ)."""
    pairs = zip(samples, derivatives, strict=True)
    return total((critic.backward(x, weights, np.array([d]))[1] for x, d in pairs), weights)


def points_of(constraint: Any, index: int, real: Array, fake: Array, draw: StepDraws) -> tuple[Array, ...]:
    """The point sets of the constraint at place `index` of the recipe: one, several, or none for a weight penalty."""
    points, path = getattr(constraint, "points", ()), f"constraint/{index}"
    if not isinstance(points, tuple):
        return (_drawn(points, path, real, fake, draw),)
    return tuple(_drawn(one, f"{path}/{k}", real, fake, draw) for k, one in enumerate(points))


def _drawn(points: Any, path: str, real: Array, fake: Array, draw: StepDraws) -> Array:
    oracle = oracles.point_set_oracle(points)
    return oracle.points(real, fake, oracle.draw(draw.stream(path), real.shape))
