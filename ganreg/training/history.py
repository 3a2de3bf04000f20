"""What training recorded, one column per term."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Record = dict[str, float]


class History(Sequence[Record]):
    """The records of a run in order: `history["critic_loss"]` is an array, `history[-1]` the last record.

    A record has `iteration` (generator updates after it), the terms of the last critic and generator update, and now
    and then `critic_slope`: the critic's largest gradient norm on a batch of real and one of generated samples, with
    `wasserstein_per_slope`, the Wasserstein estimate divided by it.
    """

    def __init__(self, records: Sequence[Mapping[str, float]] = ()) -> None:
        self._records: list[Record] = [dict(record) for record in records]

    def append(self, record: Record) -> None:
        """Add the newest record."""
        self._records.append(record)

    @property
    def terms(self) -> list[str]:
        """The names that occur in any record, in order of first occurrence."""
        return list(dict.fromkeys(name for record in self._records for name in record))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            if key not in self.terms:
                raise KeyError(f"{key!r} was not recorded; there are {', '.join(self.terms) or 'no records yet'}.")
            return self._column(key)
        return self._records[key]

    def _column(self, name: str) -> NDArray[np.float64]:
        return np.array([record.get(name, np.nan) for record in self._records])

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __repr__(self) -> str:
        return f"History({len(self)} records of {', '.join(self.terms)})"
