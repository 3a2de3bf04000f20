"""How near a computation comes to a place where its derivative jumps, or is divided by nearly nothing."""

from collections.abc import Mapping
from math import prod
from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg_reference import oracles
from ganreg_reference.constraints.distance import nearest
from ganreg_reference.critic import CriticObjective, DuePenalty
from ganreg_reference.free_penalty import FreePenalty
from ganreg_reference.generator import GeneratorObjective
from ganreg_reference.inputs import CriticView
from ganreg_reference.masks import masked
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.penalties import beside, passes_of, scores_and_features
from ganreg_reference.questions import Answered, least_slope
from ganreg_reference.score_transform import TransformedCritic
from ganreg_reference.weights import Array, Weights

NONE = float("inf")


@attrs.frozen
class Margins:
    """How well a player's gradients are determined.

    Args:
        kink: the least distance of a layer's inputs from a kink, such as |x| for a ReLU, relative to the largest; and
            the distances that the oracles of a gradient penalty and of its norm give, such as the least |norm − target|
            of a one-sided penalty relative to the largest norm; in [0, 1], or inf if there are none.
        conditioning: the product of std x/√mean x² over the sets x of numbers that are normalised on the way of a
            batch, the least of all batches; for the critic, times the least slope of its gradient penalties; in [0, 1].
            Its inverse multiplies rounding.
    """

    kink: float
    conditioning: float


def critic_margins(
    objective: CriticObjective,
    weights: Weights,
    real: Array,
    fake: Array,
    labels: Array | None,
    states: tuple[Mapping[str, Any], ...],
    draw: StepDraws,
) -> Margins:
    """The margins of a critic step: at all samples and points, and of its penalties.

    The generator is not differentiated there, so its kinks do not count.
    """
    due, critic = list(objective.due(weights, real, fake, states, draw)), objective.critic
    met = list(zip((real, fake), objective.along(weights, real, fake, draw), strict=True))
    met += [each for penalty in due for each in zip(penalty.points, penalty.along, strict=True)]
    bends = [slope_margin(critic, penalty, labels) for penalty in due]
    slopes = [smallest_slope(critic, penalty, labels) for penalty in due]
    features = [feature_margins(critic, penalty, labels) for penalty in due]
    features += [transform_margins(critic, *each, labels) for each in met]
    free = (penalty for penalty in due if oracles.kind_of(penalty.constraint) == oracles.FREE_PENALTY)
    for penalty in free:
        own = FreePenalty(penalty.constraint, penalty.index, real, fake, labels, draw)
        features.append(free_margins(critic, own, weights))
    return Margins(
        kink=min(*(kink(critic, *each, labels) for each in met), *bends, *(f.kink for f in features), NONE),
        conditioning=min(spread(critic, *each, labels) for each in met)
        * min(1.0, *slopes, *(f.conditioning for f in features), NONE),
    )


def generator_margins(
    objective: GeneratorObjective,
    weights: Weights,
    critic_weights: Weights,
    latents: Array,
    labels: Array | None,
    view: CriticView,
    draw: StepDraws,
) -> Margins:
    """The margins of a generator step: of both networks, the critic at what it sees of the samples."""
    own = objective.own(weights, len(latents), draw)
    fake = view.of("fake", objective.generator.forward(latents, own, labels))
    at_fake = masked(objective.critic, critic_weights, "critic/fake", len(fake), draw)
    both = ((objective.generator, latents, own), (objective.critic, fake, at_fake))
    transformed = transform_margins(objective.critic, fake, at_fake, labels)
    return Margins(
        kink=min(*(kink(*network, labels) for network in both), transformed.kink),
        conditioning=min(spread(*network, labels) for network in both) * min(1.0, transformed.conditioning),
    )


def kink(network: ReferenceNetwork, xs: Array, weights: Weights, labels: Array | None) -> float:
    """The least distance of a layer's inputs from a kink, relative to the largest input; inf without kinks."""
    met = [(layer.kinks(inputs), inputs) for layer, inputs in network.met(xs, weights, beside(labels, xs))]
    return min((_relative(distances, inputs) for distances, inputs in met if distances is not None), default=NONE)


