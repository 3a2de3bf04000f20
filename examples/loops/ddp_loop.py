"""ganreg's objective under DistributedDataParallel: two processes with half a batch each take one process's steps.

    python examples/loops/ddp_loop.py

Seconds on two cores. In a loop of your own the processes are torchrun's.
"""

import argparse
import tempfile

import torch
from torch import distributed, multiprocessing, nn
from torch.nn.parallel import DistributedDataParallel

import ganreg

N = 64


def train(part: slice, wrap: type, iterations: int) -> torch.Tensor:
    """All weights of critic and generator after a few iterations on one part of each batch."""
    torch.manual_seed(0)  # the same weights and the same whole batches everywhere
    critic = wrap(nn.Sequential(nn.Linear(2, 64), nn.Softplus(), nn.Linear(64, 1)))
    generator = wrap(nn.Sequential(nn.Linear(2, 64), nn.Softplus(), nn.Linear(64, 2)))
    of_critic, of_generator = (torch.optim.SGD(one.parameters(), 0.02) for one in (critic, generator))
    objective = ganreg.objective(loss="wasserstein", constraint="gp")
    for _ in range(iterations):
        real, latent, epsilon = torch.randn(N, 2) * 0.3 + 3, torch.randn(N, 2), torch.rand(N)
        draws = {"epsilon": epsilon[part]}  # given, to compare; without, seed each rank differently after wrapping
        of_critic.zero_grad()
        objective.critic_loss(critic, real[part], generator(latent[part]), draws=draws).backward()
        of_critic.step()
        of_generator.zero_grad()
        objective.generator_loss(critic, generator(latent[part])).backward()
        of_generator.step()
    return torch.cat([weight.detach().flatten() for one in (critic, generator) for weight in one.parameters()])


def work(rank: int, meeting: str, iterations: int) -> None:
    """One of the processes."""
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=2)
    weights = train(slice(rank * N // 2, (rank + 1) * N // 2), DistributedDataParallel, iterations)
    if rank == 0:
        difference = (weights - train(slice(None), nn.Sequential, iterations)).abs().max()
        print(f"after {iterations} iterations two processes differ from one by {difference:.1e}")
    distributed.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--iterations", type=int, default=100, help="of a critic's and a generator's step each")
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(work, (f"{folder}/meeting", parser.parse_args().iterations), nprocs=2)
