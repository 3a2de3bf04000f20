"""The backend `reference`."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, LossEvaluation
from ganreg.recipe import Recipe
from ganreg_reference.engine import ReferenceEngine
from ganreg_reference.oracles import loss_oracle


@attrs.frozen
class ReferenceBackend(AbstractBackend):
    """NumPy in float64, one sample at a time, gradients derived by hand: slow, and what the others are held to."""

    name = "reference"
    differentiates = True  # of values alone, by complex step

    @property
    def dtype(self) -> str:
        """`"float64"`, always."""
        return "float64"

    def engine(self, recipe: Recipe) -> ReferenceEngine:
        """An engine for a recipe whose data shape is known.

        Raises:
            UnsupportedError: the reference has no formulas for a layer or a constraint of the recipe.
        """
        return ReferenceEngine(recipe)

    def evaluate_loss(self, loss: Any, player: str, real: NDArray[Any], fake: NDArray[Any]) -> LossEvaluation:
        """A loss of given scores by its oracle."""
        oracle, r, f = loss_oracle(loss), np.asarray(real, dtype=np.float64), np.asarray(fake, dtype=np.float64)
        if player == "critic":
            return LossEvaluation(float(oracle.critic(r, f)), *oracle.critic_gradients(r, f))
        return LossEvaluation(float(oracle.generator(r, f)), *oracle.generator_gradients(r, f))
