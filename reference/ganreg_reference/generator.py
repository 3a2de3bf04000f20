"""The generator's loss and its gradients."""

import attrs

from ganreg.draws import StepDraws
from ganreg.recipe import Recipe
from ganreg_reference import oracles
from ganreg_reference.inputs import CriticView
from ganreg_reference.masks import masked
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights, total


@attrs.frozen
class GeneratorObjective:
    """L(θ) = loss(f(T(x)), f(T(G(z)))), where f and x are constants, and T are the recipe's input transforms."""

    recipe: Recipe
    critic: ReferenceNetwork
    generator: ReferenceNetwork

    def evaluate(
        self,
        weights: Weights,
        critic_weights: Weights,
        latents: Array,
        real: Array | None,
        labels: Array | None,
        view: CriticView,
        draw: StepDraws,
    ) -> tuple[Array, Weights]:
        """L and ∇_θ L = Σⱼ (∂G(zⱼ)/∂θ)ᵀ ∂L/∂G(zⱼ), with ∂L/∂G = (∂T/∂x)ᵀ (∂f/∂x)ᵀ ∂L/∂f.

        Args:
            weights: the generator's, by name.
            critic_weights: the critic's, by name.
            latents: `(n, latent_dim)`.
            real: `(n, *shape)`, or None if the loss does not need real scores.
            labels: `(n,)`, the class of each sample; None without classes.
            view: what the critic sees of samples in this step.
            draw: the draws of this evaluation.
        """
        loss, own = oracles.loss_oracle(self.recipe.loss), self.own(weights, len(latents), draw)
        fake = self.generator.forward(latents, own, labels)
        seen, at_fake = view.of("fake", fake), masked(self.critic, critic_weights, "critic/fake", len(fake), draw)
        fake_scores, real_scores = self.critic.scores(seen, at_fake, labels), None
        if real is not None:
            at_real = masked(self.critic, critic_weights, "critic/real", len(real), draw)
            real_scores = self.critic.scores(view.of("real", real), at_real, labels)
        derivatives = loss.generator_gradients(real_scores, fake_scores)[1]
        adjoints = self.critic.backward(seen, at_fake, labels, derivatives[:, None])[0]
        adjoints = view.pullback("fake", fake, adjoints)
        gradients = self.generator.backward(latents, own, labels, adjoints)[1]
        return loss.generator(real_scores, fake_scores), total([gradients], weights)

    def own(self, weights: Weights, n: int, draw: StepDraws) -> Weights:
        """The generator's weights, with the masks of its one pass."""
        return masked(self.generator, weights, "generator/generated", n, draw)
