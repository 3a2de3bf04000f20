"""Pure functions compiled once for all engines."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import jax

from ganreg.errors import UnsupportedError


class Compiled:
    """A pure function of a plan (static, hashable) and arrays, with its compilations.

    It belongs to a module, not to an engine: engines whose plans are equal share what is compiled.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.jitted = jax.jit(function, static_argnums=0)

    def __call__(self, plan: Any, *arrays: Any, jit: bool) -> Any:
        """The function's value; compiled unless `jit` is off.

        Raises:
            UnsupportedError: a component's formula cannot be traced.
        """
        with explained():
            return (self.jitted if jit else self.function)(plan, *arrays)


@contextmanager
def explained() -> Iterator[None]:
    """Say, where JAX cannot trace a formula, what to do.

    Raises:
        UnsupportedError: it cannot.
    """
    try:
        yield
    except jax.errors.JAXTypeError as error:
        raise UnsupportedError(
            f"JAX cannot trace a component's formula: {str(error).splitlines()[0]} Formulas must not convert arrays to "
            "numbers, branch on them or hand them to NumPy: use xp.where. With jit=False the numbers of schedules and "
            "states may be branched on; backend='numpy' and backend='torch' trace nothing."
        ) from error


_KNOWN: dict[Hashable, Any] = {}


def shared(plan: Any) -> Any:
    """The first plan that was equal to this one: comparing a plan with itself costs nothing."""
    return _KNOWN.setdefault(plan, plan)
