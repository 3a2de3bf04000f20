"""What became of one architecture under one method."""

from time import process_time
from typing import Self

import attrs
import numpy as np

from ganreg.benchmark.architectures.architecture import Architecture
from ganreg.benchmark.architectures.method import Method
from ganreg.benchmark.architectures.quality import GRID, SAMPLES, Quality
from ganreg.draws import Float64
from ganreg.errors import NonFiniteError

SAMPLING = 0
"""The seed of the latents that are looked at."""


@attrs.frozen(kw_only=True)
class Outcome:
    """A row of the benchmark.

    Args:
        index: of the architecture.
        method: its name.
        quality: of the samples; None where training diverged.
        seconds: of training, on one core.
        failure: how it diverged.
    """

    index: int
    method: str
    quality: Quality | None
    seconds: float
    failure: str = ""

    @classmethod
    def of(cls, method: Method, index: int, seed: int, iterations: int) -> Self:
        """Train one architecture, and look at its samples. A NaN is an outcome, and no error."""
        architecture, started = Architecture.drawn(seed, index), process_time()
        failure, samples, quality = "", None, None
        try:
            samples = _samples(method, architecture, iterations)
        except NonFiniteError as error:
            failure = str(error)
        seconds = process_time() - started
        if samples is not None:
            quality = Quality.of(samples)
        return cls(index=index, method=method.name, quality=quality, seconds=seconds, failure=failure)

    @property
    def score(self) -> float:
        """That of the samples; −∞ where training diverged."""
        return float("-inf") if self.quality is None else self.quality.score


def _samples(method: Method, architecture: Architecture, iterations: int) -> Float64:
    gan = method.gan(architecture, iterations).fit(GRID, iterations=iterations, progress=False)
    samples = gan.sample(SAMPLES, seed=SAMPLING)
    if not np.all(np.isfinite(samples)):
        raise NonFiniteError(f"After {iterations} iterations the generator's samples are not finite.")
    return samples
