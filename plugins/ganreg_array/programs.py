"""What is recorded of a run: each player's gradients, and the update by them."""

from collections.abc import Mapping
from typing import Any

from ganreg.draws import Draws, StepDraws
from ganreg.schedules import replaced
from ganreg.state import OptimizerState
from ganreg_array.drawn import Drawn
from ganreg_array.program.tree import parts
from ganreg_array.recording import Recording
from ganreg_array.resident import Resident
from ganreg_array.settled import Moving, Settled
from ganreg_array.steps import Found, Given, Steps, copied

Array = Any
UNDRAWN = Draws(0).at("", 0)
"""The draws of what draws nothing."""


class GradientProgram:
    """A player's gradients for one kind of step.

    Args:
        steps: what is computed.
        player: whose.
        still: the constraints that take part, without the numbers that move.
        moving: these numbers at this step.
        given: what this step starts from; the parameters are those that `memory` shares.
        draw: this step's draws.
        memory: both players'; the gradient is written there.
        watched: the places of the constraints that have a state which follows what they observe.
    """

    def __init__(
        self,
        steps: Steps,
        player: str,
        still: Settled,
        moving: Moving,
        given: Given,
        draw: StepDraws,
        memory: Mapping[str, Resident],
        watched: frozenset[int],
    ) -> None:
        self._still, self._gradient = still, memory[player].gradient
        self._terms: tuple[str, ...] = ()

        def function(tree: Any, drawn: Drawn) -> Any:
            moving, states, *fields = tree
            now = still.with_numbers(moving)
            of_all = tuple(states.get(index, {}) for index in range(len(given.states)))
            critic, generator, of_critic, of_generator, real, labels = fields
            step = Given(critic, generator, of_critic, of_generator, of_all, real, labels, given.n)
            found = steps.over(drawn.space).gradients(player, now, step, drawn)
            self._terms = tuple(found.terms)
            terms = drawn.space.xp.stack(list(found.terms.values()))
            observed = {index: one for index, one in found.observed.items() if index in watched}
            return (terms, observed, found.states, found.buffers), [(self._gradient, found.gradient)]

        shared = (self._gradient, memory["critic"].params, memory["generator"].params)
        states = {due.index: given.states[due.index] for due in still.reparametrisations}
        buffers = given.critic_buffers, given.generator_buffers
        tree = (moving, states, given.critic, given.generator, *buffers, given.real, given.labels)
        self._recording = Recording(function, tree, draw, steps.space, shared)

    def __call__(self, moving: Moving, given: Given, draw: StepDraws) -> Found:
        """What the step finds: the gradient in memory that the next run changes, all else in arrays of its own."""
        numbers, arrays = parts(moving) if any(moving) else ([], [])
        if self._still.reparametrisations:
            more = parts({due.index: given.states[due.index] for due in self._still.reparametrisations})
            numbers, arrays = numbers + more[0], arrays + more[1]
        arrays = [*arrays, *given.critic_buffers.values(), *given.generator_buffers.values()]
        arrays += [one for one in (given.real, given.labels) if one is not None]
        terms, *others = self._recording(arrays, numbers, draw)
        observed, states, buffers = copied(others) if any(others) else others
        return Found(self._gradient, dict(zip(self._terms, terms.tolist(), strict=True)), observed, states, buffers)


class UpdateProgram:
    """A player's optimizer step and projections, in its memory.

    Args:
        steps: what is computed.
        player: whose.
        still: the optimizer, then the projections, without the numbers that move.
        moving: these numbers at this step.
        step: how many steps the optimizer has taken.
        memory: the player's.
    """

    def __init__(
        self,
        steps: Steps,
        player: str,
        still: tuple[Any, ...],
        moving: Moving,
        step: int,
        memory: Resident,
    ) -> None:
        def function(tree: Any, drawn: Drawn) -> Any:
            numbers, count, gradient, params, moments = tree
            optimizer, *projections = (replaced(one, **own) for one, own in zip(still, numbers, strict=True))
            state = OptimizerState(count, moments)
            over = steps.over(drawn.space)
            new, after = over.updated(player, optimizer, tuple(projections), gradient, params, state)
            written = [(memory.params, new)]
            written += [(memory.moments[name], moment) for name, moment in after.moments.items()]
            return (), written

        tree = (moving, step, memory.gradient, memory.params, memory.moments)
        self._recording = Recording(function, tree, UNDRAWN, steps.space, (memory.gradient, *memory.arrays))

    def __call__(self, moving: Moving, step: int) -> None:
        """Move the parameters and the moments by the gradient that is in memory."""
        numbers, arrays = parts(moving) if any(moving) else ([], [])
        self._recording(arrays, [*numbers, step], UNDRAWN)
