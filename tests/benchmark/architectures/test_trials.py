"""Many trainings."""

import attrs
import pytest

from ganreg.benchmark.architectures import METHODS, Record, trials
from ganreg.errors import MissingDependencyError, ParameterError

DIVERGING = attrs.evolve(METHODS["gan"], name="diverging", optimizer={"name": "sgd", "lr": 1e30})
"""Quick: no samples are measured."""


def record():
    return Record(seed=1, iterations=5, methods=(DIVERGING,))


def ended(found):
    return sorted((one.index, one.method, one.quality, one.failure) for one in found)


def test_an_outcome_is_recorded_before_it_is_told():
    ours = record()
    for done, outcome in enumerate(trials(ours, ours.methods, 2), start=1):
        assert (len(ours.outcomes), ours.outcomes[-1]) == (done, outcome)
    assert not list(trials(ours, ours.methods, 2))


def test_two_processes_find_what_one_does():
    alone, together = record(), record()
    assert ended(trials(alone, alone.methods, 3)) == ended(trials(together, together.methods, 3, jobs=2))


@pytest.mark.parametrize("jobs", [0, -2])
def test_an_impossible_number_of_processes_is_refused(jobs):
    with pytest.raises(ParameterError, match=f"jobs={jobs}, expected an integer ≥ 1"):
        next(trials(record(), [DIVERGING], 2, jobs))


def test_several_processes_need_joblib(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "joblib", None)
    with pytest.raises(MissingDependencyError, match="pip install joblib"):
        next(trials(record(), [DIVERGING], 2, jobs=2))
