"""Where arrays live and in what precision: how they come in and go out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

Array = Any


@attrs.frozen
class Placement:
    """The device and type of every floating-point array of an engine.

    Args:
        device: a device of JAX.
        dtype: `"float32"` or `"float64"`.
    """

    device: Any
    dtype: str

    @contextmanager
    def here(self) -> Iterator[None]:
        """While this lasts, JAX keeps to this device, has float64, and multiplies in full precision.

        float64 also for an engine in float32, since some formulas ask for it inside. The user's own configuration is
        as before afterwards.
        """
        with jax.enable_x64(True), jax.default_matmul_precision("highest"), jax.default_device(self.device):
            yield

    def host(self, values: Any) -> NDArray[Any]:
        """Values as a NumPy array of this type, to be handed to a compiled function."""
        return np.asarray(values, dtype=self.dtype)

    def array(self, values: Any) -> Array:
        """A copy of values here. The host converts what is not here yet: JAX would compile that for each shape."""
        if isinstance(values, jax.Array):
            return jnp.array(values, dtype=self.dtype)
        return jax.device_put(np.array(values, dtype=self.dtype))

    def arrays(self, values: Mapping[str, Any]) -> dict[str, Array]:
        """Copies of named values here."""
        return {name: self.array(value) for name, value in values.items()}

    def states(self, states: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
        """The constraints' states here: arrays as `array` makes them, plain numbers as they are."""
        return tuple({name: self._stored(value) for name, value in own.items()} for own in states)

    def _stored(self, value: Any) -> Any:
        if isinstance(value, (bool, int, float)):
            return value
        return value if isinstance(value, jax.Array) and value.dtype == self.dtype else self.array(value)

    @staticmethod
    def to_numpy(array: Array) -> NDArray[Any]:
        """An array on the host, of its own."""
        return np.array(array)
