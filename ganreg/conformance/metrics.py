"""The checks of a metric: what it makes of samples or of a GAN, and what its oracle makes of them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ganreg.component import Component
from ganreg.conformance.metric_cases import GANCase, SampleCase, cases_of, source_of
from ganreg.conformance.result import Result
from ganreg.errors import DataError, MissingDependencyError
from ganreg.metrics.abstract import AbstractMetric, AbstractSampleMetric, Scores
from ganreg.registry import registry

WITHIN = 1e-9
"""How far a score may be from the oracle's, relative to the largest score, or to 1: linear programs promise no more."""

Case = SampleCase | GANCase
Check = Callable[[AbstractMetric, Case], str]


def check_scores(component: Component) -> Result:
    """Scores are finite numbers, the same each time, and nothing that is measured is changed.

    The order of samples does not matter, unless the metric is declared `ordered`, and two sets of the same samples have
    the scores that it declares as `identical`.
    """
    return _on_cases(component, _wrong)


def check_scores_of_oracle(component: Component) -> Result:
    """The scores are those of the independent formula."""
    oracle = registry().oracle(component)
    if oracle is None:
        return Result("not-run", "no oracle is announced")
    return _on_cases(component, lambda metric, case: _apart(case.scores(metric), case.scores(oracle(metric))))


def prepared_cases(component: Component) -> Iterator[tuple[AbstractMetric, Case]]:
    """The cases that suit a metric, with the metric as it is prepared for their data."""
    for metric, case in cases_of(component):
        try:
            prepared = metric.prepared(source_of(case))
            case.scores(prepared)
        except MissingDependencyError:
            raise
        except DataError:
            continue
        yield prepared, case


def _on_cases(component: Component, check: Check) -> Result:
    passed = 0
    for metric, case in prepared_cases(component):
        if wrong := check(metric, case):
            return Result("fail", f"{wrong} [{case.label}]")
        passed += 1
    return Result("pass", passed=passed) if passed else Result("not-run", "it takes none of the kit's data")


def _wrong(metric: AbstractMetric, case: Case) -> str:
    """What is wrong with the scores of one case, or nothing."""
    before = _state(case)
    scores = case.scores(metric)
    if wrong := _not_scores(scores):
        return wrong
    if case.scores(metric) != scores:
        return "a second time the scores are others: draw from the stream alone"
    if not _same(before, _state(case)):
        return "it changes the GAN that it measures"
    if isinstance(metric, AbstractSampleMetric) and isinstance(case, SampleCase):
        return _wrong_with_others(metric, case, scores)
    return ""


def _not_scores(scores: Any) -> str:
    if not isinstance(scores, dict) or not scores:
        return f"it gives {scores!r}, expected numbers by name"
    for name, value in scores.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value)
        if not (isinstance(name, str) and number):
            return f"its score {name!r} is {value!r}, expected a finite number under a name"
    return ""


def _wrong_with_others(metric: AbstractSampleMetric, case: SampleCase, scores: Scores) -> str:
    """What is wrong with the scores of samples in another order, or of the same samples twice, or nothing."""
    if not metric.ordered:
        wrong = _apart(case.changed(lambda x: x[::-1]).scores(metric), scores)
        if wrong:
            return f"in another order of samples, {wrong}. Declare `ordered = True` if that is meant"
    same = SampleCase(case.label, case.real, case.real).scores(metric)
    declared = dict(metric.identical)
    wrong = _apart({name: same[name] for name in declared if name in same}, declared) if declared else ""
    return f"of two sets of the same samples, {wrong}, though it declares that as `identical`" if wrong else ""


def _apart(found: Scores, expected: Scores) -> str:
    """The first score that is another, in words, or nothing."""
    if set(found) != set(expected):
        return f"the scores are {', '.join(found)}, expected {', '.join(expected)}"
    largest = max(1.0, *map(abs, expected.values()))
    for name, value in expected.items():
        if not abs(found[name] - value) <= WITHIN * largest:
            return f"{name} is {found[name]!r}, expected {value!r}"
    return ""


def _state(case: Case) -> dict[str, Any]:
    """What must not change: samples are read-only anyhow."""
    if isinstance(case, SampleCase):
        return {}
    return {"next": case.gan.engine.draws.stream("latent").normal((4,)), **case.gan.engine.export_state()}


def _same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return before.keys() == after.keys() and all(np.array_equal(before[name], after[name]) for name in before)
