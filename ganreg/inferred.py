"""What a recipe takes from its data where its user said nothing: networks, latents, classes, scaling."""

from math import prod
from typing import Any

import attrs

from ganreg.data.source import AbstractSource
from ganreg.networks.inferred import inferred_critic, inferred_generator
from ganreg.networks.network import AbstractNetwork
from ganreg.recipe import Recipe

MOST_LATENTS = 100
"""As in the papers on images; fewer for small samples, but at least two."""


def completed(recipe: Recipe, shape: tuple[int, ...], source: AbstractSource | None = None) -> Recipe:
    """The recipe with all that follows from a sample's shape, and from the data's range where there are data."""
    classes = None if source is None else source.classes
    critic = inferred_critic(shape, recipe.init) if recipe.critic is None else recipe.critic
    generator = inferred_generator(shape, recipe.init) if recipe.generator is None else recipe.generator
    whole = attrs.evolve(
        recipe,
        data_shape=shape,
        latent_dim=recipe.latent_dim or min(MOST_LATENTS, max(2, prod(shape))),
        critic=_told(critic, classes),
        generator=_told(generator, classes),
    )
    if source is None or whole.scaling is not None:
        return whole
    assert whole.latent_dim is not None
    reach = whole.backend.output_range(whole.generator, whole.latent_dim, shape)
    return attrs.evolve(whole, scaling=source.scaling(reach))


def _told(network: Any, classes: int | None) -> Any:
    """A network with the data's number of classes, if its user left that open; a module is left as it is."""
    specified = classes is not None and isinstance(network, AbstractNetwork)
    return network.for_classes(classes) if specified else network
