"""What is timed side by side: entries, each a side with its workload and method."""

import attrs

from benchmarks.method import Method
from benchmarks.side import Side
from benchmarks.workload import Workload


@attrs.frozen(kw_only=True)
class Entry:
    """One of those that take turns.

    Args:
        key: its name within the measurement.
    """

    key: str
    side: Side
    workload: Workload
    method: Method


@attrs.frozen(kw_only=True)
class Measurement:
    """Entries that take turns, under a name such as `mlp64/wgan-gp`.

    Args:
        device: `cpu` or `cuda`.
    """

    name: str
    entries: tuple[Entry, ...]
    device: str = "cpu"
