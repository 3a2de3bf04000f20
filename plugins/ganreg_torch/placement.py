"""Where an engine's tensors live, and how arrays get there and back."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import torch
from numpy.typing import NDArray

from ganreg_torch.precision import FULL

Array = Any


@attrs.frozen
class Placement:
    """A device and a floating-point type; networks may multiply in another precision."""

    device: torch.device
    dtype: torch.dtype
    precision: str = FULL

    def tensor(self, value: Array) -> torch.Tensor:
        """A tensor here: floating-point values in this type, all others in their own. Host arrays are copied."""
        host = not isinstance(value, torch.Tensor)
        tensor: torch.Tensor = _shared(value) if host else value.detach()
        return tensor.to(self.device, self.dtype if tensor.is_floating_point() else tensor.dtype, copy=host)

    def samples(self, value: Array) -> torch.Tensor:
        """Samples or latents here: whatever their type, in this one."""
        return self.tensor(value).to(self.dtype)

    def stored(self, value: Array) -> Array:
        """One entry of a constraint's state: arrays become tensors here, plain numbers stay what they are."""
        if isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype in (np.float64, np.int64, np.bool_):
            return value.item()  # how a checkpoint holds a plain number
        return self.tensor(value)

    def states(self, states: tuple[Mapping[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        """The states of all constraints here."""
        return tuple({key: self.stored(value) for key, value in state.items()} for state in states)


def _shared(value: Array) -> torch.Tensor:
    """A host array as a tensor over the same memory, if it can be one.

    PyTorch refuses negative strides and warns about read-only memory; a fresh copy has neither.
    """
    array = np.asarray(value)
    usable = array.flags.writeable and array.flags.c_contiguous
    return torch.from_numpy(array if usable else np.array(array, order="C"))


def to_numpy(array: Array) -> NDArray[Any]:
    """A tensor, number or array as a NumPy array of its own."""
    if isinstance(array, torch.Tensor):
        array = array.detach().cpu().numpy()
    return np.array(array)
