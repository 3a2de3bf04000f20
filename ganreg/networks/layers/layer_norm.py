"""Layer normalisation."""

from collections.abc import Mapping

import attrs

from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import FLAG, POSITIVE, param


@attrs.frozen
class LayerNorm(AbstractLayer):
    """y = weight·(x − mean)/√(var + ε) + bias, mean and variance (divided by n) over all of one sample's numbers.

    Source: Ba, Kiros, Hinton 2016 (arXiv 1607.06450), equation 3. For critics: Gulrajani et al. 2017, section 4.
    """

    name = "layer_norm"

    epsilon: float = param(1e-5, "Added to the variance.", validator=POSITIVE)
    affine: bool = param(True, "Whether weight and bias are there.", validator=FLAG)

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, one at the start, and `bias`, zero at the start, both of the samples' shape."""
        starts = {"weight": "ones", "bias": "zeros"} if self.affine else {}
        return {name: ParameterSpec(shape, start, elementwise=True) for name, start in starts.items()}
