"""Where PyTorch's third derivatives are wrong, and so a gradient penalty may not be differentiated once more.

A game that differentiates both players' gradients takes the third derivative of a critic under a gradient penalty.
PyTorch (2.13) computes it wrongly, without a word, through its fused layer and batch normalisation: what their double
backward takes for constant depends on the input. Group normalisation and all other layers agree with the reference.
"""

from collections.abc import Iterable

from ganreg.constraints.abstract import AbstractGradientPenalty
from ganreg.constraints.free_form import FREE_FORMS
from ganreg.errors import CombinationError, UnsupportedError
from ganreg.networks.layers import AbstractLayer, BatchNorm, ConditionalBatchNorm, LayerNorm, Residual
from ganreg.recipe import Recipe

WRONG = (LayerNorm, BatchNorm, ConditionalBatchNorm)


def check_third_order(recipe: Recipe, specified: bool) -> None:
    """Refuse what would be silently wrong: such a game, a gradient penalty, and such a critic.

    Args:
        recipe: with networks and shapes.
        specified: whether the critic is a specification; nobody knows what a module of a user's own is made of.

    Raises:
        CombinationError: the three meet.
        UnsupportedError: a constraint of a form of its own, which nobody has differentiated so often.
    """
    deep = [rule for rule in recipe.game.rules() if rule.differentiates_gradients]
    free = [constraint for constraint in recipe.constraints if isinstance(constraint, FREE_FORMS)]
    if deep and free:
        raise UnsupportedError(
            f"{type(deep[0]).__name__} differentiates gradients of the critic's loss, in the generator too, and no "
            f"reference has those of {type(free[0]).__name__}. Use another game."
        )
    if not deep or not any(isinstance(constraint, AbstractGradientPenalty) for constraint in recipe.constraints):
        return
    cause = "a module of your own may have such layers" if not specified else ""
    for layer in _parts(recipe.bound_critic().layers) if specified else ():
        cause = cause or (f"the critic has {layer!r}" if isinstance(layer, WRONG) else "")
    if cause:
        raise CombinationError(
            f"{type(deep[0]).__name__} differentiates the gradient penalty twice more, and PyTorch's third derivatives "
            f"of layer and batch normalisation are wrong: {cause}. Use a specified critic with GroupNorm(1), which for "
            "vectors is layer normalisation, or without normalisation; or another game."
        )


def _parts(layers: Iterable[AbstractLayer]) -> Iterable[AbstractLayer]:
    """All layers, those within others too."""
    for layer in layers:
        yield layer
        if isinstance(layer, Residual):
            yield from _parts((*layer.body, *layer.shortcut))
