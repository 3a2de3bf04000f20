"""Batches as they are given, checked and on their way to a step."""

from typing import Any

import attrs

from ganreg.backend import Batch
from ganreg.batches import real_samples
from ganreg.errors import UnsupportedError
from ganreg.labels import checked_labels
from ganreg.recipe import Recipe
from ganreg_jax.placement import Placement

Array = Any


@attrs.frozen
class Given:
    """What a step sees of its batch: how many samples, the real ones if it looks at them, labels if it takes some."""

    n: int
    real: Array | None
    labels: Array | None


@attrs.frozen
class Batches:
    """Checks batches against a recipe.

    Args:
        recipe: whose shape, batch size and loss.
        placement: whose type the samples take.
        classes: how many classes the networks tell apart, None if they take no labels.
    """

    recipe: Recipe
    placement: Placement
    classes: int | None

    def of(self, player: str, batch: Batch | None) -> Given:
        """What a player's step sees.

        Raises:
            DataError: samples or labels are missing, or are not what the networks take.
            UnsupportedError: there are labels, and neither network takes some.
        """
        x, label = (None, None) if batch is None else (batch.x, batch.label)
        if label is not None and self.classes is None:
            raise UnsupportedError(
                "The batch has labels, but these networks take none. Leave them out, or give networks classes."
            )
        counted = x if x is not None else label
        n = self.recipe.batch_size if counted is None else len(counted)
        needs_real = player == "critic" or self.recipe.loss.generator_needs_real
        return Given(n, self._real(player, batch) if needs_real else None, self.labels(label, n))

    def labels(self, label: Any, n: int) -> Array | None:
        """Labels, checked; None for networks without classes."""
        return None if self.classes is None else checked_labels(label, n, self.classes)

    def _real(self, player: str, batch: Batch | None) -> Array:
        return self.placement.host(real_samples(player, batch, self.recipe.data_shape or ()))
