"""What works, but what a paper or our measurements advise against: warnings, not refusals."""

import warnings
from collections.abc import Iterator

from ganreg.constraints.abstract import AbstractInputTransform
from ganreg.constraints.clip import Clip
from ganreg.constraints.consistency import Consistency
from ganreg.constraints.r1 import R1
from ganreg.constraints.r2 import R2
from ganreg.errors import GanregWarning
from ganreg.losses.relativistic import Relativistic
from ganreg.losses.wasserstein import Wasserstein
from ganreg.networks.layers.bjorck_dense import BjorckDense
from ganreg.networks.network import AbstractNetwork
from ganreg.recipe import Recipe


def warn_of(recipe: Recipe, stacklevel: int) -> None:
    """Warn of each thing in a recipe that is advised against."""
    for advice in (*_clip_with_momentum(recipe), *_unbounded(recipe), *_lazy_pair(recipe)):
        warnings.warn(advice, GanregWarning, stacklevel=stacklevel + 1)


def _clip_with_momentum(recipe: Recipe) -> Iterator[str]:
    clips = any(isinstance(constraint, Clip) for constraint in recipe.constraints)
    if clips and recipe.critic_optimizer.has_momentum:
        yield (
            f"{recipe.critic_optimizer!r} has momentum: with weight clipping the WGAN paper found such training "
            "unstable (section 4). Use optimizer='rmsprop', or constraint='gp'."
        )


def _unbounded(recipe: Recipe) -> Iterator[str]:
    """Neither noise on the inputs nor consistency keeps scores from being multiplied by any number."""
    free = all(isinstance(constraint, (AbstractInputTransform, Consistency)) for constraint in recipe.constraints)
    if free and isinstance(recipe.loss, Wasserstein) and not _is_orthonormal(recipe):
        yield (
            "The Wasserstein loss without a constraint has no bound: the critic's scores grow for ever. "
            "Use constraint='gp'."
        )


def _is_orthonormal(recipe: Recipe) -> bool:
    """Whether all of the critic's layers that have parameters are orthonormal: it is 1-Lipschitz by itself."""
    if recipe.data_shape is None or not isinstance(recipe.critic, AbstractNetwork):
        return False
    bound = recipe.bound_critic()
    layers = zip(bound.layers, bound.shapes[:-1], strict=True)
    return all(isinstance(layer, BjorckDense) or not layer.parameters(shape) for layer, shape in layers)


def _lazy_pair(recipe: Recipe) -> Iterator[str]:
    lazy = [c for c in recipe.constraints if isinstance(c, (R1, R2)) and c.every > 1]
    if lazy and isinstance(recipe.loss, Relativistic):
        yield (
            f"{lazy[0]!r} is lazy: with the relativistic loss the authors of R3GAN (arXiv 2501.05441, appendix E) "
            "found that such training does not converge. Use every=1."
        )
