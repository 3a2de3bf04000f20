"""What is tried on every architecture: a loss, a constraint, and how they are trained."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.averages import EMA
from ganreg.benchmark.architectures.architecture import Architecture
from ganreg.compose import build
from ganreg.gan import GAN
from ganreg.networks.layers import BatchNorm, LayerNorm
from ganreg.schedules import Linear

BATCH_SIZE, LATENT_DIM = 64, 2
AVERAGE = EMA(decay=0.999, warm_up=True)
"""Shared by all methods: samples are the generator's moving average's."""


@attrs.frozen(kw_only=True)
class Method:
    """A loss with a constraint, the same for all architectures.

    Args:
        name: by which it is asked for.
        loss: by name.
        constraint: by name, or as a mapping with its parameters.
        optimizer: of both players, by name and parameters; its learning rate `lr` falls to 0 in a straight line.
        n_critic: critic updates per generator update.
        norm: what a critic that is drawn as normalised has, `batch_norm` or `layer_norm`; a generator has batch norm.
    """

    name: str
    loss: str
    constraint: Any
    optimizer: Mapping[str, Any]
    n_critic: int
    norm: str

    def gan(self, architecture: Architecture, iterations: int) -> GAN:
        """A new GAN of these networks, to be trained for so many iterations."""
        return build(
            loss=self.loss,
            constraint=self.constraint,
            critic_optimizer=self._optimizer(iterations * self.n_critic),
            generator_optimizer=self._optimizer(iterations),
            average=AVERAGE,
            n_critic=self.n_critic,
            batch_size=BATCH_SIZE,
            latent_dim=LATENT_DIM,
            critic=architecture.critic.network(BatchNorm() if self.norm == "batch_norm" else LayerNorm()),
            generator=architecture.generator.network(BatchNorm()),
            backend="numpy",
            seed=architecture.seed,
        )

    def _optimizer(self, updates: int) -> dict[str, Any]:
        return {**self.optimizer, "lr": Linear(start=self.optimizer["lr"], end=0.0, over=updates)}
