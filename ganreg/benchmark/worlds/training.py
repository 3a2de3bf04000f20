"""How the worlds are trained."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import attrs

import ganreg
from ganreg.data.scaling import Scaling
from ganreg.gan import GAN
from ganreg.networks import MLP
from ganreg.networks.layers import AbstractLayer, LeakyReLU, Tanh
from ganreg.schedules import Cosine, Linear


@attrs.frozen(kw_only=True)
class AbstractTraining:
    """Critic and generator are multi-layer perceptrons; samples come from the generator's moving average.

    Args:
        iterations: generator updates; each schedule ends with the last.
        width: units per hidden layer of both.
        critic_depth: hidden layers of the critic.
        generator_depth: hidden layers of the generator.
        latent_dim: numbers per latent.
        batch_size: samples per batch.
        lr: the learning rate at first; it falls to 0.
        half_life: of the average, in generator updates.
        scaling: from the data's units to the generator's.
    """

    iterations: int
    width: int
    critic_depth: int
    generator_depth: int
    latent_dim: int
    batch_size: int = 256
    lr: float
    half_life: float = 100.0
    scaling: Scaling = Scaling()

    def gan(self, seed: int) -> GAN:
        """The GAN before its first update."""
        return ganreg.build(
            **self.objective(),
            average={"name": "ema", "half_life": self.half_life, "warm_up": True},
            critic=self._network(self.critic_depth),
            generator=self._network(self.generator_depth, self.output()),
            latent_dim=self.latent_dim,
            batch_size=self.batch_size,
            scaling=self.scaling,
            seed=seed,
        )

    @abstractmethod
    def objective(self) -> Mapping[str, Any]:
        """Loss, constraint, optimizers and critic updates per iteration."""

    def output(self) -> AbstractLayer | None:
        """The generator's last activation."""
        return None

    def _network(self, depth: int, output: AbstractLayer | None = None) -> MLP:
        return MLP(self.width, depth, LeakyReLU(), output=output)


@attrs.frozen(kw_only=True)
class RelativisticTraining(AbstractTraining):
    """Relativistic loss, R1 and R2, Adam with β = (0, 0.99); the learning rate falls to 0, and γ too, as cosines.

    The generator is the deeper one: what lies between two modes is the image of the latents where it is not steep
    enough, and the slope that a network can learn grows with depth.

    Args:
        gamma: γ of R1 and R2 at first and at last, in the generator's units.

    Source: Huang et al. 2024 (R3GAN, arXiv 2501.05441) for loss, penalties and falling γ; the numbers are our own.
    """

    gamma: tuple[float, float]

    def objective(self) -> Mapping[str, Any]:
        """Both players by one optimizer, one critic update per iteration."""
        gamma = self._falling(*self.gamma)
        return {
            "loss": "relativistic",
            "constraint": [{"name": "r1", "gamma": gamma}, {"name": "r2", "gamma": gamma}],
            "optimizer": {"name": "adam", "lr": self._falling(self.lr, 0.0), "beta1": 0.0, "beta2": 0.99},
            "n_critic": 1,
        }

    def _falling(self, start: float, end: float) -> Cosine:
        return Cosine(start=start, end=end, over=self.iterations)


@attrs.frozen(kw_only=True)
class WassersteinTraining(AbstractTraining):
    """WGAN-GP with Adam, β = (0, 0.9); the learning rate falls evenly. The generator's last activation is tanh.

    Args:
        weight: λ of the gradient penalty.
        n_critic: critic updates per generator update.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), Algorithm 1, for all but the learning rate and its fall.
    """

    weight: float = 10.0
    n_critic: int = 5

    def objective(self) -> Mapping[str, Any]:
        """The critic's learning rate falls with its own updates."""
        return {
            "loss": "wasserstein",
            "constraint": {"name": "gradient_penalty", "weight": self.weight},
            "critic_optimizer": self._adam(self.iterations * self.n_critic),
            "generator_optimizer": self._adam(self.iterations),
            "n_critic": self.n_critic,
        }

    def output(self) -> AbstractLayer | None:
        """Within the range of the images."""
        return Tanh()

    def _adam(self, updates: int) -> Mapping[str, Any]:
        return {"name": "adam", "lr": Linear(start=self.lr, end=0.0, over=updates), "beta1": 0.0, "beta2": 0.9}
