"""A whole generator iteration as one compiled function of tensors.

The eager engine's own steps are traced below autograd, by `make_fx`: what autograd does for a penalty, its double
backward too, becomes plain operations, and a compiler meets no derivative at all. So one text of every formula serves
both, and PyTorch's forward-mode derivatives, which are wrong for normalisations, are never asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import array_api_compat.torch as xp
import attrs
import torch
from torch.fx.experimental.proxy_tensor import make_fx

from ganreg.backend import Batch, Terms
from ganreg.state import EngineState, PlayerState
from ganreg_torch.asked import Opened, Rehearsed, Serve, Served
from ganreg_torch.engine import TorchEngine
from ganreg_torch.moving import Moving, as_vector, from_vector, moving_numbers
from ganreg_torch.packing import PLAYERS, packed, unpacked
from ganreg_torch.tracing import TracedEngine

Tensors = list[torch.Tensor]
Compiler = Callable[[torch.fx.GraphModule], Callable[..., Sequence[torch.Tensor]]]


@attrs.frozen
class Batches:
    """The batches of one iteration as tensors here, as the engine's own checks let them through.

    Args:
        critic: one per critic update.
        generator: the generator's, None where it needs none.
    """

    critic: tuple[Batch, ...]
    generator: Batch | None

    @classmethod
    def of(cls, engine: TorchEngine, critic: Sequence[Batch], generator: Batch | None) -> "Batches":
        """Placed and checked; raises what an eager step raises."""
        placed = tuple(Batch(*engine._given(batch)) for batch in critic)
        return cls(placed, None if generator is None else Batch(*engine._asked(generator)[:2]))

    @property
    def all(self) -> tuple[Batch, ...]:
        """Those of the critic, and the generator's."""
        return (*self.critic, *(() if self.generator is None else (self.generator,)))

    @property
    def tensors(self) -> Tensors:
        """What they are made of, in order."""
        return [part for batch in self.all for part in (batch.x, batch.label) if part is not None]

    @property
    def form(self) -> tuple[Any, ...]:
        """What a program is traced for: numbers of batches, shapes and types."""
        parts = [(batch.x, batch.label) for batch in self.all]
        shapes = [tuple(part if part is None else (tuple(part.shape), part.dtype) for part in both) for both in parts]
        return (len(self.critic), *shapes)

    def like(self, tensors: Iterator[torch.Tensor]) -> "Batches":
        """Batches of this form with other tensors."""
        new = [Batch(*(part if part is None else next(tensors) for part in (one.x, one.label))) for one in self.all]
        n = len(self.critic)
        return Batches(tuple(new[:n]), new[n] if self.generator is not None else None)


class Program:
    """A compiled iteration.

    Args:
        engine: whose next iteration is the pattern of all that the program is called for.
        batches: of that iteration.
        compiler: what makes a function of a graph of operations.

    Raises:
        Exception: whatever tracing or compiling raises.
    """

    def __init__(self, engine: TorchEngine, batches: Batches, compiler: Compiler) -> None:
        self._form = batches
        self._counts = {"critic": len(batches.critic), "generator": 1}
        rehearsed = Rehearsed(engine.placement, engine._device_draws is not None)
        numbers = self._moving(engine)
        _play(engine, engine.state, batches, rehearsed, numbers)
        self._streams: list[Opened] = rehearsed.streams
        self._compiled = compiler(self._traced(engine, batches, numbers))

    def __call__(self, engine: TorchEngine, batches: Batches) -> tuple[EngineState, Terms, list[float]]:
        """The state after an iteration, the terms of each player's last update, and all terms; nothing changes."""
        given = [*packed(engine.state), *batches.tensors, *self._drawn(engine)]
        with torch.no_grad(), engine._products():
            *tensors, told = self._compiled(*given)
        values = told.tolist()
        state = unpacked(self._after, iter(tensors))
        return self._settled(engine, state), {name: values[place] for name, place in self._terms.items()}, values

    def _traced(self, engine: TorchEngine, batches: Batches, numbers: Moving) -> torch.fx.GraphModule:
        sizes = [len(opened.calls) for opened in self._streams]
        before = engine.state

        def iteration(*tensors: torch.Tensor) -> Tensors:
            rest = iter(tensors)
            state, own = unpacked(before, rest), batches.like(rest)
            moving = from_vector(numbers, next(rest))
            served = Served([[next(rest) for _ in range(size)] for size in sizes])
            traced, terms = _play(engine, state, own, served, moving)
            self._after = traced.state
            self._terms = {name: _place(value, traced.told) for name, value in terms.items()}
            return [*packed(traced.state), torch.stack(traced.told)]

        given = [*packed(before), *batches.tensors, *self._drawn(engine)]
        with torch.no_grad():
            graph: torch.fx.GraphModule = make_fx(iteration, tracing_mode="fake")(*given)
        graph.graph.eliminate_dead_code()
        graph.recompile()
        return graph

    def _moving(self, engine: TorchEngine) -> Moving:
        steps = {name: engine.state.player(name).optimizer.step for name in PLAYERS}
        return moving_numbers(engine.recipe, steps, self._counts)

    def _drawn(self, engine: TorchEngine) -> Iterable[torch.Tensor]:
        """The moving numbers and all draws of the engine's next iteration."""
        device, first = engine.placement.device, {name: engine.state.player(name).updates for name in PLAYERS}
        yield as_vector(self._moving(engine), device)
        for opened in self._streams:
            for numbers in opened.drawn(engine.draws, first, engine._device_draws):
                yield numbers.to(device)

    def _settled(self, engine: TorchEngine, state: EngineState) -> EngineState:
        """With the counts after this iteration, and the average that belongs to it."""
        for name in PLAYERS:
            state = state.with_player(name, self._counted(engine, name, state.player(name)))
        return state

    def _counted(self, engine: TorchEngine, name: str, new: PlayerState) -> PlayerState:
        old, count = engine.state.player(name), self._counts[name]
        optimizer = attrs.evolve(new.optimizer, step=old.optimizer.step + count)
        average = engine.averaged(old, new.params, xp) if name == "generator" else old.average
        return attrs.evolve(new, optimizer=optimizer, updates=old.updates + count, average=average, anchor=old.anchor)


def _play(
    engine: TorchEngine, state: EngineState, batches: Batches, serve: Serve, numbers: Moving
) -> tuple[TracedEngine, dict[str, torch.Tensor]]:
    traced = TracedEngine(engine, state, serve, numbers)
    terms: Any = engine.recipe.game.play(traced, batches.critic, batches.generator)
    return traced, terms


def _place(value: torch.Tensor, told: Tensors) -> int:
    return next(place for place, one in enumerate(told) if one is value)
