"""ganreg's objective in Lightning, with manual optimization: two optimizers, each toggled for its step.

    python examples/loops/lightning_loop.py

Seconds on one core. Needs `pip install "ganreg[loops]"`.
"""

import argparse
import logging

import lightning
import torch
from torch import nn
from torch.utils.data import DataLoader

import ganreg

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--iterations", type=int, default=500, help="generator updates")
parser.add_argument("--precision", default="32-true", help="such as bf16-mixed")
arguments = parser.parse_args()
torch.set_num_threads(1)
lightning.seed_everything(0, verbose=False)
logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)


class WGAN(lightning.LightningModule):
    """A critic, a generator and their objective; everything else is Lightning's."""

    def __init__(self) -> None:
        super().__init__()
        self.automatic_optimization = False
        self.critic = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
        self.generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 2))
        self.objective = ganreg.objective(loss="wasserstein", constraint="gp")

    def configure_optimizers(self) -> list[torch.optim.Optimizer]:
        """The critic's and the generator's."""
        return [torch.optim.Adam(one.parameters(), 1e-3, (0.0, 0.9)) for one in (self.critic, self.generator)]

    def training_step(self, real: torch.Tensor, place: int) -> None:
        """A critic's step, and a generator's after every fifth."""
        of_critic, of_generator = self.optimizers()
        self.toggle_optimizer(of_critic)
        fake = self.generator(torch.randn_like(real))  # no detach(): samples are constants to critic_loss
        loss, terms = self.objective.critic_loss(self.critic, real, fake, with_terms=True)
        self.taken(of_critic, loss)
        if place % 5 == 4:
            self.toggle_optimizer(of_generator)  # from here on critic_loss would refuse: the critic is frozen
            self.taken(of_generator, self.objective.generator_loss(self.critic, self.generator(torch.randn_like(real))))
        if place % (arguments.iterations // 5 * 5) == 0:
            print(f"critic step {place:5d}   Wasserstein estimate {terms['wasserstein_estimate'].item():+.4f}")

    def taken(self, optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
        """One step."""
        optimizer.zero_grad()
        self.manual_backward(loss)
        optimizer.step()
        self.untoggle_optimizer(optimizer)


real = torch.randn(5 * arguments.iterations * 64, 2) * 0.3 + 3
silent = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "enable_model_summary": False}
trainer = lightning.Trainer(max_epochs=1, accelerator="cpu", precision=arguments.precision, **silent)
trainer.fit(WGAN(), DataLoader(real, batch_size=64))
