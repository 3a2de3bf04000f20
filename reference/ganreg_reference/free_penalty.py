"""A penalty of any form, from its value formula alone."""

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg_reference import oracles
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.penalties import PenaltyEvaluation
from ganreg_reference.questions import Answered, Asking, answered, gradient
from ganreg_reference.weights import Array, Weights


@attrs.frozen
class FreePenalty:
    """One free penalty at one critic update.

    Args:
        constraint: as it stands at the update.
        index: its place in the recipe; it draws from `constraint/{index}`.
        real: `(n, *shape)`, as the critic sees them.
        fake: `(m, *shape)`, likewise.
        labels: `(n,)`, or None without classes.
        draw: the draws of this evaluation.
    """

    constraint: Any
    index: int
    real: Array
    fake: Array
    labels: Array | None
    draw: StepDraws

    def evaluate(self, critic: ReferenceNetwork, weights: Weights) -> PenaltyEvaluation:
        """Its value and its gradient in the weights; it is observed by its value."""
        found = self.answered(critic, weights)
        return PenaltyEvaluation(found.value, gradient(critic, weights, found), found.value)

    def answered(self, critic: ReferenceNetwork, weights: Weights) -> Answered:
        """What the oracle asks, and the derivatives of its value in the answers."""
        oracle = oracles.free_penalty_oracle(self.constraint)
        asking = Asking(critic, weights, self.labels)
        return answered(self._given(oracle.value), asking, oracles.component_name(self.constraint))

    def _given(self, method: Callable[..., Array]) -> Callable[[Asking], Array]:
        """A method of the oracle as a function of the critic alone: each call has the same draws."""
        real, fake = _read_only(self.real), _read_only(self.fake)
        return lambda critic: method(critic, real, fake, self.draw.kept_stream(f"constraint/{self.index}"))


def _read_only(samples: Array) -> Array:
    view: Array = np.array(samples)
    view.flags.writeable = False
    return view
