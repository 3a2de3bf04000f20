"""What became of one world with one seed."""

from time import perf_counter, process_time
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.benchmark.worlds.world import World
from ganreg.metrics import Scores, View

SHOWN = 1000
"""Samples for a picture, at most."""


@attrs.frozen(kw_only=True)
class Outcome:
    """The scores of one training, beside what it took.

    Args:
        seed: of every draw of it.
        iterations: generator updates.
        scores: of the samples of the generator's average, by name.
        present: of the samples of the generator as it stands at the end.
        seconds: from start to end of the training.
        cpu_seconds: of one core, or of all that the training used together.
        samples: some of the average's; not part of a record.
    """

    seed: int
    iterations: int
    scores: Scores
    present: Scores
    seconds: float
    cpu_seconds: float
    samples: NDArray[Any] | None = attrs.field(default=None, eq=False, repr=False)

    @classmethod
    def of(cls, world: World, seed: int) -> Self:
        """Train in a world, and look at what was learnt.

        The latents that are looked at are drawn by the seed too, but apart from those of the training.

        Raises:
            NonFiniteError: the training diverged.
        """
        gan, iterations = world.training.gan(seed), world.training.iterations
        wall, cpu = perf_counter(), process_time()
        gan.fit(world.data, iterations=iterations, progress=False)
        wall, cpu = perf_counter() - wall, process_time() - cpu
        return cls(
            seed=seed,
            iterations=iterations,
            scores=_scores(world, View(gan, world.source, seed)),
            present=_scores(world, View(gan, world.source, seed, averaged=False)),
            seconds=round(wall, 3),
            cpu_seconds=round(cpu, 3),
            samples=np.asarray(gan.sample(SHOWN, seed=seed), dtype=np.float32),
        )

    def solves(self, world: World) -> bool:
        """Whether all goals are met."""
        return all(goal.met(self.scores[goal.score]) for goal in world.goals)


def _scores(world: World, view: View) -> Scores:
    found: Scores = {}
    for metric in world.metrics:
        found |= metric.of(view)
    return found
