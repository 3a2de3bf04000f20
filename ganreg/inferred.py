"""What a recipe takes from its data where its user said nothing: networks, latents, scaling."""

from math import prod

import attrs

from ganreg.data.source import AbstractSource
from ganreg.networks.inferred import inferred_critic, inferred_generator
from ganreg.recipe import Recipe

MOST_LATENTS = 100
"""As in the papers on images; fewer for small samples, but at least two."""


def completed(recipe: Recipe, shape: tuple[int, ...], source: AbstractSource | None = None) -> Recipe:
    """The recipe with all that follows from a sample's shape, and from the data's range where there are data."""
    whole = attrs.evolve(
        recipe,
        data_shape=shape,
        latent_dim=recipe.latent_dim or min(MOST_LATENTS, max(2, prod(shape))),
        critic=inferred_critic(shape, recipe.init) if recipe.critic is None else recipe.critic,
        generator=inferred_generator(shape, recipe.init) if recipe.generator is None else recipe.generator,
    )
    if source is None or whole.scaling is not None:
        return whole
    assert whole.latent_dim is not None
    reach = whole.backend.output_range(whole.generator, whole.latent_dim, shape)
    return attrs.evolve(whole, scaling=source.scaling(reach))
