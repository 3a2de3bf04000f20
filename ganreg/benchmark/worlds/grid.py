"""Twenty-five Gaussians on a square grid."""

from ganreg.benchmark.worlds.goal import at_least, at_most
from ganreg.benchmark.worlds.published_2d import OF_GRID
from ganreg.benchmark.worlds.spread import Spread
from ganreg.benchmark.worlds.training import RelativisticTraining
from ganreg.benchmark.worlds.world import World
from ganreg.data import Grid
from ganreg.metrics import Modes

GRID = World(
    name="grid",
    title="25 Gaussians at {−4, −2, 0, 2, 4}², standard deviation 0.05, as in PacGAN; 2,500 samples",
    data=Grid(spacing=2.0, std=0.05),
    training=RelativisticTraining(
        iterations=16000, width=64, critic_depth=3, generator_depth=10, latent_dim=2, lr=2e-3, gamma=(0.2, 5e-4)
    ),
    measures=lambda: (Modes(), Spread()),
    also=("mode_spread",),
    goals=(at_least("modes_covered", 25), at_least("high_quality", 0.95), at_most("reverse_kl", 0.01)),
    published=OF_GRID,
)
