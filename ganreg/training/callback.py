"""What may happen beside training: progress, records, checkpoints, one's own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ganreg.errors import ParameterError
from ganreg.training.history import Record

if TYPE_CHECKING:
    from ganreg.gan import GAN


class Callback:
    """Override what is wanted. Raise `ganreg.StopTraining` in `on_iteration` to end the fit in good order."""

    def on_start(self, gan: "GAN", iterations: int) -> None:
        """Before the first of `iterations` more iterations."""

    def on_iteration(self, gan: "GAN", record: Record) -> None:
        """After each generator iteration, with its record."""

    def on_end(self, gan: "GAN", error: BaseException | None) -> None:
        """After the last iteration, or after the error or interruption that ended it."""


class FunctionCallback(Callback):
    """A plain function `f(gan, record)`, called after each iteration."""

    def __init__(self, function: "Callable[[GAN, Record], Any]") -> None:
        self.function = function

    def on_iteration(self, gan: "GAN", record: Record) -> None:
        """Call the function."""
        self.function(gan, record)


def as_callback(value: Any) -> Callback:
    """A callback from an object with the three methods, or from a function `f(gan, record)`."""
    if isinstance(value, Callback) or all(hasattr(value, name) for name in ("on_start", "on_iteration", "on_end")):
        return value  # type: ignore[no-any-return]
    if callable(value):
        return FunctionCallback(value)
    raise ParameterError(
        f"callbacks has {value!r}. Expected a ganreg.Callback, or a function called as f(gan, record)."
    )
