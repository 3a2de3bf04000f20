"""How near a computation comes to a place where its derivative jumps or blows up, in [0, 1], or inf if it has none."""

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import numpy as np

from ganreg.draws import StepDraws
from ganreg_reference import oracles
from ganreg_reference.critic import CriticObjective, DuePenalty
from ganreg_reference.generator import GeneratorObjective
from ganreg_reference.layers.layer_norm import LayerNorm
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights

NONE = float("inf")


def critic_margin(
    objective: CriticObjective,
    weights: Weights,
    real: Array,
    fake: Array,
    *,
    states: tuple[Mapping[str, Any], ...],
    draw: StepDraws,
) -> float:
    """The margin of a critic step: its activations at all samples and points, and its one-sided penalties.

    The generator is not differentiated there, so its kinks do not count.
    """
    due = list(objective.due(real, fake, states, draw))
    margins = [one_sided_margin(objective.critic, weights, penalty) for penalty in due]
    return min(activation_margin(objective.critic, weights, _met(due, real, fake)), *margins, NONE)


def critic_conditioning(
    objective: CriticObjective,
    weights: Weights,
    real: Array,
    fake: Array,
    *,
    states: tuple[Mapping[str, Any], ...],
    draw: StepDraws,
) -> float:
    """The conditioning of a critic step: its layer norms at all samples and points, times its penalties' slopes."""
    due = list(objective.due(real, fake, states, draw))
    slopes = [smallest_slope(objective.critic, weights, penalty) for penalty in due]
    return min(spread(objective.critic, weights, _met(due, real, fake)), 1.0) * min(1.0, *slopes, NONE)


def smallest_slope(critic: ReferenceNetwork, weights: Weights, due: DuePenalty) -> float:
    """The least ‖gᵢ‖ of a gradient penalty: its derivative takes the direction gᵢ/‖gᵢ‖, undefined at 0."""
    if oracles.kind_of(due.constraint) != oracles.GRADIENT_PENALTY:
        return NONE
    norm = oracles.norm_oracle(due.constraint.norm)
    return min(float(norm.value(critic.slope(x, weights))) for x in due.points[0])


def generator_margin(objective: GeneratorObjective, weights: Weights, critic_weights: Weights, latents: Array) -> float:
    """The margin of a generator step: the activations of both networks."""
    fake = objective.samples(weights, latents)
    return min(
        activation_margin(objective.generator, weights, latents),
        activation_margin(objective.critic, critic_weights, fake),
    )


def generator_conditioning(
    objective: GeneratorObjective, weights: Weights, critic_weights: Weights, latents: Array
) -> float:
    """The conditioning of a generator step: the layer norms of both networks."""
    fake = objective.samples(weights, latents)
    return min(spread(objective.generator, weights, latents), spread(objective.critic, critic_weights, fake))


def spread(network: ReferenceNetwork, weights: Weights, samples: Iterable[Array]) -> float:
    """Π std x/max|x| over the inputs x of all LayerNorms, each of which divides by std x; the least of all samples."""
    traces = [network.trace(x, weights) for x in samples]
    normalised = [index for index, layer in enumerate(network.layers) if isinstance(layer, LayerNorm)]
    return min((prod(_spread(trace[index]) for index in normalised) for trace in traces), default=NONE)


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


def _met(due: list[DuePenalty], real: Array, fake: Array) -> list[Array]:
    return [*real, *fake, *(x for penalty in due for points in penalty.points for x in points)]


def _spread(x: Array) -> float:
    return float(np.std(x) / np.max(np.abs(x))) if np.any(x) else 0.0


def _relative(sizes: Array) -> float:
    largest = np.max(sizes)
    return float(np.min(sizes) / largest) if largest > 0 else 0.0
