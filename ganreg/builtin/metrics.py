"""Metrics of samples and of training."""

from collections.abc import Iterable

from ganreg.builtin.spec import spec
from ganreg.component import ComponentSpec

PACGAN = "Lin et al. 2018, arXiv 1712.04086"


def metrics() -> Iterable[ComponentSpec]:
    """All metrics."""
    yield spec("metric", "modes", "metrics.modes:Modes", source=f"{PACGAN}, section 4.1")
    yield spec("metric", "classes", "metrics.classes:Classes", source=f"{PACGAN}, section 4.2")
