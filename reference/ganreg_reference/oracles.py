"""Finding the oracle of a component; its own formula where nobody announced an oracle.

The classes of constraints are not imported: a constraint's kind is told by the formulas that it has.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import numpy as np

from ganreg.component import Component
from ganreg.errors import PluginError, UnsupportedError
from ganreg.networks import BoundNetwork
from ganreg.recipe import Recipe
from ganreg.registry import registry
from ganreg_reference import own_formulas
from ganreg_reference.contracts import (
    AverageOracle,
    FeaturePenaltyOracle,
    FreePenaltyOracle,
    GradientPenaltyOracle,
    InputTransformOracle,
    LossOracle,
    LossValues,
    NormOracle,
    OptimizerOracle,
    PointSetOracle,
    ProjectionOracle,
    ReparametrisationOracle,
    ScorePenaltyOracle,
    ScoreTransformOracle,
    WeightPenaltyOracle,
)
from ganreg_reference.losses.by_complex_step import LossByComplexStep
from ganreg_reference.losses.in_arrays import LossInArrays

Oracle = TypeVar("Oracle")

GRADIENT_PENALTY, SCORE_PENALTY, FEATURE_PENALTY, WEIGHT_PENALTY, PROJECTION, REPARAMETRISATION = (
    "gradient penalty",
    "score penalty",
    "feature penalty",
    "weight penalty",
    "projection",
    "reparametrisation",
)
FREE_PENALTY, SCORE_TRANSFORM = "free penalty", "score transform"
PENALTIES = (GRADIENT_PENALTY, SCORE_PENALTY, FEATURE_PENALTY, WEIGHT_PENALTY, FREE_PENALTY)
INPUT_TRANSFORM = "input transform"


def kind_of(constraint: Any) -> str:
    """Which kind of constraint this is.

    Raises:
        UnsupportedError: none that the reference computes.
    """
    if getattr(constraint, "form", "") in (FREE_PENALTY, SCORE_TRANSFORM):
        return str(constraint.form)
    points = getattr(constraint, "points", ())
    if hasattr(constraint, "derivative") and points:
        return GRADIENT_PENALTY
    if hasattr(constraint, "project"):
        return PROJECTION
    if hasattr(constraint, "effective"):
        return REPARAMETRISATION
    if hasattr(constraint, "transform") and hasattr(constraint, "pullback"):
        return INPUT_TRANSFORM
    if hasattr(constraint, "gradients") and isinstance(points, tuple):
        return _kind_of_term(constraint)
    raise UnsupportedError(
        f"The reference does not compute the constraint {component_name(constraint)!r} ({type(constraint).__name__}). "
        "It knows gradient, score, feature, weight and free penalties, projections, reparametrisations, input and "
        "score transforms: derive the class from one of those."
    )


def _kind_of_term(constraint: Any) -> str:
    """Which kind of constraint with a value and gradients this is: told by its features and its points."""
    if getattr(constraint, "uses_features", False):
        return FEATURE_PENALTY
    return SCORE_PENALTY if getattr(constraint, "points", ()) else WEIGHT_PENALTY


def loss_oracle(loss: Any) -> LossOracle:
    """The oracle of a loss, its gradients as arrays; one that gives values alone is differentiated by complex step."""
    announced = registry().oracle(loss)
    made = announced(loss) if announced is not None else own_formulas.OwnLoss(loss)
    by_value = not hasattr(made, "critic_gradients") or (announced is None and loss.needs_differentiation)
    if by_value and isinstance(made, LossValues):
        return LossByComplexStep(made, loss.generator_needs_real)
    found = _oracle(loss, own_formulas.OwnLoss, LossOracle)
    foreign = announced is not None and not str(getattr(announced, "__module__", "")).startswith("ganreg_reference")
    return LossInArrays(found) if foreign else found


def gradient_penalty_oracle(penalty: Component) -> GradientPenaltyOracle:
    """The oracle of a gradient penalty's function of the norms."""
    return _oracle(penalty, own_formulas.OwnGradientPenalty, GradientPenaltyOracle)


def score_penalty_oracle(penalty: Component) -> ScorePenaltyOracle:
    """The oracle of a score penalty."""
    return _oracle(penalty, own_formulas.OwnTerm, ScorePenaltyOracle)


def feature_penalty_oracle(penalty: Component) -> FeaturePenaltyOracle:
    """The oracle of a feature penalty."""
    return _oracle(penalty, own_formulas.OwnFeatureTerm, FeaturePenaltyOracle)


def weight_penalty_oracle(penalty: Component) -> WeightPenaltyOracle:
    """The oracle of a weight penalty."""
    return _oracle(penalty, own_formulas.OwnTerm, WeightPenaltyOracle)


def projection_oracle(projection: Component) -> ProjectionOracle:
    """The oracle of a projection."""
    return _oracle(projection, own_formulas.OwnProjection, ProjectionOracle)


