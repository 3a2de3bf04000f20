"""The Dirac-GAN: one number per player, computed by ganreg's own engines."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch
from ganreg.compose import as_backend
from ganreg.draws import Float64
from ganreg.networks.layers.constant import Constant
from ganreg.networks.layers.dense import Dense
from ganreg.networks.network import Sequential
from ganreg.recipe import Recipe
from ganreg.registry import registry
from ganreg.schedules import as_counts, count_at
from ganreg.support import check_support
from ganreg.theory.expectation import expected
from ganreg.theory.linearisation import Linearisation, eigenvalues
from ganreg.theory.verdict import Verdict, verdict_of

BATCH = Batch(np.zeros((1, 1)))
"""All of the data, δ₀: every sample is 0."""

PLACED = ("params", "anchor", "average")
"""What is put where the player stands: its parameters, and what games and averages keep of former ones."""


def dirac(
    *,
    loss: Any = "non_saturating",
    constraint: Any = "none",
    optimizer: Any = "sgd",
    lr: float = 0.05,
    game: Any = None,
    n_critic: int = 1,
    backend: Any = "numpy",
) -> "DiracGAN":
    """The Dirac-GAN of an objective: data δ₀, generator δ_θ, critic D(x) = ψ·x.

    Every component is given as to `ganreg.build`: a name, a mapping or an object. Noise that a component draws is
    replaced by its expectation, so that nothing here is random.

    Args:
        loss: the loss.
        constraint: one or a list.
        optimizer: of both players.
        lr: the learning rate h, where `optimizer` does not bring its own.
        game: who moves when; by default alternating, as in training: the critic, then the generator.
        n_critic: critic updates per generator update.
        backend: a name, computed in float64, or a backend object.

    Raises:
        UnsupportedError: the backend does not compute a component.

    Source: Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), Definition 2.1.

    >>> from ganreg.theory import dirac
    >>> dirac(loss="wasserstein").field(theta=1.0, psi=2.0)
    array([ 2., -1.])
    """
    recipe = Recipe(
        loss=loss,
        constraints=constraint,
        critic_optimizer=_optimizer(optimizer, lr),
        generator_optimizer=_optimizer(optimizer, lr),
        backend=as_backend(backend, dtype="float64") if isinstance(backend, str) else as_backend(backend),
        n_critic=as_counts(n_critic),
        batch_size=1,
        latent_dim=1,
        data_shape=(1,),
        critic=Sequential((Dense(1, bias=False),)),
        generator=Sequential((Constant((1,)),)),
        **({} if game is None else {"game": game}),
    )
    parts = (recipe.loss, *recipe.constraints, recipe.critic_optimizer, getattr(recipe, "game", recipe.loss))
    check_support(recipe.backend, parts)
    return DiracGAN(recipe)


class DiracGAN:
    """One objective's Dirac-GAN; made by `dirac`. Points and fields are ordered (θ, ψ): generator, then critic."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        engine = recipe.backend.engine(recipe)
        self._start = engine.export_state()
        self._engine = engine
        self.place(0.3, -0.7)  # a point like any other: which draws matter is told there
        self._engine = expected(engine, BATCH)

    # One evaluation -----------------------------------------------------------------------------------------------

    def field(self, theta: float, psi: float) -> Float64:
        """The field (−∂L_G/∂θ, −∂L_D/∂ψ), penalties included: where gradient descent would go; shape `(2,)`."""
        self.place(theta, psi)
        return np.array([self._descent("generator"), self._descent("critic")])

    def step(self, theta: float, psi: float) -> Float64:
        """Where one iteration leads to that starts at a point, with a fresh optimizer; shape `(2,)`."""
        self.place(theta, psi)
        self._play()
        return self.point

    def trajectory(self, start: tuple[float, float] = (1.0, 1.0), steps: int = 500) -> Float64:
        """The points at which a run of so many iterations is, its start first; shape `(steps + 1, 2)`.

        Raises:
            NonFiniteError: it left the range of numbers.
        """
        self.place(*start)
        points = [self.point]
        for _ in range(steps):
            self._play()
            points.append(self.point)
        return np.array(points)

    # Near a point -------------------------------------------------------------------------------------------------

    def jacobian(self, point: tuple[float, float] = (0.0, 0.0), of: str = "field") -> Float64:
        """The derivative of the field at a point, `(2, 2)`, or of the update operator.

        Args:
            point: (θ, ψ).
            of: `"field"` for that of v; `"update"` for that of one iteration, in all numbers that it changes: θ, ψ,
                then what optimizer, game and constraints keep, if anything.
        """
        if of == "field":
            return Linearisation.of(lambda at: self.field(*at), np.array(point)).jacobian
        return self._linearised_update(point).jacobian

    def eigenvalues(self, point: tuple[float, float] = (0.0, 0.0), of: str = "field") -> NDArray[np.complex128]:
        """The eigenvalues of `jacobian`, by real, then imaginary part.

        Those of the field tell the continuous flow: it converges where all real parts are negative. Those of the
        update tell the iteration: it converges where all absolute values are below 1.
        """
        return eigenvalues(self.jacobian(point, of))

    def verdict(self, iterations: int = 1) -> Verdict:
        """Whether training converges, circles or diverges; see `ganreg.theory.verdict` for the rule.

        Args:
            iterations: how many are taken together as one update, for games and penalties of that period.
        """
        return verdict_of(
            lambda: self._linearised_update((0.0, 0.0), iterations), lambda steps: self.trajectory(steps=steps)
        )

    def _linearised_update(self, point: tuple[float, float], iterations: int = 1) -> Linearisation:
        """Around the state after some iterations at that point: counters have left 0, where some rules differ."""
        self.place(*point)
        for _ in range(iterations):
            self._play()
        self.place(*point, state=self._engine.export_state())
        before = self._engine.export_state()
        names = self._moving(before)

        def update(values: Float64) -> Float64:
            self._engine.import_state(before | _unpacked(values, {name: before[name] for name in names}))
            for _ in range(iterations):
                self._play()
            return _packed(self._engine.export_state(), names)

        return Linearisation.of(update, _packed(before, names))

    # The engine's numbers -----------------------------------------------------------------------------------------

    def place(self, theta: float, psi: float, state: Mapping[str, NDArray[Any]] | None = None) -> None:
        """Put both players somewhere; all else is as at the start of training, or as in a state."""
        where = {"generator": theta, "critic": psi}
        arrays = dict(self._start if state is None else state)
        for name, array in arrays.items():
            player, _, rest = name.partition("/")
            if player in where and rest.partition("/")[0] in PLACED:
                arrays[name] = np.full_like(array, where[player])
        self._engine.import_state(arrays)

    @property
    def point(self) -> Float64:
        """(θ, ψ) now."""
        return np.array([self._number("generator"), self._number("critic")])

    @cached_property
    def _critic_batches(self) -> list[Batch]:
        return [BATCH] * count_at(self.recipe.n_critic, 0)

    def _play(self) -> None:
        self._engine.iteration(self._critic_batches, BATCH)

    def _descent(self, player: str) -> float:
        engine = self._engine
        found = engine.gradients(player, engine.state, BATCH, engine.draws.at(player, 0))
        return -_only(engine, found.params)

    def _number(self, player: str) -> float:
        return _only(self._engine, self._engine.state.player(player).params)

    def _moving(self, state: Mapping[str, NDArray[Any]]) -> list[str]:
        """The names of the numbers that an iteration reads and changes, θ and ψ first."""
        names = [name for name, array in state.items() if array.dtype.kind == "f" and "/average/" not in name]
        return sorted(names, key=lambda name: (not name.startswith("generator/params"), "/params/" not in name))


def _optimizer(value: Any, lr: float) -> Any:
    plain = {"name": value} if isinstance(value, str) else value
    if isinstance(plain, Mapping):
        return registry().resolve("optimizer", {"lr": lr} | dict(plain))
    return plain


def _only(engine: AbstractEngine, params: Mapping[str, Any]) -> float:
    """A player's one number."""
    (array,) = params.values()
    return float(engine.to_numpy(array).reshape(()))


def _packed(state: Mapping[str, NDArray[Any]], names: list[str]) -> Float64:
    return np.concatenate([np.reshape(state[name], -1) for name in names]).astype(np.float64)


def _unpacked(values: Float64, like: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    cuts = np.cumsum([array.size for array in like.values()])[:-1]
    parts = np.split(values, cuts)
    return {name: part.reshape(like[name].shape) for name, part in zip(like, parts, strict=True)}
