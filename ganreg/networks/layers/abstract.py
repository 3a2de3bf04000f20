"""The contract of a layer specification. The mathematics of a layer is in each backend, under the same file name."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import attrs

from ganreg.component import Component

Shape = tuple[int, ...]


@attrs.frozen
class ParameterSpec:
    """One array of a layer: its shape, how it is initialised, and its fans (inputs and outputs per unit).

    `elementwise` says that it scales or shifts numbers one by one, as those of a normalisation do, and so is no matrix
    whatever its rank.
    """

    shape: Shape
    initializer: str
    fan_in: int = 1
    fan_out: int = 1
    elementwise: bool = False


@attrs.frozen
class MaskSpec:
    """The random factors of a layer for one sample: their shape, and the probability that one is 0."""

    shape: Shape
    rate: float


class AbstractLayer(Component):
    """What a layer is, without how it is computed. Shapes are those of one sample, without the batch axis."""

    kind: ClassVar[str] = "layer"

    @property
    def piecewise_linear(self) -> bool:
        """Whether the layer's second derivative is 0 wherever it exists, so that penalties need no second-order term.

        A class says so by `piecewise_linear = True`.
        """
        return False

    @property
    def mixes_samples(self) -> bool:
        """Whether, in training, the output for one sample depends on the others of its batch."""
        return False

    @property
    def classes(self) -> int | None:
        """How many classes the layer tells apart: labels are 0 to `classes` − 1. None if it takes no labels."""
        return None

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of one output sample for one input sample; the same unless a layer says otherwise.

        Raises:
            NetworkError: the layer cannot take such input.
        """
        return shape

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """The layer's trainable arrays for an input of that shape; none by default."""
        return {}

    def buffers(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """Arrays that training changes without a gradient, such as running means; none by default."""
        return {}

    def masks(self, shape: Shape) -> Mapping[str, MaskSpec]:
        """Random factors that are drawn anew for each sample of a training pass; none by default.

        Backends put them among the layer's weights, `(n, *shape)` for n samples. There are none in use.
        """
        return {}


class AbstractPlaceholder(AbstractLayer):
    """A layer that stands for others until the network's output shape is known."""

    @abstractmethod
    def expand(self, shape: Shape, output_shape: Shape) -> tuple[AbstractLayer, ...]:
        """The layers that lead from `shape` to the network's `output_shape`."""
