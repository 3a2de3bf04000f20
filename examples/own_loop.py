"""A training loop of one's own in PyTorch: ganreg gives the objective, everything else is PyTorch.

    python examples/own_loop.py

Eight Gaussians on a circle, as in the toy experiments of the WGAN-GP paper. A minute on two cores.
Needs `pip install "ganreg[torch]"`.
"""

import argparse

import torch
from torch import nn

import ganreg

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--iterations", type=int, default=3000, help="generator updates")
arguments = parser.parse_args()
torch.set_num_threads(1)
torch.manual_seed(0)

angles = torch.arange(8) * (2 * torch.pi / 8)
centres = torch.stack([angles.cos(), angles.sin()], dim=1)


def draw_real(n: int) -> torch.Tensor:
    """`n` points near one of the centres."""
    return centres[torch.randint(8, (n,))] + 0.02 * torch.randn(n, 2)


def network(inputs: int, outputs: int) -> nn.Module:
    """Three hidden layers."""
    hidden = [nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU()]
    return nn.Sequential(*hidden, nn.Linear(64, outputs))


critic, generator = network(2, 1), network(2, 2)
critic_optimizer = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.5, 0.9))
generator_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.9))
objective = ganreg.objective(loss="wasserstein", constraint={"name": "gp", "weight": 0.1}, backend="torch")

for iteration in range(1, arguments.iterations + 1):
    for _ in range(5):
        loss, terms = objective.critic_loss(critic, draw_real(128), generator(torch.randn(128, 2)), with_terms=True)
        critic_optimizer.zero_grad()
        loss.backward()
        critic_optimizer.step()
    generator_optimizer.zero_grad()
    objective.generator_loss(critic, generator(torch.randn(128, 2))).backward()
    generator_optimizer.step()
    if iteration % max(arguments.iterations // 10, 1) == 0:
        print(f"iteration {iteration:5d}   Wasserstein estimate {terms['wasserstein_estimate'].item():+.4f}")

with torch.no_grad():
    distances = torch.cdist(generator(torch.randn(1000, 2)), centres).min(dim=1)
near = distances.values < 0.1
print(f"{int(near.sum())} of 1000 samples lie within 0.1 of a centre, at {len(distances.indices[near].unique())} of 8")
