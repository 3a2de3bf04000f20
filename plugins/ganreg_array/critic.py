"""The critic's loss with its penalties, and its gradient by hand.

Real samples, fake samples and all penalty points are the rows of one batch: one forward pass and one backward pass
serve them all. The penalties' weight gradients come from one tangent pass: for P = φ(‖g₁‖, …, ‖gₙ‖) with
gᵢ = ∇ₓf(xᵢ), put vᵢ = ∂P/∂gᵢ, held constant; then ∇_w P = ∇_w Σᵢ (derivative of f at xᵢ along vᵢ).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs

from ganreg.constraints.abstract import (
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.free_form import AbstractFreePenalty
from ganreg.constraints.points import AbstractPointSet
from ganreg.effective import EffectiveWeights
from ganreg.losses.abstract import AbstractLoss
from ganreg.masks import FAKE, REAL, points_set
from ganreg.objectives import DuePenalty
from ganreg.state import FlatParameters, Parameters
from ganreg_array.drawn import Drawn
from ganreg_array.features import cotangents, flattened, place_of_features
from ganreg_array.free_form import EvaluatedCritic, free_term
from ganreg_array.labels import len_of, repeated
from ganreg_array.layers.abstract import Context
from ganreg_array.network import ArrayNetwork

Array = Any
SCORED = (AbstractScorePenalty, AbstractFeaturePenalty)


@attrs.define
class CriticEvaluation:
    """The loss, its terms, its flat weight gradient, what stateful constraints may observe, and the next buffers."""

    terms: dict[str, Array]
    gradient: Array
    observed: dict[int, Any]
    buffers: dict[str, Array]


@attrs.frozen
class Numbers:
    """A player's parameters and buffers by name; for a reparametrised critic also what it computes with."""

    params: Parameters
    buffers: Parameters
    effective: EffectiveWeights

    @classmethod
    def plain(cls, params: Parameters, buffers: Parameters) -> Self:
        """Those of a network that computes with its parameters themselves."""
        return cls(params, buffers, EffectiveWeights(params))

    @property
    def used(self) -> Parameters:
        """The weights with which the network computes."""
        return self.effective.values

    def pullback(self, gradient: Array, xp: Any) -> Array:
        """The flat gradient in the parameters from that in the weights used."""
        if not self.effective.stages:
            return gradient
        shapes = {name: tuple(value.shape) for name, value in self.params.items()}
        pulled = self.effective.pullback(FlatParameters(gradient, shapes), xp)
        return xp.concat([xp.reshape(pulled[name], (-1,)) for name in shapes])


@attrs.frozen
class _Rows:
    """Which rows of the batch belong to which penalty; the first rows are real, then fake.

    Args:
        sets: all rows, cut where samples of another kind begin; `order` has their places as penalties are due, and
            `names` says whose they are.
    """

    score_sets: dict[int, list[slice]]
    slope_sets: dict[int, slice]
    scored: slice
    sloped: slice
    sets: tuple[slice, ...]
    order: tuple[int, ...]
    names: tuple[str, ...]

    def named(self) -> list[tuple[str, int]]:
        """The name of each set, and how many rows it has."""
        return [(name, part.stop - part.start) for name, part in zip(self.names, self.sets, strict=True)]


def evaluate_critic(
    network: ArrayNetwork,
    loss: AbstractLoss,
    due: Sequence[DuePenalty],
    own: Numbers,
    real: Array,
    fake: Array,
    labels: Array | None,
    drawn: Drawn,
    backend: str = "numpy",
) -> CriticEvaluation:
    """The critic's loss and penalties on one batch, with the gradient in all weights.

    `labels` `(n,)` are those of the real samples, of the fake ones beside them, and of penalty points. Free penalties
    are computed by their implementations for the backend of that name.
    """
    xp = drawn.space.xp
    x, rows = _batch(due, real, fake, drawn)
    weights = drawn.weights(network, own.used, rows.named())
    place = place_of_features(network, due)
    context = Context(repeated(labels, len_of(x), xp), rows.sets)
    features, y, caches = network.forward_by(place, x, weights, context)
    scores = xp.reshape(y, (-1,))
    seeds, pulled, terms, observed = _score_terms(loss, due, scores, features, rows, len_of(real), len_of(fake), xp)
    features_bar = cotangents(features, rows.sets, pulled, xp)
    back = (place, xp.reshape(seeds, y.shape), features_bar, caches, weights)
    slopes, traces = network.backward_by(*back, rows.sloped)
    gradient = network.weight_gradients(
        network.trace_rows(traces, rows.scored), network.rows(caches, rows.scored), weights
    )
    if rows.slope_sets:
        directions = _slope_terms(due, slopes, rows, terms, observed, xp)
        adjoints, sloped = network.trace_rows(traces, rows.sloped), network.rows(caches, rows.sloped)
        gradient = gradient + network.tangent_weight_gradients(adjoints, directions, sloped, weights)
    for item in due:
        if isinstance(item.penalty, AbstractFreePenalty):
            critic = EvaluatedCritic(network, weights, labels, xp)
            value, found = free_term(item, critic, (real, fake), drawn, backend)
            terms[item.term], observed[item.index] = item.scaled(value), value
            gradient = gradient + item.scaled(found)
    gradient = own.pullback(gradient, xp)
    for item in due:
        if isinstance(item.penalty, AbstractWeightPenalty):
            terms[item.term] = item.scaled(item.penalty.value(own.params, xp))
            gradient = gradient + item.scaled(_flat(item.penalty.gradients(own.params, xp), own.params, xp))
            observed[item.index] = own.params
    penalties = {item.term: terms[item.term] for item in due}
    terms = {
        "critic_loss": sum(penalties.values(), start=terms["critic_loss"]),
        **penalties,
        "wasserstein_estimate": terms["wasserstein_estimate"],
    }
    return CriticEvaluation(terms, gradient, observed, network.buffers(caches, own.buffers, rows.order))