def spread(network: ReferenceNetwork, xs: Array, weights: Weights, labels: Array | None) -> float:
    """Π std x/√mean x² over the layers that normalise, of the worst set x in each."""
    return prod(layer.spread(inputs) for layer, inputs in network.met(xs, weights, beside(labels, xs)))


def smallest_slope(critic: ReferenceNetwork, due: DuePenalty, labels: Array | None) -> float:
    """The least ‖gᵢ‖ of a gradient penalty: its derivative takes the direction gᵢ/‖gᵢ‖, undefined at 0."""
    if oracles.kind_of(due.constraint) != oracles.GRADIENT_PENALTY:
        return NONE
    norm = oracles.norm_oracle(due.constraint.norm)
    return float(min(norm.value(slope) for slope in _slopes(critic, due, labels)))


def slope_margin(critic: ReferenceNetwork, due: DuePenalty, labels: Array | None) -> float:
    """How near a gradient penalty and its norms come to kinks: as their oracles say, inf if they say nothing."""
    if oracles.kind_of(due.constraint) != oracles.GRADIENT_PENALTY:
        return NONE
    norm, slopes = oracles.norm_oracle(due.constraint.norm), _slopes(critic, due, labels)
    norms = np.array([norm.value(slope) for slope in slopes])
    bends = [norm.kink(slope) for slope in slopes] if hasattr(norm, "kink") else []
    return float(min(_penalty_margin(due.constraint, norms), *bends, NONE))


def feature_margins(critic: ReferenceNetwork, due: DuePenalty, labels: Array | None) -> Margins:
    """What the oracle of a feature penalty says of its own kinks and divisions, if it says something."""
    if oracles.kind_of(due.constraint) != oracles.FEATURE_PENALTY:
        return Margins(NONE, NONE)
    oracle: Any = oracles.feature_penalty_oracle(due.constraint)
    if not hasattr(oracle, "margins"):
        return Margins(NONE, NONE)
    return Margins(*oracle.margins(*scores_and_features(critic, passes_of(due.points, due.along, labels))))


def transform_margins(critic: ReferenceNetwork, xs: Array, weights: Weights, labels: Array | None) -> Margins:
    """Where a score transform asks the critic at samples, and its least slope there; nothing without a transform."""
    if not isinstance(critic, TransformedCritic):
        return Margins(NONE, NONE)
    margins = [
        _margins_of(critic.network, found, weights) for found in critic.answered(xs, weights, beside(labels, xs))
    ]
    return Margins(min(m.kink for m in margins), min(m.conditioning for m in margins))


def free_margins(critic: ReferenceNetwork, penalty: FreePenalty, weights: Weights) -> Margins:
    """Where a free penalty asks the critic, and its least slope there."""
    return _margins_of(critic, penalty.answered(critic, weights), weights)


def _margins_of(critic: ReferenceNetwork, found: Answered, weights: Weights) -> Margins:
    """The least distance from a kink at all points that a formula asks about, 0 where it bends itself.

    And the least slope that it was given, by which a norm's derivative divides.
    """
    points = {(q.x.tobytes(), None if q.label is None else int(q.label[0])): q for q in found.questions}.values()
    near = [kink(critic, point.x[None], weights, point.label) for point in points]
    return Margins(0.0 if found.bends else min(near, default=NONE), least_slope(found.questions))


def _penalty_margin(penalty: Any, norms: Array) -> float:
    """What the penalty's oracle says; without one, the distance from the target of a one-sided penalty."""
    oracle = oracles.gradient_penalty_oracle(penalty)
    if hasattr(oracle, "kink"):
        return float(oracle.kink(norms))
    one_sided = getattr(penalty, "one_sided", False) and hasattr(penalty, "target")
    return nearest(norms, penalty.target) if one_sided else NONE


def _slopes(critic: ReferenceNetwork, due: DuePenalty, labels: Array | None) -> Array:
    points = due.points[0]
    return critic.slopes(points, due.along[0], beside(labels, points))


def _relative(distances: Array, inputs: Array) -> float:
    largest = np.max(np.abs(inputs))
    return float(np.min(distances) / largest) if largest > 0 else 0.0
