"""One example on which a backend is compared with the reference."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, AbstractEngine, Batch
from ganreg.draws import Draws, Float64, HostStream, StepDraws
from ganreg.networks.mlp import MLP
from ganreg.recipe import Recipe
from ganreg.registry import registry


@attrs.frozen(kw_only=True)
class Case:
    """An objective, two small networks, an optimizer, a game, perhaps an average, and a batch of samples `(n, *shape)`.

    Args:
        label: the samples' classes `(n,)`, for networks with classes.
        jitter: how far all parameters and buffers are moved from where they start, N(0, jitter²) each: biases that are
            exactly 0 leave much of a convolutional network exactly at its kinks. Variances start at 1: keep it small.
        n_critic: critic updates per generator update, or a schedule of them.
        allow: refusals to lift.
    """

    real: Float64
    label: Any = None
    loss: Any = "wasserstein"
    constraints: tuple[Any, ...] = ("gradient_penalty",)
    critic: Any = MLP(width=5, depth=2)
    generator: Any = MLP(width=4, depth=1)
    optimizer: Any = attrs.field(factory=lambda: {"name": "adam", "lr": 1e-3, "beta1": 0.5, "beta2": 0.9})
    average: Any = None
    game: Any = "alternating"
    n_critic: Any = 2
    latent_dim: int = 2
    seed: int = 0
    jitter: float = 0.0
    allow: tuple[str, ...] = ()

    def recipe(self, backend: Any) -> Recipe:
        """This case as a recipe for a backend."""
        return Recipe(
            loss=self.loss,
            constraints=self.constraints,
            critic_optimizer=self.optimizer,
            generator_optimizer=self.optimizer,
            average=self.average,
            game=self.game,
            backend=backend,
            critic=self.critic,
            generator=self.generator,
            latent_dim=self.latent_dim,
            data_shape=self.real.shape[1:],
            batch_size=len(self.real),
            n_critic=self.n_critic,
            seed=self.seed,
            allow=self.allow,
        )

    def moved(self, state: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """A start state, its parameters and buffers moved by the jitter."""
        random = np.random.default_rng(self.seed)
        return {
            name: array + (self.jitter * random.normal(size=array.shape)).astype(array.dtype)
            if self.jitter and ("/params/" in name or "/buffers/" in name)
            else array
            for name, array in state.items()
        }


@attrs.frozen
class RoundedDraws(StepDraws):
    """A step's draws as a backend of less precision sees them, for the reference to use the same numbers."""

    dtype: str = "float64"

    def stream(self, path: str) -> "RoundedStream":
        """The rounded stream of one purpose."""
        return RoundedStream(StepDraws.stream(self, path).generator, self.dtype)


@attrs.frozen
class RoundedStream(HostStream):
    """A stream whose numbers are rounded to a precision and widened again."""

    dtype: str = "float64"

    def uniform(self, shape: tuple[int, ...]) -> Float64:
        """Numbers from U[0, 1)."""
        return rounded(HostStream.uniform(self, shape), self.dtype)

    def normal(self, shape: tuple[int, ...]) -> Float64:
        """Numbers from N(0, 1)."""
        return rounded(HostStream.normal(self, shape), self.dtype)


class RoundedSource(Draws):
    """All the draws of a seed, rounded.

    Args:
        seed: as for `Draws`.
        dtype: the precision.
    """

    def __init__(self, seed: int, dtype: str) -> None:
        super().__init__(seed)
        self.dtype = dtype

    def at(self, player: str, update: int, evaluation: int = 0) -> RoundedDraws:
        """The rounded draws of one step of one player."""
        return RoundedDraws(self, player, update, evaluation, dtype=self.dtype)


def rounded(values: NDArray[Any], dtype: str) -> Float64:
    """Values rounded to a precision, as float64."""
    return values.astype(dtype).astype(np.float64)


@attrs.frozen
class Pair:
    """A candidate engine and the reference's, in the same state, with the same batch and draws."""

    case: Case
    candidate: AbstractEngine
    reference: AbstractEngine
    x: Float64

    @classmethod
    def of(cls, case: Case, backend: AbstractBackend) -> "Pair":
        """Two engines that start from the same, rounded parameters."""
        candidate = backend.engine(case.recipe(backend))
        reference = registry().create("backend", "reference")
        exact = reference.engine(case.recipe(reference))
        candidate.import_state(case.moved(candidate.export_state()))
        exact.import_state(candidate.export_state())
        exact.draws = RoundedSource(case.seed, backend.dtype)
        return cls(case, candidate, exact, rounded(case.real, backend.dtype))

    @property
    def batch(self) -> Batch:
        """The samples, and the labels beside them."""
        return Batch(self.x, self.case.label)

    @property
    def dtype(self) -> str:
        """The candidate's precision."""
        return self.candidate.recipe.backend.dtype

    @property
    def products(self) -> str:
        """In what precision the candidate's networks multiply."""
        return self.candidate.recipe.backend.products

    def draw(self, player: str, update: int = 0) -> StepDraws:
        """The draws of one step, as both shall see them."""
        return self.reference.draws.at(player, update)
