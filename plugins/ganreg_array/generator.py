"""The generator's loss and its gradient by hand: back through the critic, then through the generator."""

from typing import Any

import attrs

from ganreg.losses.abstract import AbstractLoss
from ganreg.masks import FAKE, GENERATED, REAL
from ganreg.state import Parameters
from ganreg_array.critic import Numbers
from ganreg_array.drawn import Drawn
from ganreg_array.inputs import CriticView
from ganreg_array.labels import len_of, repeated
from ganreg_array.layers.abstract import Context
from ganreg_array.network import ArrayNetwork

Array = Any


@attrs.define
class GeneratorEvaluation:
    """The loss, its flat weight gradient, and the generator's next buffers."""

    value: Array
    gradient: Array
    buffers: dict[str, Array]


@attrs.frozen
class Pair:
    """Both networks: the generator's samples are the critic's input."""

    critic: ArrayNetwork
    generator: ArrayNetwork


def evaluate_generator(
    networks: Pair,
    loss: AbstractLoss,
    critic_params: Parameters,
    own: Numbers,
    latents: Array,
    real: Array | None,
    labels: Array | None,
    view: CriticView,
    drawn: Drawn,
) -> GeneratorEvaluation:
    """The generator's loss for latents `(n, latent_dim)`, with the gradient in its weights.

    `real` samples are there if the loss compares with them; `labels` `(n,)` are those of the samples to generate. The
    critic sees either as `view` shows them.
    """
    weights = drawn.weights(networks.generator, own.params, [(GENERATED, len_of(latents))])
    fake, caches = networks.generator.forward(latents, weights, Context(labels))
    shown = view.of("fake", fake)
    real = None if real is None else view.of("real", real).samples
    value, seen_bar = _through_critic(networks.critic, loss, critic_params, real, shown.samples, labels, drawn)
    back = (shown.pullback(seen_bar, drawn.space.xp), caches, weights)
    _, traces = networks.generator.backward(*back, wanted=slice(0, 0))
    gradient = networks.generator.weight_gradients(traces, caches, weights)
    return GeneratorEvaluation(value, gradient, networks.generator.buffers(caches, own.buffers))


def _through_critic(
    critic: ArrayNetwork,
    loss: AbstractLoss,
    params: Parameters,
    real: Array | None,
    fake: Array,
    labels: Array | None,
    drawn: Drawn,
) -> tuple[Array, Array]:
    """The loss, and its derivative in each fake sample."""
    xp, first = drawn.space.xp, 0 if real is None else len_of(real)
    x = fake if real is None else xp.concat([real, fake])
    weights = drawn.weights(critic, params, [(REAL, first)] * (first > 0) + [(FAKE, len_of(fake))])
    sets = None if real is None else (slice(0, first), slice(first, len_of(x)))
    y, caches = critic.forward(x, weights, Context(repeated(labels, len_of(x), xp), sets))
    scores = xp.reshape(y, (-1,))
    real_scores = None if real is None else scores[:first]
    value = loss.generator(real_scores, scores[first:], xp)
    _, fake_seeds = loss.generator_gradients(real_scores, scores[first:], xp)
    seeds = xp.concat([xp.zeros_like(scores[:first]), fake_seeds])
    x_bar, _ = critic.backward(xp.reshape(seeds, y.shape), caches, weights)
    return value, x_bar[first:, ...]
