"""The generator's loss and its gradients."""

import attrs

from ganreg.recipe import Recipe
from ganreg_reference import oracles
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights, total


@attrs.frozen
class GeneratorObjective:
    """L(θ) = loss(f(x), f(G(z))), where f and x are constants."""

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
    ) -> tuple[Array, Weights]:
        """L and ∇_θ L = Σⱼ (∂G(zⱼ)/∂θ)ᵀ ∂L/∂G(zⱼ), with ∂L/∂G = (∂f/∂x)ᵀ ∂L/∂f.

        Args:
            weights: the generator's, by name.
            critic_weights: the critic's, by name.
            latents: `(n, latent_dim)`.
            real: `(n, *shape)`, or None if the loss does not need real scores.
            labels: `(n,)`, the class of each sample; None without classes.
        """
        loss, fake = oracles.loss_oracle(self.recipe.loss), self.generator.forward(latents, weights, labels)
        fake_scores = self.critic.scores(fake, critic_weights, labels)
        real_scores = None if real is None else self.critic.scores(real, critic_weights, labels)
        derivatives = loss.generator_gradients(real_scores, fake_scores)[1]
        adjoints = self.critic.backward(fake, critic_weights, labels, derivatives[:, None])[0]
        gradients = self.generator.backward(latents, weights, labels, adjoints)[1]
        return loss.generator(real_scores, fake_scores), total([gradients], weights)
