"""The backends that tests hold against the reference, in both precisions."""

import array_api_strict
import attrs
import pytest

from ganreg.backend import AbstractBackend
from ganreg.registry import registry
from ganreg_array.engine import ArrayEngine
from ganreg_array.loss import evaluate_loss
from ganreg_array.namespace import Namespace


@attrs.frozen(kw_only=True)
class StrictBackend(AbstractBackend):
    """The array engine on array-api-strict and a device that is not the default: portability, not CuPy itself."""

    name = "strict"
    dtype: str = "float64"

    def engine(self, recipe):
        return ArrayEngine(recipe, self._space())

    def evaluate_loss(self, loss, player, real, fake):
        return evaluate_loss(loss, player, real, fake, self._space())

    def _space(self):
        return Namespace(array_api_strict, self.dtype, array_api_strict.Device("device1"))


def backends():
    """A function that makes it for each backend and precision."""
    for dtype in ("float32", "float64"):
        yield pytest.param(lambda d=dtype: registry().create("backend", "numpy", dtype=d), id=f"numpy-{dtype}")
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "torch", dtype=d, device="cpu"), id=f"torch-{dtype}"
        )
        yield pytest.param(lambda d=dtype: StrictBackend(dtype=d), id=f"strict-{dtype}")
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "torch", dtype=d, device="cuda"),
            id=f"torch-cuda-{dtype}",
            marks=pytest.mark.gpu,
        )
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "cupy", dtype=d), id=f"cupy-{dtype}", marks=pytest.mark.gpu
        )
