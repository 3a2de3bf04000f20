"""The engine of the backend `torch` that compiles whole iterations."""

import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import torch

from ganreg.backend import Batch, Terms
from ganreg.errors import GanregWarning, UnsupportedError
from ganreg.recipe import Recipe
from ganreg.told import told
from ganreg_torch.engine import TorchEngine
from ganreg_torch.pattern import not_covered, pattern_of
from ganreg_torch.placement import Placement
from ganreg_torch.program import Batches, Compiler, Program

NEVER, AUTO, ALWAYS = "never", "auto", "always"
CHOICES = (NEVER, AUTO, ALWAYS)

PROGRAMS = 16
"""So many patterns of iterations are compiled at most: a lazy penalty at every k-th update has up to k of them."""

WATCHED = 3
"""After so many eager iterations `auto` decides."""
COST = 45.0
"""Seconds that compiling is taken to last: it was 20 to 60 where nothing of it was in the compiler's own cache."""
SAVED = 0.5
"""The share of an eager iteration that compiling is taken to save: 0.1 was seen for images, 0.75 for small networks."""
PATIENCE = 20.0
"""In a loop of one's own, whose end nobody knows, `auto` compiles after so many seconds of eager iterations."""


def compiler_for(device: torch.device) -> Compiler:
    """`torch.compile` as one graph; on CUDA replayed as one CUDA graph, whose outputs are copied out of its memory.

    On a CPU the wrapper around the kernels is C++ too: small networks spend much of their time in Python's.
    """
    if device.type != "cuda":
        return lambda graph: torch.compile(graph, fullgraph=True, dynamic=False, options={"cpp_wrapper": True})
    return lambda graph: _copied(torch.compile(graph, fullgraph=True, dynamic=False, mode="reduce-overhead"))


def _copied(replay: Callable[..., Sequence[torch.Tensor]]) -> Callable[..., Sequence[torch.Tensor]]:
    """The next replay writes to the same memory, but an engine's states never change."""

    def run(*tensors: torch.Tensor) -> list[torch.Tensor]:
        return [tensor.clone() for tensor in replay(*tensors)]

    return run


@attrs.define
class Programs:
    """The compiled iterations of one engine, by pattern; None where one could not be compiled. A copy has none."""

    made: dict[Any, Program | None] = attrs.field(factory=dict)
    eager_seconds: float = 0.0
    eager: int = 0

    def __reduce__(self) -> tuple[type["Programs"], tuple[()]]:
        return Programs, ()

    def __deepcopy__(self, memo: Any) -> "Programs":
        return Programs()


class CompiledEngine(TorchEngine):
    """Whole iterations by one compiled program; single steps, and what a program does not cover, eagerly.

    Args:
        recipe: what to compute.
        placement: where.
        device_draws: whether random numbers are drawn there.
        always: whether what cannot be compiled is refused.
        compiler: in the place of `torch.compile`.
    """

    def __init__(
        self,
        recipe: Recipe,
        placement: Placement,
        device_draws: bool = False,
        *,
        always: bool = True,
        compiler: Compiler | None = None,
    ) -> None:
        super().__init__(recipe, placement, device_draws)
        self.always = always
        self.programs = Programs()
        self._compiler = compiler
        self._told = False
        self._end: int | None = None
        self._chosen: bool | None = None
        if reason := not_covered(self.recipe, self.players, placement):
            self._refuse(reason)

    def iteration(self, critic_batches: Sequence[Batch], generator_batch: Batch | None = None) -> Terms:
        """One generator iteration, compiled if there is or should be a program for it.

        Where a term is NaN or infinite the same iteration is repeated eagerly from the same state: that raises
        `NonFiniteError` at the update where it happened, with the state before it.

        Raises:
            UnsupportedError: it cannot be compiled, and is to be always.
        """
        if self._told:
            return super().iteration(critic_batches, generator_batch)
        batches = Batches.of(self, critic_batches, generator_batch)
        program = self._program(batches)
        if program is None:
            return self._timed(critic_batches, generator_batch)
        state, terms, values = program(self, batches)
        if not torch.tensor(values).isfinite().all():
            return super().iteration(critic_batches, generator_batch)
        self._state = state
        for name in ("critic", "generator"):
            self._followed(name, state.player(name))
        return terms

    def _timed(self, critic_batches: Sequence[Batch], generator_batch: Batch | None) -> Terms:
        begin = time.perf_counter()
        terms = super().iteration(critic_batches, generator_batch)
        self.programs.eager_seconds += time.perf_counter() - begin
        self.programs.eager += 1
        return terms

    def expect(self, iterations: int) -> None:
        """So many iterations are about to come: `auto` compiles if that is enough to pay for it."""
        self._end = self.updates("generator") + iterations
        self.programs.eager_seconds, self.programs.eager, self._chosen = 0.0, 0, None

    def _pays(self) -> bool:
        """Whether `auto` shall compile now. Says so, where it is known how many iterations are to come."""
        watched = self.programs
        if self._end is None:
            return watched.eager_seconds >= PATIENCE
        if self._chosen is not None or watched.eager < WATCHED:
            return bool(self._chosen)
        rest = (self._end - self.updates("generator")) * watched.eager_seconds / WATCHED
        self._chosen = pays = SAVED * rest > COST
        warnings.warn(
            f"compile='auto': what is left of this run takes about {rest:.0f} s eagerly, so it "
            f"{'is compiled now, which takes up to a minute' if pays else 'runs eagerly: compiling would not pay'}.",
            GanregWarning,
            stacklevel=6,
        )
        return pays

    def _program(self, batches: Batches) -> Program | None:
        pattern = (batches.form, pattern_of(self.recipe, self.players, self._state, len(batches.critic)))
        made = self.programs.made
        if pattern in made:
            return made[pattern]
        if not (self.always or self._pays()):
            return None
        if len(made) >= PROGRAMS:
            self._refuse(f"iterations differ from one another in more than {PROGRAMS} ways: a schedule moves something")
            return None
        made[pattern] = self._made(batches)
        if pattern[1] != pattern_of(self.recipe, self.players, self._state, len(batches.critic)):
            self._refuse("a module of your own changes attributes of its own in its forward, which a program would not")
            made[pattern] = None
        return made[pattern]

    def _made(self, batches: Batches) -> Program | None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # the compiler's own, on its import
                program = Program(self, batches, self._compiler or compiler_for(self.placement.device))
                program(self, batches)
        except Exception as error:  # noqa: BLE001 - tracing runs anybody's module, and compilers raise anything
            self._refuse(str(error) if isinstance(error, UnsupportedError) else told(error), error)
            return None
        return program

    def _refuse(self, reason: str, cause: Exception | None = None) -> None:
        """Raise if it must be compiled; otherwise say once that it is not, and why."""
        if self.always:
            raise UnsupportedError(
                f"This iteration cannot be compiled: {reason}. Use compile='auto', which goes on eagerly, or 'never'."
            ) from cause
        self._told = True
        warnings.warn(f"Iterations run eagerly, not compiled: {reason}.", GanregWarning, stacklevel=3)
