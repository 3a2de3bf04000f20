"""What this backend takes: looked at once, when an engine is made."""

from typing import Any

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractInputTransform,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.free_form import FREE_FORMS
from ganreg.errors import NetworkError, UnsupportedError
from ganreg.implementations import implementation_of
from ganreg.mixing import check_specified
from ganreg.networks.network import BoundNetwork
from ganreg.randomness import check_random
from ganreg.recipe import Recipe
from ganreg.schedules import settled
from ganreg.support import check_support, parts_of
from ganreg_jax.free_form import METHODS, NAME
from ganreg_jax.layers import check_layers

KINDS: tuple[type[AbstractConstraint], ...] = (
    AbstractGradientPenalty,
    AbstractScorePenalty,
    AbstractFeaturePenalty,
    AbstractWeightPenalty,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractInputTransform,
    *FREE_FORMS,
)


def check_recipe(recipe: Recipe, critic: BoundNetwork, generator: BoundNetwork) -> None:
    """Refuse a recipe that this backend cannot compute, or that no backend should.

    Raises:
        UnsupportedError: a component is declared unsupported, of a kind that nothing here computes, or not hashable;
            a free form has no implementation for JAX, or the game differentiates gradients of it.
        PluginError: an implementation has not the method of its kind.
        NetworkError: a network has nothing to train.
        CombinationError: the critic mixes samples under a gradient penalty, or draws nothing where a constraint
            compares draws.
    """
    optimizers = (recipe.critic_optimizer, recipe.generator_optimizer)
    average = () if recipe.average is None else (recipe.average,)
    layers: tuple[Any, ...] = (*critic.layers, *generator.layers)
    named = (recipe.loss, *recipe.constraints, *optimizers, *average, *recipe.game.rules(), *layers)
    check_support(recipe.backend, named)
    for component in parts_of(named):
        _check_hashable(component)
    for constraint in recipe.constraints:
        if not isinstance(constraint, KINDS):
            raise UnsupportedError(
                f"The 'jax' backend does not compute {constraint!r}: it is none of "
                f"{', '.join(kind.__name__ for kind in KINDS)}. Derive it from one of them."
            )
    _check_free_forms(recipe)
    for player, network in (("critic", critic), ("generator", generator)):
        check_layers(network.layers)
        if not network.parameters():
            raise NetworkError(f"The {player}'s network has no parameters to train. Add a Dense layer.")
    check_specified(critic, recipe.constraints, recipe.allow)
    check_random(critic, recipe.constraints)


def _check_free_forms(recipe: Recipe) -> None:
    """Each has an implementation; and no game differentiates it more often than anybody has proven."""
    free = [constraint for constraint in recipe.constraints if isinstance(constraint, FREE_FORMS)]
    for constraint in free:
        method = next(name for kind, name in METHODS.items() if isinstance(constraint, kind))
        implementation_of(settled(constraint, 0), NAME, method)
    deep = [rule for rule in recipe.game.rules() if rule.differentiates_gradients]
    if deep and free:
        raise UnsupportedError(
            f"{type(deep[0]).__name__} differentiates gradients of the critic's loss, in the generator too, and no "
            f"reference has those of {type(free[0]).__name__}. Use another game."
        )


def _check_hashable(component: Any) -> None:
    try:
        hash(component)
    except TypeError as error:
        raise UnsupportedError(
            f"The 'jax' backend compiles for values of components, but {component!r} cannot be hashed: {error}. Give "
            "its parameters as tuples in the place of lists, and arrays by param(…, described=False)."
        ) from error
