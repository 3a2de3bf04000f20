"""What a worker is asked to train, as text between processes."""

import json
from typing import Any, Self

import attrs

from benchmarks.method import Method
from benchmarks.workload import Workload


@attrs.frozen(kw_only=True)
class Job:
    """One side's work.

    Args:
        module: of the side.
        threads: how many the worker shall use; 0 leaves that to the side.
        device: `cpu` or `cuda`.
    """

    module: str
    workload: Workload
    method: Method
    threads: int = 0
    device: str = "cpu"

    def to_text(self) -> str:
        """One line of JSON."""
        return json.dumps(attrs.asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The job of that line."""
        found: dict[str, Any] = json.loads(text)
        workload = found.pop("workload")
        shape = tuple(workload.pop("shape"))
        return cls(workload=Workload(shape=shape, **workload), method=Method(**found.pop("method")), **found)
