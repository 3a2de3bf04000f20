"""The backend `reference`."""

from typing import TYPE_CHECKING

import attrs

from ganreg.backend import AbstractBackend

if TYPE_CHECKING:
    from ganreg.recipe import Recipe
    from ganreg_reference.engine import ReferenceEngine


@attrs.frozen
class ReferenceBackend(AbstractBackend):
    """NumPy in float64, one sample at a time, gradients derived by hand: slow, and what the others are held to."""

    name = "reference"

    @property
    def dtype(self) -> str:
        """`"float64"`, always."""
        return "float64"

    def engine(self, recipe: "Recipe") -> "ReferenceEngine":
        """An engine for a recipe whose data shape is known.

        Raises:
            UnsupportedError: the reference has no formulas for a layer or a constraint of the recipe.
        """
        from ganreg_reference.engine import ReferenceEngine  # noqa: PLC0415 - the engine is needed only here

        return ReferenceEngine(recipe)
