"""All trainings, one after another or several at once."""

from collections.abc import Iterator, Sequence

from ganreg.benchmark.architectures.method import Method
from ganreg.benchmark.architectures.outcome import Outcome
from ganreg.benchmark.architectures.record import Record
from ganreg.benchmark.at_once import results
from ganreg.errors import ParameterError

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
    missing = record.missing(methods, count)
    trainings = ((method, index, record.seed, record.iterations) for method, index in missing)
    for outcome in results(Outcome.of, trainings, jobs):
        record.outcomes.append(outcome)
        yield outcome
