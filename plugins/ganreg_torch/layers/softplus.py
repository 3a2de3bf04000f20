"""The smooth rectifier."""

from torch import nn

from ganreg.networks.layers import Softplus

EXACT = 80
"""Above β·x = 80, softplus and its derivative equal x and 1 to the last bit of float64, and exp still fits float32.

PyTorch's own threshold of 20 would be off by 2e-9."""


def softplus(layer: Softplus, shape: tuple[int, ...]) -> nn.Module:
    """log(1 + exp(β·x))/β."""
    return nn.Softplus(beta=layer.beta, threshold=EXACT)
