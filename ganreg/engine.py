"""The contract of an engine: one run's computation.

An engine can evaluate gradients at any state (`gradients`), take a step with them (`apply`), and compose the two into a
whole generator iteration (`iteration`), which a backend may override with one that is fused, compiled or captured.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import Draws, StepDraws
from ganreg.errors import NonFiniteError, UnsupportedError
from ganreg.state import EngineState, Parameters, PlayerState
from ganreg.support import check_support

if TYPE_CHECKING:
    from ganreg.recipe import Recipe

Array = Any
Terms = dict[str, float]


@attrs.frozen
class Batch:
    """Real samples `(n, *shape)`, and their labels `(n,)` where the data have some.

    For a generator whose loss does not look at real samples, labels alone are enough: `Batch(None, label)`.
    """

    x: Array | None
    label: Array | None = None


@attrs.frozen
class Gradients:
    """What one evaluation gives: a gradient per parameter, the named terms, and what becomes of non-trained state."""

    params: Parameters
    terms: Terms
    constraints: tuple[Mapping[str, Any], ...] = ()
    buffers: Parameters = attrs.field(factory=dict)


class AbstractEngine(ABC):
    """One run's computation. `player` is `"critic"` or `"generator"` throughout."""

    labelled: tuple[str, ...] = ()
    """The players whose networks take labels."""

    def __init__(self, recipe: "Recipe") -> None:
        check_support(recipe.backend, recipe.parts())
        self.recipe = recipe
        self.draws = Draws(recipe.seed)

    # What a backend computes ------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def state(self) -> EngineState:
        """The present state, in the backend's own arrays."""

    def updates(self, player: str) -> int:
        """How many updates a player has made. `state` tells it too, but may have to copy all parameters for it."""
        return self.state.player(player).updates

    @abstractmethod
    def load_state(self, state: EngineState) -> None:
        """Go on from a state, given in any arrays (`to_numpy` of some engine, say)."""

    @abstractmethod
    def to_numpy(self, array: Array) -> NDArray[Any]:
        """One of this engine's arrays, on the host."""

    @abstractmethod
    def from_numpy(self, array: NDArray[Any]) -> Array:
        """A host array as one of this engine's, in its precision and on its device."""

    @abstractmethod
    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """The gradients of one player's loss at a state; nothing changes.

        Args:
            player: whose loss, and whose parameters.
            state: where to evaluate: `self.state`, or another state of this engine (extragradient, lookahead).
            batch: real samples, and labels for networks that take some: those of the fake samples beside them, and of
                penalty points, too. May be None for the generator of a loss that does not need real samples.
            draw: the draws of this evaluation: `latent` `(n, latent_dim)`, and `constraint/{i}/…`.

        Returns:
            Gradients, with the terms `critic_loss`, one per penalty, `wasserstein_estimate`, … or `generator_loss`.
        """

    def field_pullback(
        self, state: EngineState, batches: Mapping[str, Batch | None], draws: Mapping[str, StepDraws]
    ) -> dict[str, Gradients]:
        """∇½‖v‖² in both players' parameters, with v = −(∇_c L_c, ∇_g L_g); nothing changes.

        Args:
            state: where to evaluate.
            batches: of `critic` and `generator`, as for `gradients`.
            draws: of `critic` and `generator`, for their own losses.

        Returns:
            For each player the pullback, with the term `critic_pullback_norm` or `generator_pullback_norm`.

        Raises:
            UnsupportedError: this engine does not differentiate gradients. It may leave this method out.
        """
        raise UnsupportedError(
            f"{type(self).__name__} cannot differentiate the gradients of both players, which the game "
            f"{type(self.recipe.game).__name__} needs. Use backend='torch', or another game."
        )

    @abstractmethod
    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step with these gradients; for the critic, then the projections. Counts one update."""

    @abstractmethod
    def sample(
        self, latent: NDArray[np.float64], label: NDArray[Any] | None = None, averaged: bool = False
    ) -> NDArray[Any]:
        """Generated samples `(n, *shape)` for latents `(n, latent_dim)`, in the generator's range.

        Labels `(n,)` belong to networks that take some, here and below. Batch norm uses its running statistics. With
        `averaged` the parameters are the generator's average, which there must be; the buffers are the present ones.
        """

    @abstractmethod
    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's scores `(n,)`."""

    @abstractmethod
    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The norms `(n,)` of the critic's gradient at samples, over all non-batch axes."""

    def input_gradients(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's gradient ∇ₓf at samples, `(n, *shape)`: what `slopes` takes the norms of.

        Raises:
            UnsupportedError: this engine only has norms. It may leave this method out.
        """
        raise UnsupportedError(
            f"{type(self).__name__} does not give the critic's gradient itself. Use backend='numpy' or 'torch'."
        )

    # What follows from it -----------------------------------------------------------------------------------------

    def averaged(self, own: PlayerState, params: Parameters, xp: Any) -> Parameters:
        """A player's average after an update that led from the state `own` to `params`; empty if it has none."""
        average = self.recipe.average
        return average.updated(own.average, params, own.updates, xp) if average and own.average else {}

    @contextmanager
    def session(self) -> Iterator[None]:
        """Held during a whole `fit`: a place for a backend to choose threads or workspaces once."""
        yield

    def expect(self, iterations: int) -> None:  # noqa: B027 - most have nothing to choose
        """So many iterations are about to be asked for: a place to choose what pays in long runs alone."""

    def critic_step(self, batch: Batch) -> Terms:
        """One critic update on real samples."""
        return self._step("critic", batch)

    def generator_step(self, batch: Batch | None = None) -> Terms:
        """One generator update; `batch` only where the loss needs real samples, or the networks labels."""
        return self._step("generator", batch)

    def iteration(self, critic_batches: Sequence[Batch], generator_batch: Batch | None = None) -> Terms:
        """One generator iteration by the recipe's game: a critic update per batch, and one generator update.

        What overflows on the way is reported by its name.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self.recipe.game.play(self, critic_batches, generator_batch)

    def evaluate(self, player: str, state: EngineState, batch: Batch | None, evaluation: int = 0) -> Gradients:
        """The gradients of a player's next update at a state, with that update's draws; nothing changes.

        Args:
            player: whose loss.
            state: where; its number of updates says which draws.
            batch: as for `gradients`.
            evaluation: 0, 1, … for evaluations of one update that draw different numbers.

        Raises:
            NonFiniteError: a term is NaN or infinite.
        """
        update = state.player(player).updates
        with np.errstate(over="ignore", invalid="ignore"):
            gradients = self.gradients(player, state, batch, self.draws.at(player, update, evaluation))
        check_finite(gradients.terms, player, update)
        return gradients

    def evaluate_pullback(self, state: EngineState, batches: Mapping[str, Batch | None]) -> dict[str, Gradients]:
        """`field_pullback` at a state, with the draws of both players' next updates; nothing changes.

        Raises:
            NonFiniteError: a term is NaN or infinite.
            UnsupportedError: this engine does not differentiate gradients.
        """
        updates = {player: state.player(player).updates for player in batches}
        with np.errstate(over="ignore", invalid="ignore"):
            draws = {player: self.draws.at(player, update) for player, update in updates.items()}
            pulled = self.field_pullback(state, batches, draws)
        for player, update in updates.items():
            check_finite(pulled[player].terms, player, update)
        return pulled

    def _step(self, player: str, batch: Batch | None) -> Terms:
        gradients = self.evaluate(player, self.state, batch)
        with np.errstate(over="ignore", invalid="ignore"):
            self.apply(player, gradients)
        return gradients.terms

    def export_state(self) -> dict[str, NDArray[Any]]:
        """The whole state as named NumPy arrays, for a checkpoint or for another backend."""
        return {
            name: np.asarray(value) if isinstance(value, (int, float)) else self.to_numpy(value)
            for name, value in self.state.flatten().items()
        }

    def import_state(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Go on from what `export_state` returned, here or on another backend.

        Raises:
            CheckpointError: the arrays do not fit this recipe.
        """
        self.load_state(self.state.replaced({name: _as_stored(name, array) for name, array in arrays.items()}))


def _as_stored(name: str, array: NDArray[Any]) -> Any:
    """A constraint's plain number as it was before `export_state`: as an array it would widen float32 to float64."""
    plain = array.ndim == 0 and array.dtype in (np.float64, np.int64, np.bool_) and name.startswith("constraint/")
    return array.item() if plain else array


def check_finite(terms: Mapping[str, float], player: str, update: int) -> None:
    """Raise `NonFiniteError` that names the first term which is NaN or infinite, before it reaches a parameter."""
    for name, value in terms.items():
        if not isfinite(value):
            raise NonFiniteError(
                f"{name} became {float(value)} in {player} update {update} (counted from 0). The parameters are still "
                "those before it. Lower the learning rate, constrain the critic (constraint='gp'), or check the data's "
                "scale."
            )
