"""What has been read: layers with their arrays. And what there is to read: one step of a forward pass."""

from collections.abc import Mapping, Sequence

import attrs
import torch

from ganreg.errors import GanregError
from ganreg.networks.layers import AbstractLayer
from ganreg.networks.layers.abstract import Shape
from ganreg_torch.reading.place import Place

Arrays = Mapping[str, torch.Tensor]


@attrs.frozen
class Part:
    """A layer, and the module's own tensors under the layer's names of parameters and buffers."""

    layer: AbstractLayer
    arrays: Arrays = attrs.field(factory=dict)


@attrs.frozen
class Step:
    """One call in a forward pass.

    Args:
        place: where it is.
        before: the shape of a sample that goes in.
        after: the shape of a sample that comes out.
        training: whether the whole module is in training mode.
    """

    place: Place
    before: Shape
    after: Shape
    training: bool

    def checked(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """The parts, if they lead from one shape to the other and have the arrays that their layers should have.

        Raises:
            UnsupportedError: they do not.
        """
        shape = self.before
        for part in parts:
            try:
                after = part.layer.output_shape(shape)
                expected = {**part.layer.parameters(shape), **part.layer.buffers(shape)}
            except GanregError as error:
                self.place.refuse(str(error).rstrip("."), cause=error)
            self._check_arrays(part, {name: spec.shape for name, spec in expected.items()})
            shape = after
        if shape != self.after:
            self.place.refuse(f"it makes {self.after} of samples of shape {self.before}, the layers read {shape}")
        return tuple(parts)

    def _check_arrays(self, part: Part, expected: Mapping[str, Shape]) -> None:
        given = {name: tuple(array.shape) for name, array in part.arrays.items()}
        if given != expected:
            self.place.refuse(f"its arrays are {given}, those of {part.layer!r} are {dict(expected)}")
        for name, array in part.arrays.items():
            if isinstance(array, torch.nn.Parameter) and not array.requires_grad:
                self.place.refuse(
                    f"its {name} is frozen (requires_grad=False), and a specified network trains all of its parameters",
                    "Call requires_grad_(True) on the module, or train the module itself on backend='torch'.",
                )
