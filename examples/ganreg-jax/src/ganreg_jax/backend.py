"""The backend `jax`."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, LossEvaluation
from ganreg.params import FLAG, OneOf, param
from ganreg.recipe import Recipe
from ganreg_jax.device import DeviceName, described_devices, resolve_device
from ganreg_jax.engine import JaxEngine
from ganreg_jax.loss import OF_SCORES, LossOf
from ganreg_jax.placement import Placement


@attrs.frozen(kw_only=True)
class JaxBackend(AbstractBackend):
    """JAX: each update is one compiled function; gradients, those of penalties included, by `jax.grad`.

    `jit=False` runs the same functions operation by operation, which is slow, and takes formulas that branch on the
    number of a schedule or a state.
    """

    name = "jax"
    differentiates = True

    device: str = param("auto", "Where to compute; auto is JAX's own first choice.", validator=DeviceName())
    dtype: str = param("float32", "The type of parameters and samples.", validator=OneOf(("float32", "float64")))
    jit: bool = param(True, "Whether steps are compiled.", validator=FLAG)

    def check(self) -> None:
        """Raise `DeviceError` if the device is not there."""
        resolve_device(self.device)

    def devices(self) -> tuple[str, ...]:
        """The devices that JAX finds, kind, number and model: `gpu:0 (NVIDIA H100 80GB HBM3)`."""
        return described_devices()

    @property
    def placement(self) -> Placement:
        """The device and the type."""
        return Placement(resolve_device(self.device), self.dtype)

    def engine(self, recipe: Recipe) -> JaxEngine:
        """An engine on this device.

        Raises:
            DeviceError: the device is not there.
            NetworkError: a network does not fit its samples, or has nothing to train.
            CombinationError: the critic mixes samples under a gradient penalty.
            UnsupportedError: a component is declared unsupported, or of a kind that this backend does not compute.
        """
        return JaxEngine(recipe, self.placement, self.jit)

    def evaluate_loss(self, loss: Any, player: str, real: NDArray[Any], fake: NDArray[Any]) -> LossEvaluation:
        """One player's loss of given scores, and its gradients by automatic differentiation."""
        placement = self.placement
        with placement.here():
            scores = [placement.host(vector) for vector in (real, fake)]
            value, (in_real, in_fake) = OF_SCORES(LossOf(loss, player), *scores, jit=self.jit)
        has_real = player == "critic" or loss.generator_needs_real
        return LossEvaluation(float(value), np.array(in_real) if has_real else None, np.array(in_fake))
