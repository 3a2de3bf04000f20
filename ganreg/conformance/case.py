"""One example on which a backend is compared with the reference."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, AbstractEngine, Batch
from ganreg.draws import Float64, StepDraws
from ganreg.networks.mlp import MLP
from ganreg.recipe import Recipe
from ganreg.registry import registry


@attrs.frozen(kw_only=True)
class Case:
    """An objective, two small networks, an optimizer and a batch of real samples `(n, *shape)`."""

    real: Float64
    loss: Any = "wasserstein"
    constraints: tuple[Any, ...] = ("gradient_penalty",)
    critic: Any = MLP(width=5, depth=2)
    generator: Any = MLP(width=4, depth=1)
    optimizer: Any = attrs.field(factory=lambda: {"name": "adam", "lr": 1e-3, "beta1": 0.5, "beta2": 0.9})
    latent_dim: int = 2
    seed: int = 0

    def recipe(self, backend: Any) -> Recipe:
        """This case as a recipe for a backend."""
        return Recipe(
            loss=self.loss,
            constraints=self.constraints,
            critic_optimizer=self.optimizer,
            generator_optimizer=self.optimizer,
            backend=backend,
            critic=self.critic,
            generator=self.generator,
            latent_dim=self.latent_dim,
            data_shape=self.real.shape[1:],
            batch_size=len(self.real),
            n_critic=2,
            seed=self.seed,
        )


@attrs.frozen
class RoundedDraws:
    """A step's draws as a backend of less precision sees them, for the reference to use the same numbers."""

    draws: StepDraws
    dtype: str

    @property
    def update(self) -> int:
        """The update to which the draws belong."""
        return self.draws.update

    @property
    def player(self) -> str:
        """The player to whom they belong."""
        return self.draws.player

    def stream(self, path: str) -> "RoundedStream":
        """The rounded stream of one purpose."""
        return RoundedStream(self.draws.stream(path), self.dtype)


@attrs.frozen
class RoundedStream:
    """A stream whose numbers are rounded to a precision and widened again."""

    stream: Any
    dtype: str

    def uniform(self, shape: tuple[int, ...]) -> NDArray[Any]:
        """Numbers from U[0, 1)."""
        return rounded(self.stream.uniform(shape), self.dtype)

    def normal(self, shape: tuple[int, ...]) -> NDArray[Any]:
        """Numbers from N(0, 1)."""
        return rounded(self.stream.normal(shape), self.dtype)


def rounded(values: NDArray[Any], dtype: str) -> Float64:
    """Values rounded to a precision, as float64."""
    return values.astype(dtype).astype(np.float64)


@attrs.frozen
class Pair:
    """A candidate engine and the reference's, in the same state, with the same batch and draws."""

    case: Case
    candidate: AbstractEngine
    reference: AbstractEngine
    batch: Batch

    @classmethod
    def of(cls, case: Case, backend: AbstractBackend) -> "Pair":
        """Two engines that start from the same, rounded parameters."""
        candidate = backend.engine(case.recipe(backend))
        reference = registry().create("backend", "reference")
        exact = reference.engine(case.recipe(reference))
        exact.import_state(candidate.export_state())
        return cls(case, candidate, exact, Batch(rounded(case.real, backend.dtype)))

    @property
    def dtype(self) -> str:
        """The candidate's precision."""
        return self.candidate.recipe.backend.dtype

    def draw(self, player: str, update: int = 0) -> RoundedDraws:
        """The draws of one step, as both shall see them."""
        return RoundedDraws(self.candidate.draws.at(player, update), self.dtype)
