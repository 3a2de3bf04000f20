"""All trainings, one after another or several at once."""

from collections.abc import Iterator, Sequence

from ganreg.benchmark.architectures.method import Method
from ganreg.benchmark.architectures.outcome import Outcome
from ganreg.benchmark.architectures.record import Record
from ganreg.errors import MissingDependencyError, ParameterError

Pairs = Sequence[tuple[Method, int]]
ALL = -1


def trials(record: Record, methods: Sequence[Method], count: int, jobs: int = 1) -> Iterator[Outcome]:
    """Train what is missing of the first `count` architectures; each outcome is in the record when it is yielded.

    Args:
        record: to go on with; its outcomes are added to.
        methods: some of the record's, or all.
        count: how many architectures.
        jobs: processes at once; -1 for one on each core.

    Raises:
        ParameterError: there are no 0 processes.
        MissingDependencyError: several at once need joblib, distances POT.
    """
    if jobs < 1 and jobs != ALL:
        raise ParameterError(f"jobs={jobs}, expected an integer ≥ 1, or {ALL} for one on each core.")
    for outcome in _computed(record, record.missing(methods, count), jobs):
        record.outcomes.append(outcome)
        yield outcome


def _computed(record: Record, pairs: Pairs, jobs: int) -> Iterator[Outcome]:
    settings = record.seed, record.iterations
    if jobs == 1:
        yield from (Outcome.of(method, index, *settings) for method, index in pairs)
        return
    try:
        from joblib import Parallel, delayed
    except ImportError as error:
        raise MissingDependencyError(
            f"--jobs {jobs} needs joblib, which cannot be imported ({error}). Install it: pip install joblib"
        ) from error
    tasks = (delayed(Outcome.of)(method, index, *settings) for method, index in pairs)
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered")(tasks)
