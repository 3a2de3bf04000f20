"""The backends `numpy` and `cupy`."""

from typing import Any, Self

import attrs
import numpy
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, AbstractEngine, LossEvaluation
from ganreg.errors import DeviceError
from ganreg.params import OneOf, Range, param
from ganreg.recipe import Recipe
from ganreg_array.engine import ArrayEngine
from ganreg_array.loss import evaluate_loss
from ganreg_array.namespace import Namespace

COMPILE = (
    "Whether steps are recorded and repeated from memory that is kept, with the same numbers as without: always, or "
    "auto for a kind of step that comes again."
)
_PRECISION = OneOf(("float32", "float64"))


def gpu_number(device: Any) -> Any:
    """The number in `cuda:1`, 0 for `cuda` and `auto`; anything else is left to the validator.

    >>> gpu_number("cuda:1"), gpu_number("cuda"), gpu_number(2)
    (1, 0, 2)
    """
    if not isinstance(device, str):
        return device
    kind, _, number = device.partition(":")
    if kind not in ("cuda", "auto") or not (number or "0").isdecimal():
        raise DeviceError(
            f"The 'cupy' backend computes on a CUDA device, not on {device!r}. Expected 'cuda' or 'cuda:1'."
        )
    return int(number or 0)


@attrs.frozen(kw_only=True)
class NumpyBackend(AbstractBackend):
    """The CPU, through NumPy alone."""

    name = "numpy"

    dtype: str = param("float32", "The precision of everything but the draws.", validator=_PRECISION)
    compile: str = param("auto", COMPILE, validator=OneOf(("never", "auto", "always")))

    def at_full_speed(self) -> Self:
        """With programs for all steps."""
        return attrs.evolve(self, compile="always")

    def engine(self, recipe: Recipe) -> AbstractEngine:
        """An engine over NumPy."""
        return ArrayEngine(recipe, self._space(), self.compile)

    def evaluate_loss(self, loss: Any, player: str, real: NDArray[Any], fake: NDArray[Any]) -> LossEvaluation:
        """A loss by its own formulas, over NumPy."""
        return evaluate_loss(loss, player, real, fake, self._space())

    def _space(self) -> Namespace:
        return Namespace(numpy, self.dtype)


@attrs.frozen(kw_only=True)
class CupyBackend(AbstractBackend):
    """An NVIDIA GPU, through CuPy."""

    name = "cupy"

    dtype: str = param("float32", "The precision of everything but the draws.", validator=_PRECISION)
    compile: str = param(
        "auto", f"{COMPILE} A program is one CUDA graph.", validator=OneOf(("never", "auto", "always"))
    )
    device: int = param(0, "The GPU: its number, or `cuda:1`.", validator=Range(0, integer=True), converter=gpu_number)

    def check(self) -> None:
        """Raise `DeviceError` if that GPU is not there."""
        import cupy

        try:
            count = int(cupy.cuda.runtime.getDeviceCount())
        except cupy.cuda.runtime.CUDARuntimeError as error:
            raise DeviceError(
                f"CuPy finds no CUDA device ({error}). Use backend='numpy' or 'torch' on this machine."
            ) from error
        if self.device >= count:
            raise DeviceError(f"There is no CUDA device {self.device}; this machine has {count}, counted from 0.")

    def at_full_speed(self) -> Self:
        """With programs for all steps."""
        return attrs.evolve(self, compile="always")

    def devices(self) -> tuple[str, ...]:
        """The GPUs that CuPy finds, by number and model."""
        import cupy

        runtime = cupy.cuda.runtime
        names = [runtime.getDeviceProperties(index)["name"] for index in range(runtime.getDeviceCount())]
        return tuple(f"cuda:{index} ({name.decode()})" for index, name in enumerate(names))

    def engine(self, recipe: Recipe) -> AbstractEngine:
        """An engine over CuPy."""
        return ArrayEngine(recipe, self._space(), self.compile)

    def evaluate_loss(self, loss: Any, player: str, real: NDArray[Any], fake: NDArray[Any]) -> LossEvaluation:
        """A loss by its own formulas, over CuPy."""
        return evaluate_loss(loss, player, real, fake, self._space())

    def _space(self) -> Namespace:
        import array_api_compat.cupy as xp
        import cupy

        self.check()
        cupy.cuda.Device(self.device).use()
        return Namespace(xp, self.dtype)


@attrs.frozen(kw_only=True)
class StrictBackend(AbstractBackend):
    """NumPy behind array-api-strict, on a device that is not the default: it refuses what only NumPy would forgive.

    For plugin authors and tests. What runs here is portable: no implicit conversion, no array made without a device.
    """

    name = "strict"

    dtype: str = param("float32", "The precision of everything but the draws.", validator=_PRECISION)

    def engine(self, recipe: Recipe) -> AbstractEngine:
        """An engine over array-api-strict."""
        return ArrayEngine(recipe, self._space())

    def evaluate_loss(self, loss: Any, player: str, real: NDArray[Any], fake: NDArray[Any]) -> LossEvaluation:
        """A loss by its own formulas, over array-api-strict."""
        return evaluate_loss(loss, player, real, fake, self._space())

    def _space(self) -> Namespace:
        import array_api_strict

        return Namespace(array_api_strict, self.dtype, array_api_strict.Device("device1"))
