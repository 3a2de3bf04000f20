"""Batch normalisation."""

from ganreg.errors import NetworkError
from ganreg.networks.layers import BatchNorm
from ganreg.networks.layers.batch_norm import AbstractBatchNorm
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.statistics import moments, per_channel, standardised


def batch_norm(layer: BatchNorm, x: Array, weights: Weights, context: Context) -> tuple[Array, Weights]:
    """weight·(x − mean)/√(var + ε) + bias, and the running statistics after it."""
    y, after = normalised(layer, x, weights, context)
    return (per_channel(weights["weight"], x) * y + per_channel(weights["bias"], x) if layer.affine else y), after


def normalised(layer: AbstractBatchNorm, x: Array, weights: Weights, context: Context) -> tuple[Array, Weights]:
    """(x − mean)/√(var + ε): in training the set's own, which the running ones follow; in use the running ones.

    Raises:
        NetworkError: in training there is one number per channel, which has no variance.
    """
    running = weights["running_mean"], weights["running_var"]
    if not context.training:
        return standardised(x, *(per_channel(own, x) for own in running), layer.epsilon), {}
    n, axes = x.size // x.shape[1], (0, *range(2, x.ndim))
    if n < 2:
        raise NetworkError(
            f"{layer!r} takes at least 2 numbers per channel in training, but a batch has {n}: its samples have shape "
            f"{tuple(x.shape[1:])}. Take a larger batch."
        )
    mean, variance = moments(x, axes)
    found, m = (mean.reshape(-1), variance.reshape(-1) * (n / (n - 1))), layer.momentum
    names = ("running_mean", "running_var")
    after = {name: (1 - m) * old + m * new for name, old, new in zip(names, running, found, strict=True)}
    return standardised(x, mean, variance, layer.epsilon), after
