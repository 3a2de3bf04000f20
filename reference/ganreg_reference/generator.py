"""The generator's loss and its gradients."""

import attrs

from ganreg.recipe import Recipe
from ganreg_reference import oracles
from ganreg_reference.inputs import CriticView
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
    ) -> tuple[Array, Weights]:
        """L and ∇_θ L = Σⱼ (∂G(zⱼ)/∂θ)ᵀ ∂L/∂G(zⱼ), with ∂L/∂G = (∂T/∂x)ᵀ (∂f/∂x)ᵀ ∂L/∂f.

        Args:
            weights: the generator's, by name.
            critic_weights: the critic's, by name.
            latents: `(n, latent_dim)`.
            real: `(n, *shape)`, or None if the loss does not need real scores.
            labels: `(n,)`, the class of each sample; None without classes.
            view: what the critic sees of samples in this step.
        """
        loss, fake = oracles.loss_oracle(self.recipe.loss), self.generator.forward(latents, weights, labels)
        seen = view.of("fake", fake)
        fake_scores = self.critic.scores(seen, critic_weights, labels)
        real_scores = None if real is None else self.critic.scores(view.of("real", real), critic_weights, labels)
        derivatives = loss.generator_gradients(real_scores, fake_scores)[1]
        adjoints = self.critic.backward(seen, critic_weights, labels, derivatives[:, None])[0]
        adjoints = view.pullback("fake", fake, adjoints)
        gradients = self.generator.backward(latents, weights, labels, adjoints)[1]
        return loss.generator(real_scores, fake_scores), total([gradients], weights)
