"""The multi-layer perceptron."""

import attrs

from ganreg.networks.initializers import FOR_WEIGHTS
from ganreg.networks.layers import AbstractLayer, Dense, Dropout, Embedding, Flatten, Head, LayerNorm, ReLU
from ganreg.networks.layers.abstract import Shape
from ganreg.networks.network import AbstractNetwork
from ganreg.params import COUNT, FLAG, OneOf, Range, param
from ganreg.registry import component_converter

_layer = component_converter("layer")


@attrs.frozen
class MLP(AbstractNetwork):
    """`depth` hidden layers of `width` units, each Dense, layer norm if wanted, activation, dropout if wanted; then a
    Head.

    Works for critic and generator alike: the input is flattened, the output shape comes from the data.

    With classes, the label's embedding stands beside the flattened input, for critic and generator alike.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), the toy experiments: three hidden ReLU layers, He initialisation.
    Conditional: Mirza and Osindero 2014 (arXiv 1411.1784), figure 1.
    """

    name = "mlp"

    width: int = param(128, "Units per hidden layer.", validator=COUNT)
    depth: int = param(3, "Number of hidden layers.", validator=COUNT)
    activation: AbstractLayer = param(ReLU(), "After each hidden layer.", converter=_layer)
    layer_norm: bool = param(False, "Whether to normalise before each activation.", validator=FLAG)
    dropout: float = param(
        0.0,
        "The probability that a hidden number is dropped, after each activation.",
        validator=Range(0, 1, high_open=True),
        kw_only=True,
    )
    output: AbstractLayer | None = param(
        None, "The last activation, such as tanh for data in [−1, 1].", converter=attrs.converters.optional(_layer)
    )
    init: str = param("he", "How the hidden weights start.", validator=OneOf(FOR_WEIGHTS))
    classes: int | None = param(
        None,
        "How many classes the labels tell apart; without, none are taken.",
        validator=attrs.validators.optional(COUNT),
    )

    def layers(self, shape: Shape, output_shape: Shape) -> tuple[AbstractLayer, ...]:
        """Flatten, the classes' embedding if there are some, the hidden layers, and a Head."""
        labels = () if self.classes is None else (Embedding(self.classes),)
        hidden: tuple[AbstractLayer, ...] = (
            Dense(self.width, init=self.init),
            *((LayerNorm(),) * self.layer_norm),
            self.activation,
            *((Dropout(self.dropout),) * (self.dropout > 0)),
        )
        return (Flatten(), *labels, *(hidden * self.depth), Head(self.output))


mlp = MLP
