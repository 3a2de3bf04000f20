"""Constraints that are fine alone and contradict one another together.

Each rule has a name, by which `allow=` lifts it: sometimes the failure is the lesson. The recipe records that.
"""

from collections.abc import Callable, Mapping
from itertools import combinations

from ganreg import mixing
from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractGradientPenalty,
    AbstractProjection,
    AbstractReparametrisation,
)
from ganreg.constraints.free_form import AbstractScoreTransform
from ganreg.errors import CombinationError

Constraints = tuple[AbstractConstraint, ...]


def check_combination(constraints: Constraints, allow: tuple[str, ...]) -> None:
    """Refuse constraints that contradict one another.

    Args:
        constraints: of one critic.
        allow: the names of rules that are lifted.

    Raises:
        CombinationError: with the reason, the alternative, and the rule's name.
    """
    for name, reason in RULES.items():
        found = "" if name in allow else reason(constraints)
        if found:
            raise CombinationError(f"{found} Lift this refusal with allow=['{name}'] (--allow {name}).")


def _penalties_at_odds(constraints: Constraints) -> str:
    """Two gradient penalties that no critic satisfies at once: no norm costs nothing for both, or norms differ."""
    for one, other in combinations(_aiming(constraints), 2):
        (low, high), (other_low, other_high) = one.free_norms or (0, 0), other.free_norms or (0, 0)
        if max(low, other_low) > min(high, other_high):
            return (
                f"{_aim(one)} and {_aim(other)}: they pull at one another, and no critic satisfies both. Use one of "
                "them; a one-sided penalty (constraint='one_sided_gp') goes with one that aims at 0."
            )
        if one.norm != other.norm and min(low, other_low) > 0:
            return (
                f"{_aim(one)} and {_aim(other)}: the two norms of a gradient are equal only in special directions. "
                "Give both penalties the same norm."
            )
    return ""


def _projection_with_slopes(constraints: Constraints) -> str:
    """A projection such as clipping beside a penalty that wants slopes larger than 0."""
    projections = [constraint for constraint in constraints if isinstance(constraint, AbstractProjection)]
    for penalty in _aiming(constraints) if projections else ():
        if penalty.free_norms and penalty.free_norms[0] > 0:
            return (
                f"{_aim(penalty)}, but {type(projections[0]).__name__} sets the weights after each step, and the slope "
                "with them, whatever the penalty asks for: these are two ways to one end. Use one of them."
            )
    return ""


def _projection_with_reparametrisation(constraints: Constraints) -> str:
    """A projection of weights that the critic does not compute with."""
    projections = [constraint for constraint in constraints if isinstance(constraint, AbstractProjection)]
    scaled = [constraint for constraint in constraints if isinstance(constraint, AbstractReparametrisation)]
    if not projections or not scaled:
        return ""
    return (
        f"{type(scaled[0]).__name__} has the critic compute with other weights than those that "
        f"{type(projections[0]).__name__} bounds, so the bound says nothing about the critic. Use one of them."
    )


def _reparametrised_twice(constraints: Constraints) -> str:
    """The same reparametrisation twice, which changes nothing but the cost."""
    kinds = [type(constraint) for constraint in constraints if isinstance(constraint, AbstractReparametrisation)]
    twice = [kind.__name__ for kind in kinds if kinds.count(kind) > 1]
    return f"{twice[0]} is there twice: what is normalised already stays as it is. Name it once." if twice else ""


def _slopes_of_transformed_scores(constraints: Constraints) -> str:
    """Slopes, in a loss, of scores that are themselves made of slopes: a third derivative of the critic."""
    transforms = [one for one in constraints if isinstance(one, AbstractScoreTransform) and one.per_sample_gradients]
    others = [one for one in constraints if one.per_sample_gradients and one not in transforms]
    if not transforms or not (others or len(transforms) > 1):
        return ""
    other = [*transforms[1:], *others][0]
    return (
        f"{type(transforms[0]).__name__} already makes the score of its slope, and {type(other).__name__} "
        "takes the slope of that: training would need the critic's third derivative, which no backend is held to. Use "
        "one of them."
    )


def _aiming(constraints: Constraints) -> list[AbstractGradientPenalty]:
    """The gradient penalties that say which norms cost nothing."""
    penalties = (constraint for constraint in constraints if isinstance(constraint, AbstractGradientPenalty))
    return [penalty for penalty in penalties if penalty.free_norms is not None]


def _aim(penalty: AbstractGradientPenalty) -> str:
    low, high = penalty.free_norms or (0, 0)
    where = f"{high:g}" if low == high else f"at most {high:g}"
    return f"{type(penalty).__name__} aims at slopes of {where} ({type(penalty.norm).__name__})"


RULES: Mapping[str, Callable[[Constraints], str]] = {
    "penalties-at-odds": _penalties_at_odds,
    "clip-with-gp": _projection_with_slopes,
    "clip-with-spectral-norm": _projection_with_reparametrisation,
    "spectral-norm-twice": _reparametrised_twice,
    "slopes-of-transformed-scores": _slopes_of_transformed_scores,
}
"""From the rule's name to the function that says what is wrong, or nothing."""

LIFTABLE = (mixing.REFUSAL, *RULES)
"""The names of all refusals that `allow=` lifts."""
