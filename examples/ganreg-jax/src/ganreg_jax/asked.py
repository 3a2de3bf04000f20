"""What a free penalty draws: asked for while JAX traces, drawn on the host, handed over as an argument.

Inside a compiled function nothing can be drawn on the host. So a penalty is traced once without numbers, by
`jax.eval_shape`, to see what it asks for; each update draws that, and the compiled function hands it out in order.
"""

from collections.abc import Callable
from typing import Any

import attrs
import jax.numpy as jnp

from ganreg.draws import Stream
from ganreg.errors import PluginError

Array = Any
Wish = tuple[str, tuple[int, ...]]
"""What is drawn, `uniform` or `normal`, and in what shape."""


@attrs.frozen
class Asking:
    """A `Stream` that notes what is asked for, and gives zeros.

    Args:
        dtype: of the samples.
    """

    dtype: str
    wishes: list[Wish] = attrs.field(factory=list)

    def uniform(self, shape: tuple[int, ...]) -> Array:
        """Zeros."""
        return self._noted("uniform", shape)

    def normal(self, shape: tuple[int, ...]) -> Array:
        """Zeros."""
        return self._noted("normal", shape)

    def _noted(self, what: str, shape: tuple[int, ...]) -> Array:
        self.wishes.append((what, tuple(map(int, shape))))
        return jnp.zeros(shape, self.dtype)


@attrs.define
class Answering:
    """A `Stream` that gives what was drawn before, in the order in which it was asked for.

    Args:
        drawn: by `key`.
        asked: how many draws were given out.
    """

    drawn: dict[str, Array]
    asked: int = 0

    def uniform(self, shape: tuple[int, ...]) -> Array:
        """Numbers from U[0, 1)."""
        return self._next("uniform", shape)

    def normal(self, shape: tuple[int, ...]) -> Array:
        """Numbers from N(0, 1)."""
        return self._next("normal", shape)

    def _next(self, what: str, shape: tuple[int, ...]) -> Array:
        found = self.drawn.get(key(self.asked, what))
        if found is None or found.shape != tuple(shape):
            raise PluginError(
                f"Draw {self.asked} of a free penalty is {what}{tuple(shape)}, but when it was first traced it drew "
                f"{[(name, value.shape) for name, value in self.drawn.items()]}. What is drawn may depend on the "
                "shapes of samples, not on anything else that changes."
            )
        self.asked += 1
        return found


def key(place: int, what: str) -> str:
    """Under which a draw is handed over: `0 uniform`."""
    return f"{place} {what}"


def drawn_for(wishes: tuple[Wish, ...], stream: Stream, host: Callable[[Any], Any]) -> dict[str, Any]:
    """What was asked for, from a stream.

    Args:
        wishes: in order.
        stream: of this update.
        host: brings numbers to the samples' type.
    """
    return {key(k, what): host(getattr(stream, what)(shape)) for k, (what, shape) in enumerate(wishes)}
