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
from ganreg.errors import NetworkError, UnsupportedError
from ganreg.mixing import check_specified
from ganreg.networks.network import BoundNetwork
from ganreg.randomness import check_random
from ganreg.recipe import Recipe
from ganreg.support import check_support, parts_of
from ganreg_jax.layers import check_layers

KINDS: tuple[type[AbstractConstraint], ...] = (
    AbstractGradientPenalty,
    AbstractScorePenalty,
    AbstractFeaturePenalty,
    AbstractWeightPenalty,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractInputTransform,
)


def check_recipe(recipe: Recipe, critic: BoundNetwork, generator: BoundNetwork) -> None:
    """Refuse a recipe that this backend cannot compute, or that no backend should.

    Raises:
        UnsupportedError: a component is declared unsupported, of a kind that nothing here computes, or not hashable.
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
    for player, network in (("critic", critic), ("generator", generator)):
        check_layers(network.layers)
        if not network.parameters():
            raise NetworkError(f"The {player}'s network has no parameters to train. Add a Dense layer.")
    check_specified(critic, recipe.constraints, recipe.allow)
    check_random(critic, recipe.constraints)


def _check_hashable(component: Any) -> None:
    try:
        hash(component)
    except TypeError as error:
        raise UnsupportedError(
            f"The 'jax' backend compiles for values of components, but {component!r} cannot be hashed: {error}. Give "
            "its parameters as tuples in the place of lists, and arrays by param(…, described=False)."
        ) from error
