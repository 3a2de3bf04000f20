"""A recording that runs."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from ganreg_array.program.call import Call
from ganreg_array.program.graph import captured
from ganreg_array.program.memory import Memory, View
from ganreg_array.program.number import together
from ganreg_array.program.plan import Plan, Planned
from ganreg_array.program.recorder import Recorder
from ganreg_array.program.tiles import tiled
from ganreg_array.program.traced import Traced

Array = Any


class Program:
    """Array operations that run again and again on other numbers.

    Args:
        recorder: what was computed.
        outputs: its results.

    Attributes:
        inputs: memory to fill before a run.
        outputs: where results are after a run, until the next one.
        calls: what is run.
        nbytes: the memory of everything that is needed for a while only.
    """

    def __init__(self, recorder: Recorder, outputs: Sequence[Traced]) -> None:
        results = [output.data for output in outputs]
        self._scalars = tuple(scalar for scalar, _ in recorder.numbers)
        self._numbers = together([number for _, number in recorder.numbers])
        ghosts = recorder.ghosts
        given = (*recorder.inputs, *self._scalars)
        for array in (*given, *results):
            ghosts.keep(array)
        filled = [ghosts.view(array) for array in given]
        plan = Plan(recorder.calls, filled, [ghosts.view(result) for result in results], recorder.base.copyto)
        plan.settle(ghosts.kept)
        memory = plan.arena().build(recorder.base)
        self.inputs, self.outputs = tuple(recorder.inputs), tuple(results)
        calls = [_placed(step, memory) for step in plan.steps]
        self.calls = tuple(_callable(*call) for call in tiled(calls, recorder.base))
        self.nbytes = memory.nbytes
        self._run = captured(self._run_each, recorder.base)

    def run(self, given: Sequence[float] = ()) -> None:
        """Compute the outputs from what is in the inputs, and from the numbers that its recorder was given."""
        for scalar, number in zip(self._scalars, self._numbers(given), strict=True):
            scalar[...] = number
        self._run()

    def _run_each(self) -> None:
        for function, arguments in self.calls:
            function(*arguments)


def _placed(step: Planned, memory: Memory) -> tuple[Any, tuple[Any, ...], Any]:
    """A call with its arrays where they will lie."""
    arguments = tuple(memory.array(one) if isinstance(one, View) else one for one in step.arguments)
    written = next(arg for arg, one in zip(arguments, step.arguments, strict=True) if one is step.written)
    return step.call, arguments, written if step.call.elementwise else None


def _callable(call: Call, arguments: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """What to call; some functions want to be told by name where they shall write."""
    if not call.named:
        return call.function, arguments
    return partial(call.function, out=arguments[-1]), arguments[:-1]
