"""How evenly samples fall on modes."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ganreg.draws import HostStream
from ganreg.metrics.perfect import Perfect

REPETITIONS, CELLS = 10_000, 10_000_000
"""How often a perfect histogram is drawn; for very many modes less often, so that it fits into memory."""


def reverse_kl(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """KL(p̂ ‖ uniform) = Σ_k p̂_k log(K p̂_k) of histograms `(…, K)`, in nats; NaN of an empty one.

    From 0, all modes alike, to log K, one mode alone.
    """
    with np.errstate(invalid="ignore"):
        shares = counts / counts.sum(axis=-1, keepdims=True)
    logs = np.log(np.where(shares > 0, shares * counts.shape[-1], 1))
    return np.asarray(np.sum(shares * logs, axis=-1))


def perfect_histogram(
    modes: int, samples: int, quality: float, all_samples: bool, stream: HostStream
) -> Mapping[str, Perfect]:
    """What a sampler of equally likely modes scores, by binomial and multinomial draws.

    Args:
        modes: how many, K.
        samples: in all, n.
        quality: the probability of a sample to be of high quality.
        all_samples: whether the histogram is of all samples; by default of those of high quality.
        stream: of the draws.
    """
    repetitions = max(100, min(REPETITIONS, CELLS // modes))
    good = stream.generator.binomial(samples, quality, repetitions)
    even = np.full(modes, 1 / modes)
    counts = stream.generator.multinomial(good, even)
    counted = counts + stream.generator.multinomial(samples - good, even) if all_samples else counts
    return {
        "modes_covered": Perfect.of(np.count_nonzero(counts, axis=1).astype(np.float64)),
        "high_quality": Perfect.of(good / samples),
        "reverse_kl": Perfect.of(reverse_kl(counted)),
    }
