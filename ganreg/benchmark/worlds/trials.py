"""All trainings, one after another or several at once."""

from collections.abc import Iterator, Sequence

from ganreg.benchmark.worlds.outcome import Outcome
from ganreg.benchmark.worlds.record import Record
from ganreg.benchmark.worlds.world import World
from ganreg.errors import MissingDependencyError


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
    for outcome in _computed(record.world, record.missing(seeds), jobs):
        record.outcomes.append(outcome)
        yield outcome


def _computed(world: World, seeds: Sequence[int], jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from (Outcome.of(world, seed) for seed in seeds)
        return
    try:
        from joblib import Parallel, delayed
    except ImportError as error:
        raise MissingDependencyError(
            f"--jobs {jobs} needs joblib, which cannot be imported ({error}). Install it: pip install joblib"
        ) from error
    tasks = (delayed(Outcome.of)(world, seed) for seed in seeds)
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered")(tasks)
