"""What training recorded, one column per term."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Record = dict[str, float]
Layout = tuple[tuple[str, type], ...]
"""The names in a record in their order, and which of them are whole numbers."""


class History(Sequence[Record]):
    """The records of a run in order: `history["critic_loss"]` is an array, `history[-1]` the last record.

    A record has `iteration` (generator updates after it), the terms of the last critic and generator update, and now
    and then `critic_slope`: the critic's largest gradient norm on a batch of real and one of generated samples, with
    `wasserstein_per_slope`, the Wasserstein estimate divided by it.

    A callback may add numbers to the newest record, which is kept as it was given. Older ones lie in columns, 8 bytes
    for each term, since a run may have millions; they are given as copies.
    """

    def __init__(self, records: Iterable[Mapping[str, float]] = ()) -> None:
        self._columns: dict[str, array[float]] = {}
        self._layouts: dict[Layout, int] = {}
        self._kinds = array("I")
        self._newest: Record | None = None
        for record in records:
            self.append(dict(record))

    def append(self, record: Record) -> None:
        """Add the newest record."""
        if self._newest is not None:
            self._store(self._newest)
        self._newest = record

    def _store(self, record: Record) -> None:
        layout = tuple((name, int if isinstance(value, int) else float) for name, value in record.items())
        if layout not in self._layouts:
            self._layouts[layout] = len(self._layouts)
            for name in record.keys() - self._columns.keys():
                self._columns[name] = array("d", [np.nan]) * len(self._kinds)
        for name, column in self._columns.items():
            column.append(record.get(name, np.nan))
        self._kinds.append(self._layouts[layout])

    @property
    def terms(self) -> list[str]:
        """The names that occur in any record, in order of first occurrence."""
        stored = (name for layout in self._layouts for name, _ in layout)
        return list(dict.fromkeys([*stored, *(self._newest or ())]))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            if key not in self.terms:
                raise KeyError(f"{key!r} was not recorded; there are {', '.join(self.terms) or 'no records yet'}.")
            return self._column(key)
        if isinstance(key, slice):
            return [self[place] for place in range(*key.indices(len(self)))]
        place = range(len(self))[key]
        return self._stored(place) if place < len(self._kinds) else self._newest

    def _stored(self, place: int) -> Record:
        layout = list(self._layouts)[self._kinds[place]]
        return {name: kind(self._columns[name][place]) for name, kind in layout}

    def _column(self, name: str) -> NDArray[Any]:
        """Whole numbers where there are only such; NaN where a record has none of that name."""
        newest = self._newest or {}
        stored = np.array(self._columns.get(name, array("d", [np.nan]) * len(self._kinds)))
        kinds = {dict(layout).get(name, float) for layout in self._layouts}
        whole = kinds <= {int} and isinstance(newest.get(name), int)
        return np.append(stored, newest.get(name, np.nan)).astype(np.int64 if whole else np.float64, copy=False)

    def __len__(self) -> int:
        return len(self._kinds) + (self._newest is not None)

    def __iter__(self) -> Iterator[Record]:
        return (self[place] for place in range(len(self)))

    def __repr__(self) -> str:
        return f"History({len(self)} records of {', '.join(self.terms)})"
