"""From whatever a user gave as metrics to metrics that are ready to measure."""

from collections.abc import Iterable, Mapping
from typing import Any

from ganreg.data.source import AbstractSource
from ganreg.errors import ParameterError
from ganreg.metrics.abstract import AbstractMetric
from ganreg.registry import registry


def as_metrics(given: Any) -> list[AbstractMetric]:
    """Metrics from names, mappings and objects; one by itself will do.

    Raises:
        UnknownNameError: no metric of a name is installed.
        ParameterError: it is none of these, or one kind of metric is given twice: their scores would share names.
    """
    one = isinstance(given, (str, Mapping, AbstractMetric, type)) or not isinstance(given, Iterable)
    metrics: list[AbstractMetric] = [registry().resolve("metric", value) for value in ([given] if one else given)]
    names = [metric.name for metric in metrics]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"The metric {name!r} is given {names.count(name)} times. Give each one once.")
    return metrics


def prepared_metrics(given: Any, source: AbstractSource) -> list[AbstractMetric]:
    """Metrics that are ready for the data of a source.

    Raises:
        DataError: one of them cannot be measured on these data.
    """
    return [metric.prepared(source) for metric in as_metrics(given)]
