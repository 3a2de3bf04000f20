"""An array namespace with its precision and device: how arrays come in and go out."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

Array = Any


@attrs.frozen
class Namespace:
    """`xp` with the dtype and device that every array of an engine has.

    Args:
        xp: an array-API namespace: `numpy`, `array_api_compat.cupy`, `array_api_strict`.
        dtype: `"float32"` or `"float64"`.
        device: a device object of that namespace, or None for its default.
    """

    xp: Any
    dtype: str
    device: Any = None

    @property
    def base(self) -> Any:
        """NumPy or CuPy themselves, whose functions write into memory that is given to them."""
        if self.xp.__name__ != "array_api_compat.cupy":
            return self.xp
        import cupy

        return cupy

    def array(self, values: Any) -> Array:
        """A floating array here, from NumPy or from this namespace."""
        return self.xp.asarray(values, dtype=getattr(self.xp, self.dtype), device=self.device)

    def fill(self, place: Array, values: Any) -> None:
        """Put an array's numbers, from the host or from here, into one that is here, in its type."""
        if hasattr(place, "set") and isinstance(values, np.ndarray):
            place.set(values.astype(place.dtype, copy=False))
        else:
            self.base.copyto(place, values)

    def states(self, states: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
        """The constraints' states here: arrays as `array` makes them, plain numbers as they are."""
        return tuple(
            {key: value if isinstance(value, (bool, int, float)) else self.array(value) for key, value in own.items()}
            for own in states
        )

    def to_numpy(self, array: Array) -> NDArray[Any]:
        """The same values on the host."""
        if hasattr(array, "get"):
            return np.asarray(array.get())
        if self.device is not None:
            array = self.xp.asarray(array, device=self.xp.__array_namespace_info__().default_device())
        return np.asarray(array)
