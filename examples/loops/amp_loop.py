"""ganreg's objective under torch.amp: float16 with a GradScaler.

    python examples/loops/amp_loop.py

The loss is computed within autocast, penalties too: there they are computed in float32, for a slope is differentiated
without the loss's scale, and what is under 6e-8 would be lost. Seconds on one core; on a CUDA device if there is one.
"""

import argparse

import torch
from torch import nn

import ganreg

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--iterations", type=int, default=500, help="generator updates")
arguments = parser.parse_args()
torch.set_num_threads(1)
torch.manual_seed(0)

device = "cuda" if torch.cuda.is_available() else "cpu"
critic = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 2)).to(device)
of_critic, of_generator = (torch.optim.Adam(one.parameters(), 1e-3, (0.0, 0.9)) for one in (critic, generator))
objective = ganreg.objective(loss="wasserstein", constraint="gp")
scalers = [torch.amp.GradScaler(device) for _ in range(2)]  # one each: gradients of the two differ by orders


def take(optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler, loss: torch.Tensor) -> None:
    """One step, which the scaler leaves out if a gradient has overflowed."""
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()


for iteration in range(1, arguments.iterations + 1):
    for _ in range(5):
        real = torch.randn(64, 2, device=device) * 0.3 + 3
        with torch.autocast(device, torch.float16):
            fake = generator(torch.randn_like(real))
            loss, terms = objective.critic_loss(critic, real, fake, with_terms=True)
        take(of_critic, scalers[0], loss)
    with torch.autocast(device, torch.float16):
        loss = objective.generator_loss(critic, generator(torch.randn_like(real)))
    take(of_generator, scalers[1], loss)
    if iteration % max(arguments.iterations // 10, 1) == 0:
        estimate = terms["wasserstein_estimate"].item()
        print(f"iteration {iteration:5d}   Wasserstein estimate {estimate:+.4f}   scale {scalers[0].get_scale():g}")
