"""The host's draws as tensors, made for several updates at once."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
import torch
from numpy.typing import NDArray

from ganreg.draws import HostStream, StepDraws
from ganreg_torch.placement import Placement

UPDATES = 16
"""So many updates' draws are made together, one conversion and one transfer for all of them."""

NUMBERS = 2**20
"""But no more numbers than these, 4 MB in float32, at a time."""

Make = Callable[[HostStream], Mapping[str, NDArray[Any]]]


@attrs.frozen
class _Kept:
    """Draws of consecutive updates, of one purpose."""

    what: Any
    first: int
    rows: list[dict[str, torch.Tensor]]

    def have(self, what: Any, update: int) -> bool:
        return self.first <= update < self.first + len(self.rows) and self.what == what


class DrawsAhead:
    """Each draw is a function of its place and time, so those of the coming updates can be made with the present one's.

    Making them one by one is little work, but far from all else that a step does: NumPy's code, reached once per step,
    costs more to fetch than to run. What is asked for out of turn is drawn alone.
    """

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self._kept: dict[tuple[str, str, int], _Kept] = {}

    def numbers(self, draw: StepDraws, path: str, what: Any, make: Make) -> Mapping[str, torch.Tensor]:
        """What `make` draws from the stream of a path at an evaluation of an update, as tensors; leave them unchanged.

        Args:
            draw: which evaluation, of which update of whom.
            path: the purpose.
            what: whatever `make` depends on beside the stream, to be compared with what it depended on before.
            make: from a stream to arrays by name, whose shapes do not depend on the stream.
        """
        if type(draw) is not StepDraws:  # somebody's own numbers: of this once only
            return {name: self.placement.tensor(array) for name, array in make(draw.stream(path)).items()}
        place, what = (path, draw.player, draw.evaluation), (draw.draws, what)
        kept = self._kept.get(place)
        if kept is None or not kept.have(what, draw.update):
            in_turn = kept is not None and kept.what == what and draw.update == kept.first + len(kept.rows)
            kept = self._kept[place] = self._made(draw, path, what, make, UPDATES if in_turn else 1)
        return kept.rows[draw.update - kept.first]

    def _made(self, draw: StepDraws, path: str, what: Any, make: Make, most: int) -> _Kept:
        now = make(draw.stream(path))
        updates = min(most, max(1, NUMBERS // max(1, sum(array.size for array in now.values()))))
        later = (attrs.evolve(draw, update=draw.update + k) for k in range(1, updates))
        columns = [now, *(make(at.stream(path)) for at in later)]
        stacked = {name: self.placement.tensor(np.stack([one[name] for one in columns])) for name in now}
        return _Kept(what, draw.update, [{name: stacked[name][k] for name in now} for k in range(updates)])
