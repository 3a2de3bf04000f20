"""A GAN measured, each score beside that of a perfect sampler."""

from typing import TYPE_CHECKING, Any

import attrs

from ganreg.data.given import as_source
from ganreg.data.source import AbstractSource
from ganreg.errors import DataError
from ganreg.metrics.given import prepared_metrics
from ganreg.metrics.perfect import Perfect
from ganreg.metrics.view import View

if TYPE_CHECKING:
    from ganreg.gan import GAN


@attrs.frozen
class Score:
    """One number of a metric.

    Args:
        metric: its name.
        name: the number's.
        value: what the GAN scores.
        perfect: what a sampler of the data's own distribution scores; None where there is no such score.
    """

    metric: str
    name: str
    value: float
    perfect: Perfect | None = None


def evaluate(
    gan: "GAN", metrics: Any, data: Any = None, *, seed: int = 0, averaged: bool | None = None, repetitions: int = 20
) -> list[Score]:
    """The scores of a GAN as it stands; nothing of it changes.

    Args:
        gan: trained, or loaded.
        metrics: names (`"modes"`), mappings (`{"name": "kid", "subsets": 10}`), objects, or several of them.
        data: real samples, as for `fit`; by default those of the last `fit`, or what the recipe names.
        seed: of everything that is drawn for measuring, in [0, 2⁶³).
        averaged: whether by the generator's average; by default where the recipe has one.
        repetitions: how often a perfect sampler is measured, where its scores are no closed form; 0 for not at all.

    Raises:
        UnknownNameError: no metric of a name is installed.
        DataError: there are no data, or a metric cannot be measured on them.
    """
    source = source_of(gan, data)
    view = View(gan, source, seed, averaged)
    found = []
    for metric in prepared_metrics(metrics, source):
        perfect = metric.perfect(source, seed, repetitions) if repetitions else {}
        found += [Score(metric.name, name, value, perfect.get(name)) for name, value in metric.of(view).items()]
    return found


def source_of(gan: "GAN", data: Any = None) -> AbstractSource:
    """Where the real samples are from.

    Raises:
        DataError: nobody says.
    """
    if data is None and gan.source is not None:
        return gan.source
    if data is None and gan.recipe.data is None:
        raise DataError("No data to measure with: this GAN was trained on an array. Give data=…, or --data FILE.npy.")
    source = as_source(gan.recipe.data if data is None else data)
    if gan.recipe.data_shape not in (None, source.shape):
        raise DataError(f"Samples of shape {source.shape}, but the networks are made for {gan.recipe.data_shape}.")
    return source
