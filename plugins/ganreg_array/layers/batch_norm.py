"""Batch normalisation, in training."""

from math import prod
from typing import Any

import attrs

from ganreg.errors import NetworkError
from ganreg_array.layers.abstract import Array, Cache, Context, Grads, Weights
from ganreg_array.layers.per_channel import PerChannel


class BatchNorm(PerChannel):
    """The mean runs over samples and pixels, channel by channel, for each set of rows by itself."""

    def sets(self, x: Array, context: Context) -> tuple[slice, ...]:
        """The context's sets, or all rows as one.

        Raises:
            NetworkError: one number alone has no variance.
        """
        sets = context.sets or (slice(0, x.shape[0]),)
        for rows in sets:
            if _numbers(x, rows) < 2:
                raise NetworkError(
                    f"{self.spec!r} takes at least 2 numbers per channel in training, but a batch has "
                    f"{_numbers(x, rows)}: its samples have shape {tuple(x.shape[1:])}. Take a larger batch."
                )
        return sets

    def mean(self, a: Array, sets: tuple[slice, ...], xp: Any) -> Array:
        """⟨a⟩, for each row that of its set."""
        axes = (0, *range(2, a.ndim))
        ones = (1,) * (a.ndim - 2)
        means = [(rows.stop - rows.start, xp.mean(a[rows, ...], axis=axes, keepdims=True)) for rows in sets]
        return xp.concat([xp.broadcast_to(mean, (n, a.shape[1], *ones)) for n, mean in means])

    def rows(self, cache: Cache, rows: slice, xp: Any) -> Cache:
        """The cache of some whole sets."""
        start, stop, _ = rows.indices(cache.u.shape[0])
        within = [own for own in cache.sets if start <= own.start and own.stop <= stop]
        assert sum(own.stop - own.start for own in within) == stop - start, "a set of rows cannot be parted"
        moved = tuple(slice(own.start - start, own.stop - start) for own in within)
        return attrs.evolve(super().rows(cache, rows, xp), sets=moved)

    def buffers(self, cache: Cache, old: Weights, order: tuple[int, ...], xp: Any) -> Grads:
        """Running ← (1 − m)·running + m·batch, for one set after another; the variance divided by n − 1."""
        running, m = dict(old), self.spec.momentum
        for rows in (cache.sets[index] for index in order):
            n = _numbers(cache.u, rows)
            mean = xp.reshape(cache.mean[rows.start, ...], (-1,))
            variance = xp.reshape(cache.variance[rows.start, ...], (-1,)) * (n / (n - 1))
            running["running_mean"] = (1 - m) * running["running_mean"] + m * mean
            running["running_var"] = (1 - m) * running["running_var"] + m * variance
        return running


def _numbers(x: Array, rows: slice) -> int:
    """How many numbers of some rows belong to one channel."""
    return int((rows.stop - rows.start) * prod(x.shape[2:]))
