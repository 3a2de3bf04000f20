"""An objective: a loss and its constraints together, as an engine and as a loop of one's own see them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.abstract import AbstractConstraint, AbstractPenalty, AbstractProjection
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import Draws
from ganreg.errors import CombinationError
from ganreg.losses.abstract import AbstractLoss
from ganreg.registry import registry

Array = Any


@attrs.frozen
class DuePenalty:
    """A penalty that is part of one critic update.

    Args:
        index: the constraint's place in the recipe; its draws have the path `constraint/{index}/…`.
        term: the name under which its value is reported.
        penalty: the constraint as it stands at this update.
        scale: the factor of the term and its gradients; k for a lazy one applied every k updates.
    """

    index: int
    term: str
    penalty: AbstractPenalty
    scale: float

    def scaled(self, value: Array) -> Array:
        """A value or a derivative as it enters the loss."""
        return value if self.scale == 1 else self.scale * value

    @property
    def path(self) -> str:
        """Where its draws come from."""
        return constraint_path(self.index)


def constraint_path(index: int) -> str:
    """The path of a constraint's draws; each constraint of a list has its own."""
    return f"constraint/{index}"


def started(
    constraints: tuple[AbstractConstraint, ...], weights: Mapping[str, Any], draws: Draws
) -> tuple[Mapping[str, Any], ...]:
    """Each constraint's state before the first update, from the critic's weights as NumPy arrays."""
    streams = (draws.stream(constraint_path(index)) for index in range(len(constraints)))
    return tuple(dict(one.start(weights, stream)) for one, stream in zip(constraints, streams, strict=True))


def due_penalties(
    constraints: tuple[AbstractConstraint, ...], states: tuple[Mapping[str, Any], ...], update: int
) -> list[DuePenalty]:
    """The penalties that belong to critic update `update`, in order."""
    names = term_names(constraints)
    return [
        DuePenalty(index, names[index], constraint.now(states[index], update), float(constraint.every))
        for index, constraint in enumerate(constraints)
        if isinstance(constraint, AbstractPenalty) and constraint.is_due(update)
    ]


def due_projections(
    constraints: tuple[AbstractConstraint, ...], states: tuple[Mapping[str, Any], ...], update: int
) -> list[AbstractProjection]:
    """The projections to apply after critic update `update`, in order."""
    return [
        constraint.now(states[index], update)
        for index, constraint in enumerate(constraints)
        if isinstance(constraint, AbstractProjection)
    ]


def term_names(constraints: tuple[AbstractConstraint, ...]) -> list[str]:
    """A name for each constraint's term: its registered name, numbered where one occurs twice."""
    names = [registry().name_of(constraint).rpartition(":")[2] for constraint in constraints]
    return [name if names.count(name) == 1 else f"{name}_{names[:i].count(name)}" for i, name in enumerate(names)]


def point_sets(constraints: tuple[AbstractConstraint, ...]) -> list[AbstractPointSet]:
    """All point sets of all constraints, in order."""
    own = [getattr(constraint, "points", ()) for constraint in constraints]
    return [one for points in own for one in (points if isinstance(points, tuple) else (points,))]


def check_batches(loss: AbstractLoss, constraints: tuple[AbstractConstraint, ...], real: int, fake: int) -> None:
    """Raise `CombinationError` if real and fake batches differ in size where something pairs them."""
    if real == fake:
        return
    pairing: list[Any] = [loss] if loss.pairwise else []
    pairing += [points for points in point_sets(constraints) if points.pairwise]
    if pairing:
        raise CombinationError(
            f"{type(pairing[0]).__name__} pairs real and fake samples, but there are {real} real and {fake} fake ones. "
            "Give batches of one size."
        )


class AbstractObjective(ABC):
    """The functional face: a loss and constraints for any critic that scores `(n,)` or `(n, 1)`.

    The critic is any callable of the backend's arrays. Nothing reaches the generator from `critic_loss`, and nothing is
    left in `.grad` by any of these functions.
    """

    @abstractmethod
    def critic_loss(
        self,
        critic: Any,
        real: Array,
        fake: Array,
        *,
        labels: Array | None = None,
        step: int | None = None,
        generator: Any = None,
        draws: Any = None,
        with_terms: bool = False,
    ) -> Any:
        """The critic's loss with its penalties, a scalar to differentiate with respect to the critic's parameters.

        Args:
            critic: called as `critic(x)`, or `critic(x, labels)` where labels are given.
            real: real samples `(n, *shape)`, or a tuple, list or dict of such arrays if the critic takes one.
            fake: generated samples `(m, *shape)`, of the same kind; taken as constants.
            labels: handed to the critic.
            step: the critic update's number: draws become a function of it, and lazy penalties apply at every k-th.
            generator: the framework's own random generator to draw from.
            draws: the numbers themselves, such as `{"epsilon": …}`, or `{"constraint/1/epsilon": …}` in a list.
            with_terms: also return the named terms.

        Returns:
            The loss; with `with_terms`, a pair of the loss and a dict of detached scalars.
        """

    @abstractmethod
    def penalty(
        self,
        critic: Any,
        real: Array,
        fake: Array,
        *,
        labels: Array | None = None,
        step: int | None = None,
        generator: Any = None,
        draws: Any = None,
    ) -> Array:
        """The sum of the penalties alone, scaled as they enter the loss; arguments as for `critic_loss`."""

    @abstractmethod
    def generator_loss(
        self,
        critic: Any,
        fake: Array,
        *,
        real: Array | None = None,
        labels: Array | None = None,
        step: int | None = None,
        generator: Any = None,
        draws: Any = None,
    ) -> Array:
        """The generator's loss; gradients flow through the critic to `fake`, none into the critic's parameters.

        Args:
            critic: as for `critic_loss`.
            fake: generated samples `(n, *shape)`.
            real: real samples, for a loss that compares with them; constants.
            labels: handed to the critic.
            step: the generator update's number: draws of input transforms become a function of it.
            generator: the framework's own random generator to draw from.
            draws: the numbers themselves, such as `{"constraint/0/fake/noise": …}`.
        """

    @abstractmethod
    def project_(self, critic: Any) -> None:
        """Apply the projections (clip) to the critic's trainable parameters, in place. Call it after each step."""
