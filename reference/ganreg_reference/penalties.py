"""The critic's penalties, and their gradients in the weights by hand."""

from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg.errors import UnsupportedError
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
    critic: ReferenceNetwork, weights: Weights, constraint: Any, points: tuple[Array, ...], labels: Array | None
) -> PenaltyEvaluation:
    """A penalty of any kind at its point sets; `labels` are those of the real samples, None without classes."""
    kind = oracles.kind_of(constraint)
    if kind == oracles.GRADIENT_PENALTY:
        penalty, norm = oracles.gradient_penalty_oracle(constraint), oracles.norm_oracle(constraint.norm)
        return gradient_penalty(critic, weights, penalty, norm, points[0], beside(labels, points[0]))
    if kind == oracles.SCORE_PENALTY:
        return score_penalty(critic, weights, oracles.score_penalty_oracle(constraint), points, labels)
    term = oracles.weight_penalty_oracle(constraint)
    return PenaltyEvaluation(term.value(weights), term.gradients(weights), weights)


def gradient_penalty(
    critic: ReferenceNetwork,
    weights: Weights,
    penalty: GradientPenaltyOracle,
    norm: NormOracle,
    points: Array,
    labels: Array | None,
) -> PenaltyEvaluation:
    """P = φ(‖g₁‖, …, ‖gₙ‖) with gᵢ = ∇ₓf(xᵢ), and ∇_w P = ∇_w Σᵢ ⟨vᵢ, gᵢ⟩ with vᵢ = ∂P/∂gᵢ held constant."""
    norms, directions = _norms_and_directions(critic, weights, penalty, norm, points, labels)
    return PenaltyEvaluation(penalty.value(norms), critic.slope_gradient(points, weights, labels, directions), norms)


def _norms_and_directions(
    critic: ReferenceNetwork,
    weights: Weights,
    penalty: GradientPenaltyOracle,
    norm: NormOracle,
    points: Array,
    labels: Array | None,
) -> tuple[Array, Array]:
    """All ‖gᵢ‖ `(n,)`, and all vᵢ = ∂P/∂gᵢ."""
    slopes = critic.slopes(points, weights, labels)
    norms = np.array([norm.value(slope) for slope in slopes])
    pairs = zip(slopes, penalty.derivative(norms), strict=True)
    return norms, np.array([norm.pullback(slope, d) for slope, d in pairs])


def score_penalty(
    critic: ReferenceNetwork,
    weights: Weights,
    penalty: ScorePenaltyOracle,
    points: tuple[Array, ...],
    labels: Array | None,
) -> PenaltyEvaluation:
    """P(s₁, …, s_k) with one vector of scores per point set, and ∇_w P = Σ ∂P/∂sᵢ·∇_w f(xᵢ)."""
    scores = tuple(critic.scores(samples, weights, beside(labels, samples)) for samples in points)
    parts = [
        critic.score_gradient(samples, weights, beside(labels, samples), derivatives)
        for samples, derivatives in zip(points, penalty.gradients(scores), strict=True)
    ]
    return PenaltyEvaluation(penalty.value(scores), total(parts, weights), scores)


def point_adjoints(
    critic: ReferenceNetwork, weights: Weights, constraint: Any, points: tuple[Array, ...], labels: Array | None
) -> tuple[Array, ...]:
    """∂P/∂xᵢ for the points of each set, in their shape; none for a weight penalty.

    For P = φ(‖g₁‖, …, ‖gₙ‖) it is ∂/∂x Σᵢ ⟨vᵢ, gᵢ⟩ with vᵢ = ∂P/∂gᵢ held constant, for a function of scores ∂P/∂s·∇ₓf.

    Raises:
        UnsupportedError: nobody has derived it for this kind of constraint.
    """
    kind = oracles.kind_of(constraint)
    if kind == oracles.WEIGHT_PENALTY:
        return ()
    if kind == oracles.SCORE_PENALTY:
        oracle = oracles.score_penalty_oracle(constraint)
        scores = tuple(critic.scores(samples, weights, beside(labels, samples)) for samples in points)
        pairs = zip(points, oracle.gradients(scores), strict=True)
        return tuple(critic.backward(xs, weights, beside(labels, xs), d[:, None])[0] for xs, d in pairs)
    if kind == oracles.GRADIENT_PENALTY:
        own = beside(labels, points[0])
        penalty, norm = oracles.gradient_penalty_oracle(constraint), oracles.norm_oracle(constraint.norm)
        _, directions = _norms_and_directions(critic, weights, penalty, norm, points[0], own)
        seeds = np.zeros((len(points[0]), 1)), np.ones((len(points[0]), 1))
        return (critic.tangent_backward(points[0], weights, own, directions, *seeds)[0],)
    raise UnsupportedError(
        f"The reference does not know how {oracles.component_name(constraint)!r}, a {kind}, changes with its points."
    )


def beside(labels: Array | None, points: Array) -> Array | None:
    """The labels of points: those of the real samples, as often as the points run through these."""
    return None if labels is None else np.resize(labels, len(points))


def points_of(constraint: Any, index: int, real: Array, fake: Array, draw: StepDraws) -> tuple[Array, ...]:
    """The point sets of the constraint at place `index` of the recipe: one, several, or none for a weight penalty."""
    points, path = getattr(constraint, "points", ()), f"constraint/{index}"
    if not isinstance(points, tuple):
        return (_drawn(points, path, real, fake, draw),)
    return tuple(_drawn(one, f"{path}/{k}", real, fake, draw) for k, one in enumerate(points))


def _drawn(points: Any, path: str, real: Array, fake: Array, draw: StepDraws) -> Array:
    oracle = oracles.point_set_oracle(points)
    return oracle.points(real, fake, oracle.draw(draw.stream(path), real.shape))
