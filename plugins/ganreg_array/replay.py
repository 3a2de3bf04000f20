"""A run's steps by programs: recorded when a kind of step comes again, and used for all of that kind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from ganreg.constraints.abstract import AbstractConstraint, AbstractProjection, AbstractReparametrisation
from ganreg.draws import StepDraws
from ganreg.schedules import replaced, settled
from ganreg.schedules.still import parted
from ganreg.state import EngineState, OptimizerState
from ganreg_array.drawn import Drawn
from ganreg_array.program.tree import leaves, mapped
from ganreg_array.programs import GradientProgram, UpdateProgram
from ganreg_array.recording import UNRECORDABLE, equal
from ganreg_array.resident import Resident
from ganreg_array.settled import Moving, Settled, States, is_still
from ganreg_array.steps import Found, Given, Steps
from ganreg_array.subnormal import is_due

if TYPE_CHECKING:
    from ganreg.recipe import Recipe

Array = Any
PLAYERS = ("critic", "generator")
MOST = 32
"""So many kinds of step are recorded at most: a recipe whose every step is another has nothing to repeat."""
TRIAL = 0.75
"""The factor by which all numbers are changed on which a new program is tried."""


class Replay:
    """The programs of a run.

    Args:
        recipe: the run's.
        steps: what its steps compute.
        state: where they begin.
        eager: whether a kind of step is recorded when it comes for the first time, not for the second.
    """

    def __init__(self, recipe: "Recipe", steps: Steps, state: EngineState, eager: bool) -> None:
        self._recipe, self._steps, self._eager = recipe, steps, eager
        self.memory = {name: Resident(state.player(name), steps.space.base) for name in PLAYERS}
        self.params = (self.memory["critic"].params, self.memory["generator"].params)
        self._known: dict[Any, Any] = {}
        self._seen: set[Any] = set()
        constraints = recipe.constraints
        self._optimizers = {"critic": recipe.critic_optimizer, "generator": recipe.generator_optimizer}
        self._projections = tuple(one for one in constraints if isinstance(one, AbstractProjection))
        self._still = {
            name: self._parted(name, state.constraints, 0) for name in PLAYERS if all(map(is_still, constraints))
        }
        watched = (AbstractConstraint.next_state, AbstractReparametrisation.next_state)
        each = enumerate(constraints)
        self._watched = frozenset(index for index, one in each if type(one).next_state not in watched)

    # Memory --------------------------------------------------------------------------------------------------------

    def load(self, state: EngineState) -> None:
        """Have a state's numbers where programs read them."""
        for name, own in self.memory.items():
            own.load(state.player(name))

    def caught_up(self, state: EngineState) -> EngineState:
        """The state with the numbers to which programs have moved on."""
        for name, own in self.memory.items():
            if own.ahead:
                state = state.with_player(name, own.caught_up(state.player(name)))
        return state

    # Steps ---------------------------------------------------------------------------------------------------------

    def gradients(self, player: str, given: Given, update: int, draw: StepDraws) -> Found | None:
        """What a step finds at the loaded state; None if no program does it.

        The gradient is in memory that the next step changes.

        Args:
            player: whose step.
            given: what it starts from; the parameters are those that were loaded.
            update: how many critic updates there were.
            draw: its draws.
        """
        still, moving = self._still.get(player) or self._parted(player, given.states, update)
        states = tuple(given.states[due.index] for due in still.reparametrisations)
        kind = (player, still, given.n, given.real is None, given.labels is None, _signature(moving, states))
        program = self._program(kind, lambda: self._tried_gradients(player, still, moving, given, draw))
        return None if program is None else program(moving, given, draw)

    def _parted(self, player: str, states: States, update: int) -> tuple[Settled, Moving]:
        constraints = self._recipe.constraints
        return Settled.at(player, constraints, states, update).parted(constraints)

    def update(self, player: str, projections: tuple[AbstractProjection, ...], step: int) -> bool:
        """Move a player by the gradient in its memory; False, and nothing done, if no program does it.

        Args:
            player: whom.
            projections: as they stand.
            step: how many steps its optimizer has taken.
        """
        still, moving = self._rule(player, projections, step)
        program = self._program(
            (player, still, _signature(moving)), lambda: self._tried_update(player, still, moving, step)
        )
        if program is None:
            return False
        program(moving, step)
        if is_due(step + 1):
            self.memory[player].flush()
        self.memory[player].ahead = True
        return True

    def _rule(self, player: str, projections: tuple[AbstractProjection, ...], step: int) -> tuple[Any, Moving]:
        optimizer = self._optimizers[player]
        now = settled(optimizer, step)
        if now is optimizer and projections in ((), self._projections):
            return (optimizer, *projections), ({},) * (1 + len(projections))
        pairs = [parted(optimizer, now)]
        pairs += [parted(*pair) for pair in zip(self._projections, projections, strict=True)] if projections else []
        still, moving = zip(*pairs, strict=True)
        return still, moving

    def _program(self, kind: Any, record: Callable[[], Any]) -> Any:
        """The program for a kind of step; None where there is none, or not yet."""
        if kind in self._known:
            return self._known[kind]
        if len(self._known) == MOST or not (self._eager or kind in self._seen):
            if len(self._seen) < MOST:
                self._seen.add(kind)
            return None
        try:
            self._known[kind] = record()
        except UNRECORDABLE:
            self._known[kind] = None
        return self._known[kind]

    # Trials --------------------------------------------------------------------------------------------------------

    def _tried_gradients(self, player: str, still: Settled, moving: Moving, given: Given, draw: StepDraws) -> Any:
        """A program that does on other numbers what the formulas do; None if it does not."""
        program = GradientProgram(self._steps, player, still, moving, given, draw, self.memory, self._watched)
        other = attrs.evolve(draw, evaluation=draw.evaluation + 1)
        with self._moved():
            numbers = _moved(moving)
            there = attrs.evolve(given, **{name: _moved(getattr(given, name)) for name in NUMBERS})
            drawn = Drawn(other, self._steps.space)
            expected = self._steps.gradients(player, still.with_numbers(numbers), there, drawn)
            found = program(numbers, there, other)
            same = equal(self._compared(expected), self._compared(found))
        return program if same else None

    def _compared(self, found: Found) -> Any:
        terms = tuple(np.asarray(self._steps.space.to_numpy(value), dtype=float) for value in found.terms.values())
        observed = {index: one for index, one in found.observed.items() if index in self._watched}
        return terms, found.gradient, observed, found.states, found.buffers

    def _tried_update(self, player: str, still: tuple[Any, ...], moving: Moving, step: int) -> Any:
        """Likewise."""
        memory = self.memory[player]
        with self._moved():
            program = UpdateProgram(self._steps, player, still, moving, step, memory)
        with self._moved():
            numbers = _moved(moving)
            state = OptimizerState(step + 1, {name: moment.copy() for name, moment in memory.moments.items()})
            optimizer, *projections = (replaced(one, **own) for one, own in zip(still, numbers, strict=True))
            start = (memory.gradient, memory.params.copy(), state)
            params, after = self._steps.updated(player, optimizer, tuple(projections), *start)
            program(numbers, step + 1)
            same = equal((params, after.moments), (memory.params, memory.moments))
        return program if same else None

    @contextmanager
    def _moved(self) -> Iterator[None]:
        """Other numbers in memory for a while."""
        arrays = [array for own in self.memory.values() for array in (*own.arrays, own.gradient)]
        kept = [array.copy() for array in arrays]
        for array in arrays:
            self._steps.space.base.multiply(array, TRIAL, out=array)
        try:
            yield
        finally:
            for array, own in zip(arrays, kept, strict=True):
                self._steps.space.base.copyto(array, own)


NUMBERS = ("critic_buffers", "generator_buffers", "states", "real")
"""What a step starts from, parameters aside, that is made of numbers."""


def _moved(tree: Any) -> Any:
    """Other numbers of the same kind; whole numbers stay."""
    return mapped(lambda leaf: leaf if _is_whole(leaf) else leaf * TRIAL, tree)


def _signature(moving: Moving, states: States = ()) -> tuple[Any, ...]:
    """Which of these are numbers and which arrays, of what shape."""
    if not (states or any(moving)):
        return ()
    return tuple(getattr(leaf, "shape", None) for leaf in leaves((moving, states)))


def _is_whole(leaf: Any) -> bool:
    return isinstance(leaf, int) or (hasattr(leaf, "dtype") and leaf.dtype.kind in "biu")
