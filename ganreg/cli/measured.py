"""What is measured while training."""

from typing import Any, Self

import attrs

from ganreg.cli.overrides import value_of
from ganreg.metrics.given import as_metrics


@attrs.frozen
class Measured:
    """Metrics, and the iterations between two measurements."""

    metrics: tuple[Any, ...] = ()
    every: int = 1000

    @classmethod
    def of(cls, texts: list[str] | None, every: int) -> Self:
        """Metrics as somebody typed them: a name, or a table `{name='kid', subsets=10}`.

        Raises:
            UnknownNameError: no metric of a name is installed.
            ParameterError: a parameter is wrong, or a metric is given twice.
        """
        return cls(tuple(as_metrics([value_of(text) for text in texts or []])), every)


NOTHING = Measured()
