"""A world that is over in a moment."""

import attrs

from ganreg.benchmark.worlds import RING


def small_world(iterations=3, goals=RING.goals):
    """The ring with small networks."""
    training = attrs.evolve(
        RING.training, iterations=iterations, width=8, generator_depth=2, critic_depth=1, batch_size=8
    )
    return attrs.evolve(RING, training=training, goals=goals)
