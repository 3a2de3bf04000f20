"""The multi-layer perceptron."""

import attrs

from ganreg.networks.layers import AbstractLayer, Dense, Flatten, Head, LayerNorm, ReLU
from ganreg.networks.network import AbstractNetwork
from ganreg.params import COUNT, FLAG, OneOf, param
from ganreg.registry import component_converter

_layer = component_converter("layer")


@attrs.frozen
class MLP(AbstractNetwork):
    """`depth` hidden layers of `width` units, each Dense, layer norm if wanted, activation; then what the data need.

    Works for critic and generator alike: the input is flattened, the output shape comes from the data.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), the toy experiments: three hidden ReLU layers, He initialisation.
    """

    name = "mlp"

    width: int = param(128, "Units per hidden layer.", validator=COUNT)
    depth: int = param(3, "Number of hidden layers.", validator=COUNT)
    activation: AbstractLayer = param(ReLU(), "After each hidden layer.", converter=_layer)
    layer_norm: bool = param(False, "Whether to normalise before each activation.", validator=FLAG)
    output: AbstractLayer | None = param(
        None, "The last activation, such as tanh for data in [−1, 1].", converter=attrs.converters.optional(_layer)
    )
    init: str = param("he", "How the hidden weights start.", validator=OneOf(("he", "glorot", "dcgan", "small")))

    def layers(self) -> tuple[AbstractLayer, ...]:
        """Flatten, the hidden layers, and a Head."""
        hidden: tuple[AbstractLayer, ...] = (
            Dense(self.width, init=self.init),
            *((LayerNorm(),) * self.layer_norm),
            self.activation,
        )
        return (Flatten(), *(hidden * self.depth), Head(self.output))


mlp = MLP
