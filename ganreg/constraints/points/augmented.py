"""Real samples under a function of a user's own."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array
from ganreg.errors import CheckpointError, ParameterError
from ganreg.params import param


def _as_function(value: Any) -> Callable[[Array], Array]:
    if callable(value):
        function: Callable[[Array], Array] = value
        return function
    if isinstance(value, Mapping) and "object" in value:
        raise CheckpointError(
            f"This recipe's augmentation was a function of your own, {value['object']}, which text cannot hold. Give "
            "the constraints again, all of them: ganreg.load(run, constraints=[…])."
        )
    raise ParameterError(
        f"Augmented: function={value!r}, expected a function of samples, such as lambda x: x[:, ::-1]."
    )


@attrs.frozen(kw_only=True)
class Augmented(AbstractPointSet):
    """T(x) for a function T of a batch of samples, which takes and returns arrays of the backend, `(n, *shape)`.

    Numbers that the function draws itself are not ganreg's: such a run is not repeated by its seed. An augmentation
    that draws is better a subclass of `AbstractPointSet`, which says in `draw` what it needs. A recipe as text names
    the function, but cannot hold it.
    """

    name = "augmented"

    function: Callable[[Array], Array] = param(attrs.NOTHING, "From samples to samples.", converter=_as_function)

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """T(x).

        Raises:
            ParameterError: the function changes the samples' shape.
        """
        points = self.function(real)
        if tuple(points.shape) != tuple(real.shape):
            raise ParameterError(
                f"The augmentation made {tuple(points.shape)} of samples {tuple(real.shape)}. Expected the same shape."
            )
        return points
