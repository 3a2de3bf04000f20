"""ganreg's objective under Accelerate, in bfloat16 where networks multiply and float32 everywhere else.

    python examples/loops/accelerate_loop.py           # or: accelerate launch examples/loops/accelerate_loop.py

Seconds on one core. Needs `pip install "ganreg[loops]"`.
"""

import argparse

import torch
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader

import ganreg

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--iterations", type=int, default=500, help="generator updates")
parser.add_argument("--precision", default="bf16", help="as Accelerate knows it: no, bf16, fp16")
arguments = parser.parse_args()
torch.set_num_threads(1)
torch.manual_seed(0)

accelerator = Accelerator(mixed_precision=arguments.precision)
critic = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 2))
optimizers = [torch.optim.Adam(network.parameters(), 1e-3, (0.0, 0.9)) for network in (critic, generator)]
real = torch.randn(5 * arguments.iterations * 64, 2) * 0.3 + 3
critic, generator, of_critic, of_generator, batches = accelerator.prepare(
    critic, generator, *optimizers, DataLoader(real, batch_size=64)
)
objective = ganreg.objective(loss="wasserstein", constraint="gp")

for step, samples in enumerate(batches):
    latent = torch.randn(2, *samples.shape, device=accelerator.device)
    # The critic as `prepare` returned it: its inside would compute in float32, and not be averaged over processes.
    loss, terms = objective.critic_loss(critic, samples, generator(latent[0]), with_terms=True)
    of_critic.zero_grad()
    accelerator.backward(loss)
    of_critic.step()
    if step % 5 == 4:
        of_generator.zero_grad()
        accelerator.backward(objective.generator_loss(critic, generator(latent[1])))
        of_generator.step()
    if step % (arguments.iterations // 5 * 5) == 0:
        accelerator.print(f"critic step {step:5d}   Wasserstein estimate {terms['wasserstein_estimate'].item():+.4f}")
