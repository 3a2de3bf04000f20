"""Constraints that compare random passes of the critic, and critics that have none."""

from ganreg.constraints.abstract import AbstractConstraint
from ganreg.constraints.free_form import AbstractFreePenalty
from ganreg.errors import CombinationError
from ganreg.networks.network import BoundNetwork


def check_random(critic: BoundNetwork, constraints: tuple[AbstractConstraint, ...]) -> None:
    """`check_randomness` for a specified critic, whose layers say whether they draw.

    Raises:
        CombinationError: a constraint needs it to; or it draws, and a free penalty evaluates it at sets of samples that
            nobody has declared, of which each would need masks of its own.
    """
    check_randomness(critic.is_random, constraints)
    free = [constraint for constraint in constraints if isinstance(constraint, AbstractFreePenalty)]
    if free and critic.is_random:
        raise CombinationError(
            f"{type(free[0]).__name__} calls the critic as it likes, and this critic draws masks of dropout for each "
            "set of samples: nobody knows which are meant. Leave out Dropout, or derive the penalty from one of the "
            "kinds that declare their points."
        )


def check_randomness(random: bool, constraints: tuple[AbstractConstraint, ...]) -> None:
    """Refuse a critic without random passes where a constraint compares them.

    Args:
        random: whether two passes of the critic in training differ at the same samples.
        constraints: of the critic.

    Raises:
        CombinationError: a constraint needs them to.
    """
    needing = [constraint for constraint in constraints if constraint.needs_random_critic]
    if needing and not random:
        raise CombinationError(
            f"{type(needing[0]).__name__} compares two random passes of the critic at the same samples, but this "
            "critic draws nothing: both would be equal, and the term 0. Put Dropout(0.5) after its activations "
            "(mlp(dropout=0.5), dcgan(dropout=0.5); nn.Dropout in a module of your own, in training mode). On the "
            "command line: --set critic.dropout=0.5."
        )
