"""What a data set is."""

from abc import abstractmethod
from typing import ClassVar

from ganreg.component import Component
from ganreg.data.source import AbstractSource


class AbstractData(Component):
    """A named data set with parameters. One that can be sampled without end derives from `AbstractDistribution`."""

    kind: ClassVar[str] = "data"
    name: ClassVar[str]

    @abstractmethod
    def source(self) -> AbstractSource:
        """Where training takes batches of it from."""