def _batch(due: Sequence[DuePenalty], real: Array, fake: Array, drawn: Drawn) -> tuple[Array, _Rows]:
    """All rows of the batch, and what each is for."""
    parts, owners, names = [real, fake], [-1, -1], [REAL, FAKE]
    score_sets: dict[int, list[slice]] = {}
    slope_sets: dict[int, slice] = {}
    for item in due:
        if isinstance(item.penalty, SCORED):
            paths = [f"{item.path}/{k}" for k in range(len(item.penalty.points))]
            pairs = zip(item.penalty.points, paths, strict=True)
            placed = [place(points, real, fake, path, drawn) for points, path in pairs]
            score_sets[item.index] = _slices(placed, _rows_of(parts))
            parts, owners = [*parts, *placed], owners + [item.index] * len(placed)
            names += map(points_set, paths)
    scored = slice(0, _rows_of(parts))
    for item in due:
        if isinstance(item.penalty, AbstractGradientPenalty):
            part = place(item.penalty.points, real, fake, item.path, drawn)
            (slope_sets[item.index],) = _slices([part], _rows_of(parts))
            parts, owners = [*parts, part], [*owners, item.index]
            names.append(points_set(item.path))
    order = tuple(sorted(range(len(parts)), key=owners.__getitem__))
    sets, sloped = tuple(_slices(parts, 0)), slice(scored.stop, _rows_of(parts))
    return drawn.space.xp.concat(parts), _Rows(score_sets, slope_sets, scored, sloped, sets, order, tuple(names))


def _rows_of(parts: list[Array]) -> int:
    return sum(map(len_of, parts))


def _slices(parts: list[Array], start: int) -> list[slice]:
    """The rows of each part, one after another."""
    slices = []
    for part in parts:
        slices.append(slice(start, start + len_of(part)))
        start += len_of(part)
    return slices


def place(points: AbstractPointSet, real: Array, fake: Array, path: str, drawn: Drawn) -> Array:
    """The points of a point set, from this step's draws."""
    shape = tuple(real.shape)
    draws = drawn.named(lambda draw: points.draw(draw.stream(path), shape))
    return points.points(real, fake, draws, drawn.space.xp)


def _score_terms(
    loss: AbstractLoss, due: Sequence[DuePenalty], scores: Array, features: Array, rows: _Rows, n: int, m: int, xp: Any
) -> tuple[Array, dict[int, Array], dict[str, Array], dict[int, Any]]:
    """The derivative of the loss in every score (1 at penalty points), and in the features of sets by their first row.

    Then the terms of the scores, and the observed.
    """
    real, fake = scores[:n], scores[n : n + m]
    terms = {"critic_loss": loss.critic(real, fake, xp), "wasserstein_estimate": xp.mean(real) - xp.mean(fake)}
    seeds, observed = [*loss.critic_gradients(real, fake, xp)], {}
    pulled: dict[int, Array] = {}
    for item in due:
        if isinstance(item.penalty, AbstractScorePenalty):
            sets = tuple(scores[part] for part in rows.score_sets[item.index])
            terms[item.term] = item.scaled(item.penalty.value(sets, xp))
            seeds += [item.scaled(gradient) for gradient in item.penalty.gradients(sets, xp)]
            observed[item.index] = sets
        elif isinstance(item.penalty, AbstractFeaturePenalty):
            parts = rows.score_sets[item.index]
            seen = tuple(scores[part] for part in parts), flattened(features, parts, xp)
            terms[item.term] = item.scaled(item.penalty.value(*seen, xp))
            in_scores, in_features = item.penalty.gradients(*seen, xp)
            seeds += [item.scaled(gradient) for gradient in in_scores]
            pulled |= {part.start: item.scaled(g) for part, g in zip(parts, in_features, strict=True)}
            observed[item.index] = seen
    seeds.append(xp.ones_like(scores[rows.sloped]))
    return xp.concat(seeds), pulled, terms, observed


def _slope_terms(
    due: Sequence[DuePenalty], gradients: Array, rows: _Rows, terms: dict[str, Array], observed: dict[int, Any], xp: Any
) -> Array:
    """Record the gradient penalties' values; return the directions vᵢ = ∂P/∂gᵢ, shaped like samples."""
    directions = []
    for item in due:
        if isinstance(item.penalty, AbstractGradientPenalty):
            own = rows.slope_sets[item.index]
            slopes = gradients[own.start - rows.sloped.start : own.stop - rows.sloped.start, ...]
            flat = xp.reshape(slopes, (slopes.shape[0], -1))
            norms = item.penalty.norm.value(flat, xp)
            terms[item.term] = item.scaled(item.penalty.value(norms, xp))
            pulled = item.penalty.norm.pullback(flat, norms, item.scaled(item.penalty.derivative(norms, xp)), xp)
            directions.append(xp.reshape(pulled, slopes.shape))
            observed[item.index] = norms
    return xp.concat(directions)


def _flat(gradients: Mapping[str, Array], params: Parameters, xp: Any) -> Array:
    """Gradients of some parameters as one array over all, 0 for the others."""
    parts = [gradients[name] if name in gradients else xp.zeros_like(params[name]) for name in params]
    return xp.concat([xp.reshape(part, (-1,)) for part in parts])
