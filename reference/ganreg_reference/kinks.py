"""How near a computation comes to a place where its derivative jumps, or is divided by nearly nothing."""

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg_reference import oracles
from ganreg_reference.critic import CriticObjective, DuePenalty
from ganreg_reference.generator import GeneratorObjective
from ganreg_reference.layers.layer_norm import LayerNorm
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights

NONE = float("inf")


@attrs.frozen
class Margins:
    """How well a player's gradients are determined.

    Args:
        kink: the least |input| of a ReLU or LeakyReLU relative to its layer's largest, and the least |norm − target|
            of a one-sided penalty relative to the largest norm; in [0, 1], or inf if there are none.
        conditioning: the product of std x/max|x| over the inputs x of the layer norms that a sample or point passes,
            the least of all; for the critic, times the least slope of its gradient penalties; in [0, 1]. Its inverse
            multiplies rounding.
    """

    kink: float
    conditioning: float


def critic_margins(
    objective: CriticObjective,
    weights: Weights,
    real: Array,
    fake: Array,
    *,
    states: tuple[Mapping[str, Any], ...],
    draw: StepDraws,
) -> Margins:
    """The margins of a critic step: at all samples and points, and of its penalties.

    The generator is not differentiated there, so its kinks do not count.
    """
    due = list(objective.due(real, fake, states, draw))
    met = [*real, *fake, *(x for penalty in due for points in penalty.points for x in points)]
    targets = [one_sided_margin(objective.critic, weights, penalty) for penalty in due]
    slopes = [smallest_slope(objective.critic, weights, penalty) for penalty in due]
    return Margins(
        kink=min(activation_margin(objective.critic, weights, met), *targets, NONE),
        conditioning=spread(objective.critic, weights, met) * min(1.0, *slopes, NONE),
    )


def generator_margins(
    objective: GeneratorObjective, weights: Weights, critic_weights: Weights, latents: Array
) -> Margins:
    """The margins of a generator step: of both networks."""
    fake = objective.samples(weights, latents)
    both = ((objective.generator, weights, latents), (objective.critic, critic_weights, fake))
    return Margins(
        kink=min(activation_margin(*network) for network in both),
        conditioning=min(spread(*network) for network in both),
    )


def smallest_slope(critic: ReferenceNetwork, weights: Weights, due: DuePenalty) -> float:
    """The least ‖gᵢ‖ of a gradient penalty: its derivative takes the direction gᵢ/‖gᵢ‖, undefined at 0."""
    if oracles.kind_of(due.constraint) != oracles.GRADIENT_PENALTY:
        return NONE
    norm = oracles.norm_oracle(due.constraint.norm)
    return min(float(norm.value(critic.slope(x, weights))) for x in due.points[0])


def spread(network: ReferenceNetwork, weights: Weights, samples: Iterable[Array]) -> float:
    """Π std x/max|x| over the inputs x of all LayerNorms, each of which divides by std x; the least of all samples."""
    traces = [network.trace(x, weights) for x in samples]
    normalised = [index for index, layer in enumerate(network.layers) if isinstance(layer, LayerNorm)]
    return min((prod(_spread(trace[index]) for index in normalised) for trace in traces), default=1.0)


def activation_margin(network: ReferenceNetwork, weights: Weights, samples: Iterable[Array]) -> float:
    """min|x|/max|x| over the inputs x of each ReLU or LeakyReLU, the least of all layers; 0 where all inputs are 0."""
    traces = [network.trace(x, weights) for x in samples]
    kinked = [index for index, layer in enumerate(network.layers) if layer.has_kink]
    return min((_relative(np.abs([trace[index] for trace in traces])) for index in kinked), default=NONE)


def one_sided_margin(critic: ReferenceNetwork, weights: Weights, due: DuePenalty) -> float:
    """The least |‖gᵢ‖ − target| relative to the largest norm or target, for a one-sided gradient penalty."""
    if not getattr(due.constraint, "one_sided", False) or not hasattr(due.constraint, "target"):
        return NONE
    norm = oracles.norm_oracle(due.constraint.norm)
    norms = np.array([norm.value(critic.slope(x, weights)) for x in due.points[0]])
    largest = max(np.max(norms), due.constraint.target)
    return float(np.min(np.abs(norms - due.constraint.target)) / largest) if largest > 0 else 0.0


def _spread(x: Array) -> float:
    return float(np.std(x) / np.max(np.abs(x))) if np.any(x) else 0.0


def _relative(sizes: Array) -> float:
    largest = np.max(sizes)
    return float(np.min(sizes) / largest) if largest > 0 else 0.0
