"""Trainings one after another, or several at once."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ganreg.errors import MissingDependencyError


def results(train: Callable[..., Any], trainings: Iterable[tuple[Any, ...]], jobs: int) -> Iterator[Any]:
    """What `train` returns for each tuple of arguments, as it comes; with `jobs` ≠ 1 in processes, in any order.

    Raises:
        MissingDependencyError: several at once need joblib.
    """
    if jobs == 1:
        yield from (train(*arguments) for arguments in trainings)
        return
    try:
        from joblib import Parallel, delayed
    except ImportError as error:
        raise MissingDependencyError(
            f"--jobs {jobs} needs joblib, which cannot be imported ({error}). Install it: pip install joblib"
        ) from error
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered")(delayed(train)(*each) for each in trainings)
