"""A recording that runs."""

from collections.abc import Sequence
from typing import Any

from ganreg_array.program.plan import Plan
from ganreg_array.program.recorder import Recorder
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
        filled = [*recorder.inputs, *(scalar for scalar, _ in recorder.numbers)]
        results = [output.data for output in outputs]
        plan = Plan(recorder.calls, filled, results, recorder.base.copyto)
        memory = plan.arena().build(recorder.base)
        self.inputs, self.outputs = tuple(recorder.inputs), tuple(results)
        self._numbers = tuple(recorder.numbers)
        self.calls = tuple(
            (step.call.function, tuple(memory.array(one) if hasattr(one, "block") else one for one in step.arguments))
            for step in plan.steps
        )
        self.nbytes = memory.nbytes

    def run(self) -> None:
        """Compute the outputs from what is in the inputs."""
        for scalar, number in self._numbers:
            scalar[...] = number.again()
        for function, arguments in self.calls:
            function(*arguments)
