"""What an iteration draws: noted in a rehearsal, and drawn anew for every iteration after it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import torch

from ganreg.draws import Draws, StepDraws
from ganreg_torch.placement import Placement
from ganreg_torch.streams import DeviceDraws

Call = tuple[str, tuple[Any, ...]]
Serve = Callable[["Opened", str, tuple[Any, ...]], torch.Tensor]


@attrs.frozen(eq=False)
class Opened:
    """One stream of an iteration, and what is drawn from it in order.

    Args:
        player: whose update it belongs to.
        offset: how many updates after the player's first of the iteration.
        evaluation: as in `StepDraws`.
        path: its purpose.
    """

    player: str
    offset: int
    evaluation: int
    path: str
    calls: list[Call] = attrs.field(factory=list, init=False)

    def drawn(self, draws: Draws, first: Mapping[str, int], device: DeviceDraws | None) -> Iterator[torch.Tensor]:
        """The numbers for the iteration that begins with the updates `first`."""
        draw = draws.at(self.player, first[self.player] + self.offset, self.evaluation)
        stream: Any = draw.stream(self.path) if device is None else device.stream(draw, self.path)
        for method, arguments in self.calls:
            yield torch.as_tensor(getattr(stream, method)(*arguments))


@attrs.frozen
class AskedStream:
    """A stream as formulas see it while an iteration is rehearsed or traced: every draw is served as a tensor."""

    opened: Opened
    serve: Serve

    def uniform(self, shape: tuple[int, ...]) -> torch.Tensor:
        """Numbers from U[0, 1)."""
        return self.serve(self.opened, "uniform", (tuple(shape),))

    def normal(self, shape: tuple[int, ...]) -> torch.Tensor:
        """Numbers from N(0, 1)."""
        return self.serve(self.opened, "normal", (tuple(shape),))

    def bernoulli(self, p: float, shape: tuple[int, ...]) -> torch.Tensor:
        """Ones with probability p, zeros otherwise."""
        return self.serve(self.opened, "bernoulli", (p, tuple(shape)))


@attrs.frozen
class AskedDraw(StepDraws):
    """The draws of one evaluation, whose streams are noted and served."""

    asked: Any = None
    first: int = 0

    def stream(self, path: str) -> Any:
        """The stream of one purpose."""
        opened = Opened(self.player, self.update - self.first, self.evaluation, path)
        return AskedStream(opened, self.asked)

    kept_stream = stream


@attrs.define
class Rehearsed:
    """Notes what an iteration asks for, and answers with numbers of that form: nothing is known of them yet."""

    placement: Placement
    device: bool
    streams: list[Opened] = attrs.field(factory=list)

    def __call__(self, opened: Opened, method: str, arguments: tuple[Any, ...]) -> torch.Tensor:
        """One draw's stand-in."""
        if not any(opened is known for known in self.streams):
            self.streams.append(opened)
        opened.calls.append((method, arguments))
        dtype = self.placement.dtype if self.device else torch.float64
        return torch.full(arguments[-1], 0.5, dtype=dtype, device=self.placement.device)


@attrs.define
class Served:
    """Answers the same questions in the same order with the tensors that an iteration is called with.

    Args:
        numbers: of each stream that was noted, in order.
    """

    numbers: list[list[torch.Tensor]]
    _met: list[Opened] = attrs.field(factory=list, init=False)

    def __call__(self, opened: Opened, method: str, arguments: tuple[Any, ...]) -> torch.Tensor:
        """One draw's numbers."""
        if not any(opened is known for known in self._met):
            self._met.append(opened)
        place = next(index for index, known in enumerate(self._met) if known is opened)
        opened.calls.append((method, arguments))
        return self.numbers[place][len(opened.calls) - 1]
