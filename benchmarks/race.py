"""Entries that take turns, round after round: A B C, C B A, …

What slows the machine for a while slows all of them, so that the ratios of one round hold even where times wander.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

import attrs

from benchmarks.contestant import Contestant, NotMeasured
from benchmarks.cores import cores
from benchmarks.entry import Entry, Measurement
from benchmarks.job import Job
from benchmarks.side import SIDES


class Timed(Protocol):
    """Whatever can be told to run so many iterations."""

    def seconds(self, iterations: int) -> float:
        """How long they took."""


@attrs.frozen(kw_only=True)
class Pace:
    """How long to measure.

    Args:
        block: seconds that one turn of the slowest shall take, at least one iteration.
        rounds: turns of each.
        seconds: for all rounds together; there are fewer, down to `fewest`, where they would take longer.
    """

    block: float = 0.4
    rounds: int = 7
    seconds: float = 15.0
    fewest: int = 3


FULL = Pace()
QUICK = Pace(block=0.05, rounds=3, seconds=3.0)


def take_turns(timed: dict[str, Timed], pace: Pace) -> tuple[int, dict[str, list[float]]]:
    """Iterations per turn, and for each key its seconds per iteration in each round."""
    once = {key: one.seconds(1) for key, one in timed.items()}
    n = max(1, int(pace.block / max(once.values())))
    # Not counted: it fills caches, and shows what a round takes. One iteration has done both.
    warm = sum(one.seconds(n) for one in timed.values()) if n > 1 else sum(once.values())
    rounds = min(pace.rounds, max(pace.fewest, int(pace.seconds / warm)))
    times: dict[str, list[float]] = {key: [] for key in timed}
    for index in range(rounds):
        for key in list(timed)[:: 1 if index % 2 == 0 else -1]:
            times[key].append(timed[key].seconds(n) / n)
    return n, times


@attrs.define
class Races:
    """Runs measurements, and remembers the best number of threads for each side and workload.

    Args:
        pace: how long.
    """

    pace: Pace = FULL
    _threads: dict[tuple[str, str, str], int] = attrs.field(factory=dict, init=False)

    def run(self, measurement: Measurement) -> dict[str, Any]:
        """What is recorded of a measurement: iterations per turn, and each entry's times, threads and memory."""
        found: dict[str, Any] = {}
        with ExitStack() as stack:
            present: dict[str, Contestant] = {}
            for entry in measurement.entries:
                try:
                    present[entry.key] = stack.enter_context(self._started(entry, measurement.device))
                except NotMeasured as reason:
                    found[entry.key] = {"side": entry.side.label, "not_measured": str(reason)}
            if present:
                n, times = take_turns(dict(present), self.pace)
                found |= {key: recorded(one, n, times[key]) for key, one in present.items()}
        return {"entries": {entry.key: found[entry.key] for entry in measurement.entries}}

    @contextmanager
    def _started(self, entry: Entry, device: str) -> Iterator[Contestant]:
        if reason := entry.side.missing():
            raise NotMeasured(reason)
        with Contestant(entry.side, job(entry, device, self._number(entry, device))) as contestant:
            yield contestant

    def _number(self, entry: Entry, device: str) -> int:
        """How many threads the entry gets; 0 where that is its own choice."""
        if entry.side.threads == "own" or device != "cpu":
            return 0
        side = SIDES["eager"] if entry.side.threads == "eager" else entry.side
        key = (side.name, entry.workload.name, device)
        if key not in self._threads:
            of = attrs.evolve(entry, side=side)
            self._threads[key] = fastest(candidates(), lambda count: self._trial(of, device, count))
        return self._threads[key]

    def _trial(self, entry: Entry, device: str, count: int) -> float:
        with Contestant(entry.side, job(entry, device, count)) as contestant:
            pace = attrs.evolve(self.pace, rounds=3, fewest=1, seconds=self.pace.seconds / 5)
            _, times = take_turns({"": contestant}, pace)
        return min(times[""])


def job(entry: Entry, device: str, threads: int) -> Job:
    """The worker's task."""
    return Job(module=entry.side.module, workload=entry.workload, method=entry.method, threads=threads, device=device)


def candidates() -> list[int]:
    """Numbers of threads to try: powers of two up to all cores, and all cores."""
    return sorted({count for count in (1, 2, 4, 8, 16, 32, 64, cores()) if count <= cores()})


def fastest(counts: Iterable[int], seconds: Callable[[int], float]) -> int:
    """The number with which an iteration takes the least time."""
    return min(counts, key=seconds)


def recorded(contestant: Contestant, n: int, times: list[float]) -> dict[str, Any]:
    """One entry's result."""
    return {
        "side": contestant.side.label,
        "workload": contestant.job.workload.describe(),
        "threads": contestant.job.threads or "own choice",
        "iterations": n,
        "seconds": times,
        "first_call": contestant.first,
        "memory": contestant.memory - contestant.baseline,
        "anonymous": contestant.anonymous,
    }
