"""All trainings, one after another or several at once."""

from collections.abc import Iterator, Sequence

from ganreg.benchmark.at_once import results
from ganreg.benchmark.worlds.outcome import Outcome
from ganreg.benchmark.worlds.record import Record


def trials(record: Record, seeds: Sequence[int], jobs: int = 1) -> Iterator[Outcome]:
    """Train with the seeds that are missing; each outcome is in the record when it is yielded.

    Args:
        record: to go on with; its outcomes are added to.
        seeds: all that are wanted.
        jobs: processes at once; -1 for one on each core.

    Raises:
        MissingDependencyError: several at once need joblib.
        NonFiniteError: a training diverged.
    """
    for outcome in results(Outcome.of, ((record.world, seed) for seed in record.missing(seeds)), jobs):
        record.outcomes.append(outcome)
        yield outcome
