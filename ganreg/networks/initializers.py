"""How weights start, by name. Drawn in float64 from the recipe's parameter stream: the same on every backend."""

from collections.abc import Callable
from math import prod, sqrt

import numpy as np

from ganreg.draws import Float64, HostStream
from ganreg.errors import ParameterError, did_you_mean

Initializer = Callable[[HostStream, tuple[int, ...], int, int], Float64]


def he(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """N(0, 2/fan_in). Source: He et al. 2015 (arXiv 1502.01852), equation 10."""
    return sqrt(2 / fan_in) * stream.normal(shape)


def glorot(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """U(−a, a) with a = √(6/(fan_in + fan_out)). Source: Glorot and Bengio 2010, equation 16."""
    limit = sqrt(6 / (fan_in + fan_out))
    return limit * (2 * stream.uniform(shape) - 1)


def dcgan(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """N(0, 0.02²). Source: Radford, Metz, Chintala 2016 (arXiv 1511.06434), section 4."""
    return 0.02 * stream.normal(shape)


def orthogonal(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """A matrix `(first axis, all others)` with orthonormal rows or columns, whichever are fewer, uniformly drawn.

    Source: Saxe, McClelland, Ganguli 2014 (arXiv 1312.6120); Mezzadri 2007 (arXiv math-ph/0609050), section 5, for the
    signs that make it uniform: those by which the diagonal of R is positive.
    """
    rows, columns = shape[0], prod(shape[1:])
    q, r = np.linalg.qr(stream.normal((max(rows, columns), min(rows, columns))))
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(q if rows >= columns else q.T).reshape(shape)


def normal(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """N(0, 1), for embeddings."""
    return stream.normal(shape)


def small(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """U(−0.05, 0.05). Source: goodfeli/adversarial, mnist.yaml (`irange: .05`)."""
    return 0.05 * (2 * stream.uniform(shape) - 1)


def zeros(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """All 0."""
    return np.zeros(shape)


def ones(stream: HostStream, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Float64:
    """All 1."""
    return np.ones(shape)


INITIALIZERS: dict[str, Initializer] = {
    "he": he,
    "glorot": glorot,
    "dcgan": dcgan,
    "orthogonal": orthogonal,
    "normal": normal,
    "small": small,
    "zeros": zeros,
    "ones": ones,
}

FOR_WEIGHTS = ("he", "glorot", "dcgan", "orthogonal", "small")
"""Those that the weights of a whole network may start from."""


def initializer(name: str) -> Initializer:
    """The initializer of a name.

    Raises:
        ParameterError: there is none.
    """
    if name not in INITIALIZERS:
        raise ParameterError(
            f"There is no initializer {name!r}.{did_you_mean(name, INITIALIZERS)} Known: {', '.join(INITIALIZERS)}."
        )
    return INITIALIZERS[name]
