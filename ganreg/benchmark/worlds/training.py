"""How all worlds are trained: one recipe, whose numbers differ."""

from typing import Any

import attrs

import ganreg
from ganreg.data.scaling import Scaling
from ganreg.gan import GAN
from ganreg.networks import MLP
from ganreg.networks.layers import LeakyReLU
from ganreg.schedules import Cosine


@attrs.frozen(kw_only=True)
class Training:
    """Relativistic loss, R1 and R2, Adam with β = (0, 0.99); the learning rate falls to 0, and γ too, as cosines.

    Critic and generator are multi-layer perceptrons. The generator is the deeper one: what lies between two modes is
    the image of the latents where it is not steep enough, and the slope that a network can learn grows with depth.
    Samples come from the generator's moving average.

    Args:
        iterations: generator updates; each schedule ends with the last.
        width: units per hidden layer of both.
        critic_depth: hidden layers of the critic.
        generator_depth: hidden layers of the generator.
        latent_dim: numbers per latent.
        batch_size: samples per batch.
        lr: the learning rate at first.
        gamma: γ of R1 and R2 at first and at last, in the generator's units.
        half_life: of the average, in generator updates.
        scaling: from the data's units to the generator's.

    Source: Huang et al. 2024 (R3GAN, arXiv 2501.05441) for loss, penalties and falling γ; the numbers are our own.
    """

    iterations: int
    width: int
    critic_depth: int
    generator_depth: int
    latent_dim: int
    batch_size: int = 256
    lr: float
    gamma: tuple[float, float]
    half_life: float = 100.0
    scaling: Scaling = Scaling()

    def gan(self, seed: int) -> GAN:
        """The GAN before its first update."""
        gamma = self._falling(*self.gamma)
        return ganreg.build(
            loss="relativistic",
            constraint=[{"name": "r1", "gamma": gamma}, {"name": "r2", "gamma": gamma}],
            optimizer={"name": "adam", "lr": self._falling(self.lr, 0.0), "beta1": 0.0, "beta2": 0.99},
            average={"name": "ema", "half_life": self.half_life, "warm_up": True},
            critic=self._network(self.critic_depth),
            generator=self._network(self.generator_depth),
            latent_dim=self.latent_dim,
            batch_size=self.batch_size,
            n_critic=1,
            scaling=self.scaling,
            seed=seed,
        )

    def _network(self, depth: int) -> MLP:
        return MLP(self.width, depth, LeakyReLU())

    def _falling(self, start: float, end: float) -> Any:
        return Cosine(start=start, end=end, over=self.iterations)
