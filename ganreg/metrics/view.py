"""What a metric may see of a GAN."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import Batch
from ganreg.data.source import AbstractSource
from ganreg.draws import Draws, HostStream, StepDraws
from ganreg.metrics.reals import Reals

if TYPE_CHECKING:
    from ganreg.engine import AbstractEngine
    from ganreg.gan import GAN


@attrs.define(slots=False)
class View:
    """A GAN as it stands, beside its data. Nothing that is drawn here is drawn by training, nor disturbs it.

    The latents, and the real samples, are the same at every look: what changes is the generator.

    Args:
        gan: with its networks.
        source: of real samples.
        seed: of what is drawn here, in [0, 2⁶³).
        averaged: whether by the generator's average; by default where the recipe has one.
    """

    gan: "GAN"
    source: AbstractSource
    seed: int = 0
    averaged: bool | None = None

    @property
    def engine(self) -> "AbstractEngine":
        """What computes the GAN."""
        return self.gan.engine

    def stream(self, path: str) -> HostStream:
        """Numbers for one purpose."""
        return self.reals.stream(path)

    def step_draws(self, player: str) -> StepDraws:
        """The draws of an update that is never made, for gradients as they would be."""
        return StepDraws(Draws(self.seed), player, 0)

    def real(self, n: int, half: bool = True) -> NDArray[Any]:
        """Real samples `(n, *shape)` in the data's own units; of a finite source at most half of all, or all."""
        return np.asarray(self.reals.first(n, half).x)

    def fake(self, n: int) -> NDArray[Any]:
        """Generated samples `(n, *shape)` in the data's own units; of the classes of real ones, where it has some."""
        label = self._labels(n) if "generator" in self.engine.labelled else None
        return self.gan.sample(n, label=label, seed=self.seed, averaged=self.averaged)

    def batch(self, n: int) -> Batch:
        """Real samples, and their labels if the networks take some, in the generator's range."""
        batch = self.reals.first(n)
        return self.gan.scaled(Batch(batch.x, batch.label if self.engine.labelled else None))

    @cached_property
    def reals(self) -> Reals:
        """The real samples."""
        return Reals(self.source, self.seed)

    def _labels(self, n: int) -> NDArray[Any]:
        """The labels of `n` real samples, again and again where there are fewer."""
        label = np.asarray(self.reals.first(n).label)
        return np.resize(label, n)
