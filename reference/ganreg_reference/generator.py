"""The generator's loss and its gradients."""

import attrs
import numpy as np

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
        self, weights: Weights, critic_weights: Weights, latents: Array, real: Array | None
    ) -> tuple[Array, Weights]:
        """L and ∇_θ L = Σⱼ ∂L/∂fⱼ·(∂G(zⱼ)/∂θ)ᵀ ∇ₓf(G(zⱼ)).

        Args:
            weights: the generator's, by name.
            critic_weights: the critic's, by name.
            latents: `(n, latent_dim)`.
            real: `(n, *shape)`, or None if the loss does not need real scores.
        """
        loss = oracles.loss_oracle(self.recipe.loss)
        fake = self.samples(weights, latents)
        fake_scores = np.array([self.critic.score(x, critic_weights) for x in fake])
        real_scores = None if real is None else np.array([self.critic.score(x, critic_weights) for x in real])
        derivatives = loss.generator_gradients(real_scores, fake_scores)[1]
        parts = [
            self.generator.backward(z, weights, d * self.critic.slope(x, critic_weights))[1]
            for z, x, d in zip(latents, fake, derivatives, strict=True)
        ]
        return loss.generator(real_scores, fake_scores), total(parts, weights)

    def samples(self, weights: Weights, latents: Array) -> Array:
        """G(z) `(n, *shape)`, one latent at a time."""
        return np.array([self.generator.forward(z, weights) for z in latents])
