"""The specification of an almost orthogonal layer."""

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.layers import AbstractLayer, ParameterSpec
from ganreg.params import COUNT, param


@attrs.frozen
class Aol(AbstractLayer):
    """y = W·x + b with W = P·D, D diagonal, Dᵢᵢ = (Σⱼ |PᵀP|ᵢⱼ)^(−½), or 0 where that sum is 0; ‖W‖ ≤ 1."""

    name = "aol"
    piecewise_linear = True

    units: int = param(attrs.NOTHING, "The number of outputs.", validator=COUNT)

    def output_shape(self, shape):
        if len(shape) != 1:
            raise NetworkError(f"Aol takes vectors, but its samples have shape {shape}. Put Flatten() before it.")
        return (self.units,)

    def parameters(self, shape):
        weight = ParameterSpec((self.units, shape[0]), "orthogonal", fan_in=shape[0], fan_out=self.units)
        return {"weight": weight, "bias": ParameterSpec((self.units,), "zeros")}
