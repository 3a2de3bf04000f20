"""The contract of a backend: how a recipe is computed. It makes an engine from a recipe."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs
from numpy.typing import NDArray

from ganreg.component import Component
from ganreg.engine import AbstractEngine, Batch, Gradients, Terms, check_finite
from ganreg.errors import ParameterError, UnsupportedError
from ganreg.networks.layers.sigmoid import Sigmoid
from ganreg.networks.layers.tanh import Tanh
from ganreg.networks.network import BoundNetwork
from ganreg.registry import registry

if TYPE_CHECKING:
    from ganreg.objectives import AbstractObjective
    from ganreg.recipe import Recipe

__all__ = ["AbstractBackend", "AbstractEngine", "Batch", "Gradients", "LossEvaluation", "Terms", "check_finite"]

RANGES = {Tanh: (-1.0, 1.0), Sigmoid: (0.0, 1.0)}
"""What the last layer of a generator says about its values."""


@attrs.frozen
class LossEvaluation:
    """A loss and its gradients in the scores, on the host; `real` is None for a loss without real scores."""

    value: float
    real: NDArray[Any] | None
    fake: NDArray[Any]


class AbstractBackend(Component):
    """How a recipe is computed: on what device, in what precision."""

    kind: ClassVar[str] = "backend"
    name: ClassVar[str]

    differentiates: ClassVar[bool] = False
    """Whether it differentiates values by itself, and so computes components without derivatives by hand."""

    @property
    @abstractmethod
    def dtype(self) -> str:
        """`"float32"` or `"float64"`."""

    @property
    def products(self) -> str:
        """In what precision its networks multiply: that of its arrays, or one of fewer digits, such as `"bfloat16"`."""
        return self.dtype

    def check(self) -> None:
        """Raise `DeviceError` or `MissingDependencyError` now if this backend cannot run here."""

    def devices(self) -> tuple[str, ...]:
        """The devices that are here for this backend, with the model in brackets if it is known; for people."""
        return ("cpu",)

    def at_full_speed(self) -> Self:
        """This backend with its fast paths from the first step on, as checks want it: itself by default."""
        return self

    @abstractmethod
    def engine(self, recipe: "Recipe") -> "AbstractEngine":
        """An engine for a recipe whose data shape is known, with the parameters of the recipe's seed."""

    def network(self, value: Any) -> Any:
        """The network that a user gave: a specification, a name or a mapping; a backend may take its own kind too."""
        if not isinstance(value, (str, Mapping, Component, type)):
            raise ParameterError(
                f"The {self.name!r} backend takes networks as specifications, such as ganreg.networks.mlp(width=256), "
                f"not a {type(value).__module__}.{type(value).__qualname__}. backend='torch' takes any nn.Module."
            )
        return registry().resolve("network", value)

    def output_range(self, generator: Any, latent_dim: int, shape: tuple[int, ...]) -> tuple[float, float] | None:
        """The range of a generator's values if it ends with tanh or a sigmoid, or None if it is unbounded."""
        return RANGES.get(type(BoundNetwork.bind(generator, (latent_dim,), shape).layers[-1]))

    @abstractmethod
    def evaluate_loss(self, loss: Any, player: str, real: NDArray[Any], fake: NDArray[Any]) -> LossEvaluation:
        """One player's loss of given scores `(n,)` and `(m,)`, computed as this backend's engine computes it."""

    def bench(self, target: Any, claim: Any, call: str, seconds: float) -> Any:
        """Where a user's function in this backend's framework is run and watched, for `ganreg verify`.

        Raises:
            UnsupportedError: this backend is no framework that users write in.
        """
        raise UnsupportedError(f"Functions written for the {self.name!r} backend cannot be verified. Use 'torch'.")

    def optimizer_steps(self, optimizer: Any, settings: Mapping[str, Any]) -> Any:
        """The steps that a user's optimizer of this backend's framework makes, for `ganreg verify`.

        Raises:
            UnsupportedError: this backend is no framework that users write in.
        """
        raise UnsupportedError(f"Optimizers written for the {self.name!r} backend cannot be verified. Use 'torch'.")

    def objective(self, loss: Any, constraints: tuple[Any, ...], allow: tuple[str, ...] = ()) -> "AbstractObjective":
        """The loss and the constraints as differentiable functions for a loop of one's own.

        Args:
            loss: a loss component.
            constraints: constraint components.
            allow: refusals to lift, by name.

        Raises:
            UnsupportedError: this backend cannot differentiate a user's own critic.
        """
        raise UnsupportedError(
            f"The {self.name!r} backend cannot differentiate a critic of your own. Use backend='torch', "
            "or train with ganreg.build(...) whose networks are specifications."
        )
