"""Batch normalisation whose scale and shift depend on the class."""

from ganreg.networks.layers import ConditionalBatchNorm
from ganreg_jax.layers.batch_norm import normalised
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.statistics import per_channel


def conditional_batch_norm(
    layer: ConditionalBatchNorm, x: Array, weights: Weights, context: Context
) -> tuple[Array, Weights]:
    """weight[label]·(x − mean)/√(var + ε) + bias[label], and the running statistics after it."""
    y, after = normalised(layer, x, weights, context)
    weight, bias = (per_channel(weights[name][context.labels], x) for name in ("weight", "bias"))
    return weight * y + bias, after
