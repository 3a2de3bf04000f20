"""The gradients of each player's loss in the weights of both, and the pullback of the field that they make.

Each player descends in its own weights, so a game needs only two of these four gradients. The other two say how a
player's loss changes as the other one moves: consensus optimization asks for it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg_reference import oracles, penalties
from ganreg_reference.critic import CriticObjective, DuePenalty, States
from ganreg_reference.generator import GeneratorObjective
from ganreg_reference.masks import masked
from ganreg_reference.weights import Array, Weights, scaled, total

STEP = 1e-30


@attrs.frozen
class Both:
    """Something of both players: weights, or gradients in them."""

    critic: Weights
    generator: Weights


@attrs.frozen
class CriticSide:
    """The critic's loss as a function of both players' weights.

    L_c(c, θ) = loss(f(x), f(G(z))) + Σ every·penalty, where fake samples and penalty points follow θ.
    """

    objective: CriticObjective
    generator: Any
    real: Array
    latents: Array
    labels: Array | None
    states: States
    draw: StepDraws

    def gradients(self, at: Both) -> Both:
        """∇_c L_c, and ∇_θ L_c = (∂G/∂θ)ᵀ ∂L_c/∂G with ∂L_c/∂G through scores and through penalty points."""
        critic, w, labels = self.objective.critic, at.critic, self.labels
        own = masked(self.generator, at.generator, "generator/generated", len(self.latents), self.draw)
        fake = self.generator.forward(self.latents, own, labels)
        loss = oracles.loss_oracle(self.objective.recipe.loss)
        at_real, at_fake = self.objective.along(w, self.real, fake, self.draw)
        scores = critic.scores(self.real, at_real, labels), critic.scores(fake, at_fake, labels)
        d_real, d_fake = loss.critic_gradients(*scores)
        adjoints, through_fake = critic.backward(fake, at_fake, labels, d_fake[:, None])
        parts = [critic.score_gradient(self.real, at_real, labels, d_real), through_fake]
        for due in self.objective.due(w, self.real, fake, self.states, self.draw):
            every, passes = due.constraint.every, penalties.passes_of(due.points, due.along, labels)
            found = penalties.evaluate(critic, w, due.constraint, due.points, labels, due.along)
            parts.append(scaled(every, found.gradients))
            moved = penalties.point_adjoints(critic, due.constraint, passes)
            adjoints = adjoints + every * self._in_fake(due, fake, moved)
        in_generator = self.generator.backward(self.latents, own, labels, adjoints)[1]
        return Both(total(parts, w), total([in_generator], at.generator))

    def _in_fake(self, due: DuePenalty, fake: Array, adjoints: tuple[Array, ...]) -> Array:
        """(∂points/∂x̃)ᵀ times the points' adjoints: how the points follow each number of the fake samples."""
        found = np.zeros(fake.shape, np.result_type(float, *adjoints))
        for place in np.ndindex(fake.shape):
            moved = fake.astype(complex)
            moved[place] += 1j * STEP
            points = penalties.points_of(due.constraint, due.index, self.real, moved, self.draw)
            pairs = zip(points, adjoints, strict=True)
            found[place] = sum(np.sum(np.imag(samples) / STEP * adjoint) for samples, adjoint in pairs)
        return found


@attrs.frozen
class GeneratorSide:
    """The generator's loss as a function of both players' weights: L_g(c, θ) = loss(f(x), f(G(z)))."""

    objective: GeneratorObjective
    real: Array | None
    latents: Array
    labels: Array | None
    draw: StepDraws

    def gradients(self, at: Both) -> Both:
        """∇_c L_g = Σ ∂L_g/∂f·∇_c f over real samples, if they count, and fake ones; and ∇_θ L_g."""
        critic, generator, labels = self.objective.critic, self.objective.generator, self.labels
        own = self.objective.own(at.generator, len(self.latents), self.draw)
        fake = generator.forward(self.latents, own, labels)
        at_fake = masked(critic, at.critic, "critic/fake", len(fake), self.draw)
        real_scores, at_real = None, at.critic
        if self.real is not None:
            at_real = masked(critic, at.critic, "critic/real", len(self.real), self.draw)
            real_scores = critic.scores(self.real, at_real, labels)
        scores = critic.scores(fake, at_fake, labels)
        loss = oracles.loss_oracle(self.objective.recipe.loss)
        d_real, d_fake = loss.generator_gradients(real_scores, scores)
        adjoints, through_fake = critic.backward(fake, at_fake, labels, d_fake[:, None])
        parts = [through_fake]
        if d_real is not None and self.real is not None:
            parts.append(critic.score_gradient(self.real, at_real, labels, d_real))
        in_generator = generator.backward(self.latents, own, labels, adjoints)[1]
        return Both(total(parts, at.critic), total([in_generator], at.generator))


def pullback(critic: CriticSide, generator: GeneratorSide, at: Both) -> Both:
    """∇½‖v‖² = Jᵀv in all weights, for v = −(a, b) with a = ∇_c L_c and b = ∇_θ L_g.

    ½‖v‖² = ½‖a‖² + ½‖b‖². The derivative of ½‖a‖² in the weights w of either player is (∂a/∂w)ᵀa, and as second
    derivatives may be taken in any order this is the derivative of ∇_w L_c as c moves along a; that of ½‖b‖² is the
    derivative of ∇_w L_g as θ moves along b. Each by a complex step on the gradients derived by hand.
    """
    a, b = critic.gradients(at).critic, generator.gradients(at).generator
    along_a = _derivative(lambda step: critic.gradients(Both(_moved(at.critic, a, step), at.generator)))
    along_b = _derivative(lambda step: generator.gradients(Both(at.critic, _moved(at.generator, b, step))))
    return Both(
        total([along_a.critic, along_b.critic], at.critic),
        total([along_a.generator, along_b.generator], at.generator),
    )


def _moved(weights: Weights, direction: Weights, step: complex) -> Weights:
    return {name: value + step * direction[name] for name, value in weights.items()}


def _derivative(function: Callable[[complex], Both]) -> Both:
    """Im function(ih)/h, exact to rounding."""
    found = function(1j * STEP)
    return Both(_imaginary(found.critic), _imaginary(found.generator))


def _imaginary(weights: Mapping[str, Array]) -> Weights:
    return {name: np.imag(value) / STEP for name, value in weights.items()}
