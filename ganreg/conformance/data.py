"""The check of a data set: it is its own definition, and what it gives must be fit to train on."""

from typing import Any

import numpy as np

from ganreg.conformance.result import Result
from ganreg.draws import Draws

SAMPLES = 4


def check_batches(data: Any) -> Result:
    """Batches are finite arrays of one sample shape, a function of seed and step alone."""
    source, draws = data.source(), Draws(0)
    first, again, later = (source.batch(SAMPLES, draws, step) for step in (0, 0, 1))
    for batch in (first, later):
        if batch.x.shape[0] != SAMPLES or batch.x.shape != first.x.shape:
            return Result("fail", f"a batch of {SAMPLES} has shape {batch.x.shape}, another {first.x.shape}")
        if not np.all(np.isfinite(np.asarray(batch.x, dtype=np.float64))):
            return Result("fail", "a batch holds a NaN or an infinity")
    if not np.array_equal(first.x, again.x):
        return Result("fail", "the same step gives another batch: a resumed run would differ")
    return Result("pass", passed=3)
