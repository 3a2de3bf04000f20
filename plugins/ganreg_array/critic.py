"""The critic's loss with its penalties, and its gradient by hand.

Real samples, fake samples and all penalty points are the rows of one batch: one forward pass and one backward pass
serve them all. The penalties' weight gradients come from one tangent pass: for P = φ(‖g₁‖, …, ‖gₙ‖) with
gᵢ = ∇ₓf(xᵢ), put vᵢ = ∂P/∂gᵢ, held constant; then ∇_w P = ∇_w Σᵢ (derivative of f at xᵢ along vᵢ).
"""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.abstract import AbstractGradientPenalty, AbstractScorePenalty, AbstractWeightPenalty
from ganreg.draws import StepDraws
from ganreg.losses.abstract import AbstractLoss
from ganreg.objectives import DuePenalty
from ganreg.state import Parameters
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork

Array = Any


@attrs.define
class CriticEvaluation:
    """The loss, its terms, its flat weight gradient, and what stateful constraints may observe."""

    terms: dict[str, Array]
    gradient: Array
    observed: dict[int, Any]


@attrs.frozen
class _Rows:
    """Which rows of the batch belong to which penalty; the first rows are real, then fake."""

    score_sets: dict[int, list[slice]]
    slope_sets: dict[int, slice]
    scored: slice
    sloped: slice


def evaluate_critic(
    network: ArrayNetwork,
    loss: AbstractLoss,
    due: list[DuePenalty],
    params: Parameters,
    real: Array,
    fake: Array,
    draw: StepDraws,
    space: Namespace,
) -> CriticEvaluation:
    """The critic's loss and penalties on one batch, with the gradient in all weights."""
    xp = space.xp
    x, rows = _batch(due, real, fake, draw, space)
    weights = network.weights(params)
    y, caches = network.forward(x, weights)
    scores = xp.reshape(y, (-1,))
    seeds, terms, observed = _score_terms(loss, due, scores, rows, len_of(real), len_of(fake), xp)
    x_bar, y_bars = network.backward(xp.reshape(seeds, y.shape), caches, weights)
    scored = [y_bar[rows.scored, ...] for y_bar in y_bars]
    gradient = network.flatten(network.weight_gradients(scored, network.rows(caches, rows.scored), weights))
    if rows.slope_sets:
        directions = _slope_terms(due, x_bar, rows, terms, observed, xp)
        sloped = network.rows(caches, rows.sloped)
        adjoints = [y_bar[rows.sloped, ...] for y_bar in y_bars]
        x_dots = network.tangent(directions, sloped, weights)
        gradient = gradient + network.flatten(network.tangent_weight_gradients(adjoints, x_dots, sloped, weights))
    for item in due:
        if isinstance(item.penalty, AbstractWeightPenalty):
            terms[item.term] = item.scale * item.penalty.value(params, xp)
            gradient = gradient + item.scale * _flat(item.penalty.gradients(params, xp), params, xp)
            observed[item.index] = params
    terms["critic_loss"] = sum((terms[item.term] for item in due), start=terms["critic_loss"])
    return CriticEvaluation(terms, gradient, observed)


def len_of(x: Array) -> int:
    """The number of samples in a batch."""
    return int(x.shape[0])


def _batch(due: list[DuePenalty], real: Array, fake: Array, draw: StepDraws, space: Namespace) -> tuple[Array, _Rows]:
    """All rows of the batch, and what each is for."""
    parts, start = [real, fake], len_of(real) + len_of(fake)
    score_sets: dict[int, list[slice]] = {}
    slope_sets: dict[int, slice] = {}
    for item in due:
        if isinstance(item.penalty, AbstractScorePenalty):
            score_sets[item.index] = []
            for k, points in enumerate(item.penalty.points):
                part = place(points, real, fake, draw.stream(f"{item.path}/{k}"), space)
                score_sets[item.index].append(slice(start, start + len_of(part)))
                parts, start = [*parts, part], start + len_of(part)
    scored = slice(0, start)
    for item in due:
        if isinstance(item.penalty, AbstractGradientPenalty):
            part = place(item.penalty.points, real, fake, draw.stream(item.path), space)
            slope_sets[item.index] = slice(start, start + len_of(part))
            parts, start = [*parts, part], start + len_of(part)
    return space.xp.concat(parts), _Rows(score_sets, slope_sets, scored, slice(scored.stop, start))


def place(points: Any, real: Array, fake: Array, stream: Any, space: Namespace) -> Array:
    """The points of a point set, from this step's draws."""
    draws = {name: space.array(values) for name, values in points.draw(stream, real.shape).items()}
    return points.points(real, fake, draws, space.xp)


def _score_terms(
    loss: AbstractLoss, due: list[DuePenalty], scores: Array, rows: _Rows, n: int, m: int, xp: Any
) -> tuple[Array, dict[str, Array], dict[int, Any]]:
    """The derivative of the loss in every score (1 at penalty points), the terms of the scores, and the observed."""
    real, fake = scores[:n], scores[n : n + m]
    terms = {"critic_loss": loss.critic(real, fake, xp), "wasserstein_estimate": xp.mean(real) - xp.mean(fake)}
    seeds, observed = [*loss.critic_gradients(real, fake, xp)], {}
    for item in due:
        if isinstance(item.penalty, AbstractScorePenalty):
            sets = tuple(scores[part] for part in rows.score_sets[item.index])
            terms[item.term] = item.scale * item.penalty.value(sets, xp)
            seeds += [item.scale * gradient for gradient in item.penalty.gradients(sets, xp)]
            observed[item.index] = sets
    seeds.append(xp.ones_like(scores[rows.sloped]))
    return xp.concat(seeds), terms, observed


def _slope_terms(
    due: list[DuePenalty], x_bar: Array, rows: _Rows, terms: dict[str, Array], observed: dict[int, Any], xp: Any
) -> Array:
    """Record the gradient penalties' values; return the directions vᵢ = ∂P/∂gᵢ, shaped like samples."""
    directions = []
    for item in due:
        if isinstance(item.penalty, AbstractGradientPenalty):
            slopes = x_bar[rows.slope_sets[item.index], ...]
            flat = xp.reshape(slopes, (slopes.shape[0], -1))
            norms = item.penalty.norm.value(flat, xp)
            terms[item.term] = item.scale * item.penalty.value(norms, xp)
            pulled = item.penalty.norm.pullback(flat, norms, item.scale * item.penalty.derivative(norms, xp), xp)
            directions.append(xp.reshape(pulled, slopes.shape))
            observed[item.index] = norms
    return xp.concat(directions)


def _flat(gradients: Mapping[str, Array], params: Parameters, xp: Any) -> Array:
    """Gradients of some parameters as one array over all, 0 for the others."""
    parts = [gradients[name] if name in gradients else xp.zeros_like(params[name]) for name in params]
    return xp.concat([xp.reshape(part, (-1,)) for part in parts])
