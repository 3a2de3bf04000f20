"""Eight Gaussians on a circle."""

from ganreg.benchmark.worlds.goal import at_least, at_most
from ganreg.benchmark.worlds.published_2d import OF_RING
from ganreg.benchmark.worlds.spread import Spread
from ganreg.benchmark.worlds.training import RelativisticTraining
from ganreg.benchmark.worlds.world import World
from ganreg.data import Ring
from ganreg.metrics import Modes

RING = World(
    name="ring",
    title="8 Gaussians on the unit circle, standard deviation 0.01, as in PacGAN; 2,500 samples",
    data=Ring(radius=1.0, std=0.01),
    training=RelativisticTraining(
        iterations=14000, width=64, critic_depth=3, generator_depth=10, latent_dim=2, lr=3e-3, gamma=(0.05, 1e-4)
    ),
    measures=lambda: (Modes(), Spread()),
    also=("mode_spread",),
    goals=(at_least("modes_covered", 8), at_least("high_quality", 0.97), at_most("reverse_kl", 0.005)),
    published=OF_RING,
)
