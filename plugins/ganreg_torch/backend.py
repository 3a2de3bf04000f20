"""The backend `torch`."""

from collections.abc import Mapping
from typing import Any

import array_api_compat.torch as xp
import attrs
import torch
from numpy.typing import NDArray
from torch import nn

from ganreg.backend import AbstractBackend, LossEvaluation
from ganreg.constraints.abstract import AbstractConstraint
from ganreg.errors import ParameterError
from ganreg.losses.abstract import AbstractLoss
from ganreg.params import OneOf, param
from ganreg.recipe import Recipe
from ganreg.support import check_support
from ganreg_torch.compiled import ALWAYS, CHOICES, NEVER, CompiledEngine
from ganreg_torch.device import DeviceName, described_devices, resolve_device
from ganreg_torch.engine import TorchEngine
from ganreg_torch.objective import TorchObjective
from ganreg_torch.onnx import onnx_graph
from ganreg_torch.placement import Placement, to_numpy
from ganreg_torch.precision import PRECISIONS

RANGES: dict[type[nn.Module], tuple[float, float]] = {nn.Tanh: (-1.0, 1.0), nn.Sigmoid: (0.0, 1.0)}


@attrs.frozen(kw_only=True)
class TorchBackend(AbstractBackend):
    """PyTorch, eager or compiled, with ordinary double backward: for specified networks and for any `nn.Module`.

    Modules of a user's own are moved to the device and type, and trained in place.
    """

    name = "torch"
    differentiates = True

    device: str = param("auto", "Where to compute; auto is CUDA where there is a device.", validator=DeviceName())
    dtype: str = param("float32", "The type of parameters and samples.", validator=OneOf(("float32", "float64")))
    draws: str = param(
        "host",
        "Where random numbers are drawn; only host draws equal other backends'.",
        validator=OneOf(("host", "device")),
    )
    precision: str = param(
        "full",
        "In what precision networks multiply: in full, that of dtype; tf32, on CUDA alone; or bfloat16, by autocast. "
        "Parameters, scores, losses and norms are float32 even so.",
        validator=OneOf(PRECISIONS),
    )

    compile: str = param(
        NEVER,
        "Whether whole iterations are compiled: never; always, or refused; or auto, if they can be and, by the time of "
        "the first ones, the rest of the run pays for it. Compiling takes seconds to a minute, and auto's choice "
        "depends on the machine: such a run does not repeat to the bit.",
        validator=OneOf(CHOICES),
    )

    def __attrs_post_init__(self) -> None:
        """Refuse float64 arrays whose products are far less."""
        if self.precision != "full" and self.dtype != "float32":
            raise ParameterError(
                f"TorchBackend: precision={self.precision!r} with dtype={self.dtype!r}, expected dtype='float32'. "
                "Leave precision out to compute in float64 throughout."
            )

    def check(self) -> None:
        """Raise `DeviceError` if the device is not there."""
        resolve_device(self.device)

    def devices(self) -> tuple[str, ...]:
        """The CPU, and the CUDA devices by number and model."""
        return described_devices()

    @property
    def placement(self) -> Placement:
        """The device and type as PyTorch's own objects."""
        return Placement(resolve_device(self.device), getattr(torch, self.dtype), self.precision)

    @property
    def products(self) -> str:
        """`"float32"`, `"float64"`, `"tf32"` or `"bfloat16"`."""
        on_cpu = self.precision == "tf32" and resolve_device(self.device).type == "cpu"
        return self.dtype if self.precision == "full" or on_cpu else self.precision

    def network(self, value: Any) -> Any:
        """An `nn.Module` as it is; otherwise a specification, a name or a mapping."""
        return value if isinstance(value, nn.Module) else super().network(value)

    def output_range(self, generator: Any, latent_dim: int, shape: tuple[int, ...]) -> tuple[float, float] | None:
        """The range of a generator's values; of a module, from its last leaf: tanh, sigmoid, or unknown."""
        if not isinstance(generator, nn.Module):
            return super().output_range(generator, latent_dim, shape)
        leaves = [module for module in generator.modules() if not any(True for _ in module.children())]
        return RANGES.get(type(leaves[-1]))

    def engine(self, recipe: Recipe) -> TorchEngine:
        """An engine on this device.

        Raises:
            DeviceError: the device is not there.
            NetworkError: a network does not fit its samples, or has nothing to train.
            CombinationError: the critic mixes samples under a gradient penalty.
            UnsupportedError: a layer or a constraint is of a kind that this backend does not compute.
        """
        device_draws = self.draws == "device"
        if self.compile == NEVER:
            return TorchEngine(recipe, self.placement, device_draws)
        return CompiledEngine(recipe, self.placement, device_draws, always=self.compile == ALWAYS)

    def evaluate_loss(self, loss: Any, player: str, real: NDArray[Any], fake: NDArray[Any]) -> LossEvaluation:
        """One player's loss of given scores `(n,)` and `(m,)`, and its gradients by autograd."""
        scores = [self.placement.samples(vector).requires_grad_() for vector in (real, fake)]
        if player == "generator" and not loss.generator_needs_real:
            value = loss.generator(None, scores[1], xp)
            return LossEvaluation(value.item(), None, to_numpy(torch.autograd.grad(value, scores[1])[0]))
        value = (loss.critic if player == "critic" else loss.generator)(*scores, xp)
        gradients = torch.autograd.grad(value, scores, materialize_grads=True)
        return LossEvaluation(value.item(), *map(to_numpy, gradients))

    def onnx(self, recipe: Recipe, arrays: Mapping[str, Any]) -> bytes:
        """The generator of a recipe with these numbers as an ONNX file's content."""
        return onnx_graph(recipe, arrays)

    def bench(self, target: Any, claim: Any, call: str, seconds: float) -> Any:
        """Where a user's function of PyTorch is run and watched, on the CPU."""
        from ganreg_torch.verification import TorchBench

        constrained = claim.constraint or claim
        bound = float(getattr(constrained.component, "bound", 0.01))
        return TorchBench(target, claim.kind, constrained.weight, claim.points, call, bound, seconds)

    def optimizer_steps(self, optimizer: Any, settings: Mapping[str, Any]) -> Any:
        """The steps of a class of PyTorch's optimizers."""
        from ganreg_torch.verification.optimizer import steps_of

        return steps_of(optimizer, dict(settings))

    def objective(
        self, loss: AbstractLoss, constraints: tuple[AbstractConstraint, ...], allow: tuple[str, ...] = ()
    ) -> TorchObjective:
        """The loss and the constraints for a loop of one's own; device and type are those of the samples.

        Args:
            loss: the loss.
            constraints: any number of constraints.
            allow: refusals to lift by name, `"batch-norm-with-gp"`.
        """
        check_support(self, (loss, *constraints))
        return TorchObjective(loss, constraints, allow)
