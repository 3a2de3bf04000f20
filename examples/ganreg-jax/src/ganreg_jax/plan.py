"""What a step is compiled for: everything about it that is no array."""

from typing import Any

import attrs

from ganreg.constraints.abstract import AbstractInputTransform, AbstractPenalty, AbstractReparametrisation
from ganreg.constraints.free_form import AbstractScoreTransform
from ganreg.losses.abstract import AbstractLoss
from ganreg.networks.network import BoundNetwork
from ganreg.objectives import constraint_path
from ganreg_jax.hidden import Identity, hidden_of


@attrs.frozen
class Due:
    """A constraint that takes part in a step, its moving numbers taken out.

    Args:
        index: its place in the recipe.
        component: what is left.
        scale: the factor of a penalty's term.
        plain: the numbers in a reparametrisation's state that are no arrays.
    """

    index: int
    component: Any
    scale: float = 1.0
    plain: tuple[tuple[str, Any], ...] = ()

    @property
    def key(self) -> str:
        """Under which a step's arguments have what belongs to it; the path of its draws too."""
        return constraint_path(self.index)


@attrs.frozen(cache_hash=True)
class Plan:
    """One player's step.

    Args:
        loss: the loss.
        critic: the critic's network.
        generator: the generator's.
        due: the constraints that take part, in the recipe's order; no projections.
    """

    loss: AbstractLoss
    critic: BoundNetwork
    generator: BoundNetwork
    due: tuple[Due, ...]
    hidden: tuple[Identity, ...] = attrs.field(init=False)

    @hidden.default
    def _hidden(self) -> tuple[Identity, ...]:
        return hidden_of(self.loss, *(due.component for due in self.due), *self.critic.layers, *self.generator.layers)

    def of(self, kind: type) -> list[Due]:
        """The constraints of one kind."""
        return [due for due in self.due if isinstance(due.component, kind)]

    @property
    def penalties(self) -> list[Due]:
        """The terms beside the loss."""
        return self.of(AbstractPenalty)

    @property
    def transforms(self) -> list[Due]:
        """What the critic sees in the place of samples."""
        return self.of(AbstractInputTransform)

    @property
    def score_transforms(self) -> list[Due]:
        """What is scored in the place of what the critic says."""
        return self.of(AbstractScoreTransform)

    @property
    def reparametrisations(self) -> list[Due]:
        """What the critic computes with in the place of its parameters."""
        return self.of(AbstractReparametrisation)