def reparametrisation_oracle(constraint: Component) -> ReparametrisationOracle:
    """The oracle of a reparametrisation."""
    return _oracle(constraint, own_formulas.OwnReparametrisation, ReparametrisationOracle)


def input_transform_oracle(transform: Component) -> InputTransformOracle:
    """The oracle of an input transform."""
    return _oracle(transform, own_formulas.OwnInputTransform, InputTransformOracle)


def free_penalty_oracle(penalty: Component) -> FreePenaltyOracle:
    """The oracle of a free penalty; there is no formula of its own to stand in for one."""
    oracle: FreePenaltyOracle = _oracle(penalty, _none, FreePenaltyOracle)
    return oracle


def score_transform_oracle(transform: Component) -> ScoreTransformOracle:
    """The oracle of a score transform; likewise."""
    oracle: ScoreTransformOracle = _oracle(transform, _none, ScoreTransformOracle)
    return oracle


def next_state(constraint: Any, state: Mapping[str, Any], observed: Any) -> Mapping[str, Any]:
    """A constraint's state after an update: by its oracle if that says how, otherwise by its own formula."""
    announced = registry().oracle(constraint)
    if hasattr(announced, "next_state"):
        after: Mapping[str, Any] = announced(constraint).next_state(state, observed)
    else:
        after = constraint.next_state(state, observed, np)
    return after


def point_set_oracle(points: Component) -> PointSetOracle:
    """The oracle of a point set."""
    return _oracle(points, own_formulas.OwnPointSet, PointSetOracle)


def norm_oracle(norm: Component) -> NormOracle:
    """The oracle of a norm."""
    return _oracle(norm, own_formulas.OwnNorm, NormOracle)


def optimizer_oracle(optimizer: Component) -> OptimizerOracle:
    """The oracle of an optimizer."""
    return _oracle(optimizer, own_formulas.OwnOptimizer, OptimizerOracle)


def average_oracle(average: Component) -> AverageOracle:
    """The oracle of an average of the generator."""
    return _oracle(average, own_formulas.OwnAverage, AverageOracle)


def checked_free_forms(constraints: tuple[Any, ...], critic: BoundNetwork) -> tuple[str, ...]:
    """The names of the free penalties and score transforms of a recipe, each of which has an oracle that serves.

    Raises:
        UnsupportedError: one has no oracle; or the critic has no score of one sample by itself.
        PluginError: an oracle has not the methods of its kind.
    """
    of_kind = {FREE_PENALTY: free_penalty_oracle, SCORE_TRANSFORM: score_transform_oracle}
    free = [one for one in constraints if kind_of(one) in of_kind]
    for one in free:
        of_kind[kind_of(one)](one)
        if critic.mixes_samples:
            raise UnsupportedError(
                f"The oracle of {component_name(one)!r} takes one sample at a time, and this critic's score for one "
                "sample depends on the others. Use layer normalisation in the place of batch normalisation."
            )
    return tuple(component_name(one) for one in free)


def unproven(recipe: Recipe) -> tuple[str, ...]:
    """The names of a recipe's components that have no oracle, each once, in the recipe's order."""
    without = [component_name(part) for part in _components(recipe) if registry().oracle(part) is None]
    return tuple(dict.fromkeys(without))


def component_name(component: Component) -> str:
    """The name under which a component is registered, or `module:Class`."""
    return str(registry().describe(component)["name"])


def _components(recipe: Recipe) -> Iterator[Component]:
    yield recipe.loss
    for constraint in recipe.constraints:
        yield constraint
        points = getattr(constraint, "points", ())
        yield from points if isinstance(points, tuple) else (points,)
        if kind_of(constraint) == GRADIENT_PENALTY:
            yield constraint.norm  # type: ignore[attr-defined]
    yield recipe.critic_optimizer
    yield recipe.generator_optimizer
    if recipe.average is not None:
        yield recipe.average


def _none(component: Any) -> Any:
    method = "value(critic, real, fake, stream)" if component.form == FREE_PENALTY else "score(critic, x)"
    raise UnsupportedError(
        f"The {component.form} {component_name(component)!r} has no oracle, so the reference has nothing to compute: "
        f"its implementations are what is to be proven. Announce one, oracle='package.module:Class', with {method}."
    )


def _oracle(component: Component, own: Callable[[Any], Oracle], contract: Any) -> Oracle:
    announced = registry().oracle(component)
    oracle: Oracle = (announced or own)(component)
    if not isinstance(oracle, contract):
        methods = ", ".join(sorted(name for name in vars(contract) if not name.startswith("_")))
        raise PluginError(
            f"The oracle {announced!r} of the {component.kind} {component_name(component)!r} is no "
            f"{contract.__name__}. Expected a class with the methods {methods}."
        )
    return oracle
