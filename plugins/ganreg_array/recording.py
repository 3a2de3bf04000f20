"""Steps as programs, each tried on other numbers before it is used."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg.errors import GanregError
from ganreg_array.drawn import Draw, Drawn
from ganreg_array.namespace import Namespace
from ganreg_array.program import NotRecordable, Number, Program, Recorder, SharedResultError
from ganreg_array.program.traced import Traced
from ganreg_array.program.tree import is_plain, leaves, mapped

Array = Any
UNRECORDABLE = (NotRecordable, GanregError, TypeError, ValueError, AttributeError, NotImplementedError)
"""What a formula may raise that is called with arrays which remember; called with plain ones it says what is wrong."""


@attrs.frozen
class RecordedDraws(Drawn):
    """A step's draws as inputs of a program.

    Args:
        recorder: whose inputs.
        asked: what was drawn, in order, and where it goes.
    """

    recorder: Recorder
    asked: list[tuple[Draw, Mapping[str, Array]]] = attrs.field(factory=list)

    def named(self, draw: Draw) -> Mapping[str, Array]:
        """Some numbers by name, drawn anew at each run."""
        base, dtype = self.recorder.base, self.space.dtype
        found = {name: self.recorder.input(base.asarray(v, dtype=dtype)) for name, v in draw(self.draw).items()}
        self.asked.append((draw, {name: traced.data for name, traced in found.items()}))
        return found


class Recording:
    """A function of arrays, numbers and draws, as a program.

    Args:
        function: of a structure, whose leaves are arrays and numbers, and of a step's draws; returns a structure of
            arrays, and pairs of a shared array and what is to be written there.
        given: the structure, with the values of this step.
        draw: this step's draws.
        space: where arrays are made.
        shared: arrays of the structure, or to write to, that the program uses where they lie.

    Raises:
        NotRecordable: and whatever else a formula raises that cannot be recorded.
    """

    def __init__(
        self,
        function: Callable[[Any, Drawn], tuple[Any, Sequence[tuple[Array, Any]]]],
        given: Any,
        draw: StepDraws,
        space: Namespace,
        shared: Sequence[Array],
    ) -> None:
        self._space, self._shared = space, frozenset(map(id, shared))
        try:
            self._record(function, given, draw, Recorder(space.base))
        except SharedResultError:
            self._record(function, given, draw, Recorder(space.base, sharing=False))

    def _record(self, function: Any, given: Any, draw: StepDraws, recorder: Recorder) -> None:
        self._count, space = 0, self._space
        self._places: list[Array] = []
        drawn = RecordedDraws(draw, Namespace(recorder.xp, space.dtype), recorder)
        found, written = function(mapped(lambda leaf: self._taken(leaf, recorder), given), drawn)
        targets = [recorder.shared(place) for place, _ in written]
        for target, (_, value) in zip(targets, written, strict=True):
            recorder.write(target, value)
        self._asked = tuple((ask, tuple(places.items())) for ask, places in drawn.asked)
        self._program = Program(recorder, [*map(_traced, leaves(found)), *targets])
        self.outputs = mapped(lambda leaf: leaf.data, found)

    def _taken(self, leaf: Any, recorder: Recorder) -> Any:
        """A leaf as the function is given it: a number that moves, or an array, filled at each run or where it lies."""
        if is_plain(leaf):
            self._count += 1
            return Number.at(self._count - 1, leaf)
        if id(leaf) in self._shared:
            return recorder.shared(leaf)
        taken = recorder.input(leaf)
        self._places.append(taken.data)
        return taken

    def __call__(self, arrays: Sequence[Array], numbers: Sequence[float], draw: StepDraws) -> Any:
        """Run on the leaves of another structure, shared arrays left out; results stay in memory until the next run."""
        fill = self._space.fill
        for place, array in zip(self._places, arrays, strict=True):
            fill(place, array)
        for ask, asked in self._asked:
            drawn = ask(draw)
            for name, place in asked:
                fill(place, drawn[name])
        self._program.run(numbers)
        return self.outputs

    @property
    def nbytes(self) -> int:
        """The memory of what is needed for a while only."""
        return self._program.nbytes


def _traced(leaf: Any) -> Traced:
    if isinstance(leaf, Traced):
        return leaf
    raise NotRecordable(f"the formula gives {type(leaf).__name__}, which is none of its arrays")


def equal(one: Any, other: Any) -> bool:
    """Whether two structures hold the same numbers, NaN for NaN."""
    pairs = list(zip(leaves(one), leaves(other), strict=True))
    return all(np.array_equal(_host(a), _host(b), equal_nan=True) for a, b in pairs)


def _host(array: Array) -> Any:
    return array.get() if hasattr(array, "get") else array
