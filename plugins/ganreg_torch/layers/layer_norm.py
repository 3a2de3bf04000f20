"""Layer normalisation."""

from torch import nn

from ganreg.networks.layers import LayerNorm


def layer_norm(layer: LayerNorm, shape: tuple[int, ...]) -> nn.Module:
    """Mean and variance over all of a sample's axes."""
    return nn.LayerNorm(shape, eps=layer.epsilon, elementwise_affine=layer.affine)
