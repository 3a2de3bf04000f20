"""The eager PyTorch loop that most people write."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from benchmarks.method import BOUND, Method
from benchmarks.peers.torch_networks import critic_of, generator_of
from benchmarks.peers.torch_objective import critic_loss, generator_loss
from benchmarks.workload import Workload

Objective = Callable[[nn.Module, Tensor, Tensor, Tensor, Method], Tensor]


def make(
    workload: Workload, method: Method, device: str = "cpu", layout: torch.memory_format = torch.contiguous_format
) -> Callable[[int], None]:
    """The loop over this workload's data, with penalties by hand."""
    return loop(workload, method, device, critic_loss, layout)


def loop(
    workload: Workload,
    method: Method,
    device: str,
    objective: Objective,
    layout: torch.memory_format = torch.contiguous_format,
) -> Callable[[int], None]:
    """The same with another way to the critic's loss."""
    torch.manual_seed(0)
    data = torch.from_numpy(workload.data()).to(device)
    critic = critic_of(workload).to(device, memory_format=layout)
    generator = generator_of(workload).to(device, memory_format=layout)
    critic_optimizer, generator_optimizer = (optimizer(network, method) for network in (critic, generator))

    def latents() -> Tensor:
        return torch.randn(workload.batch, workload.latent, device=device)

    def critic_step() -> None:
        real = data[torch.randint(len(data), (workload.batch,), device=device)].contiguous(memory_format=layout)
        with torch.no_grad():
            fake = generator(latents())
        epsilon = torch.rand(workload.batch, device=device)
        critic_optimizer.zero_grad()
        objective(critic, real, fake, epsilon, method).backward()
        critic_optimizer.step()
        if method.constraint == "clip":
            clip_(critic)

    def generator_step() -> None:
        generator_optimizer.zero_grad()
        generator_loss(critic(generator(latents())), method).backward()
        generator_optimizer.step()

    def run(n: int) -> None:
        for _ in range(n):
            for _ in range(method.n_critic):
                critic_step()
            if method.generator_step:
                generator_step()
        if device != "cpu":
            torch.cuda.synchronize()

    return run


def optimizer(network: nn.Module, method: Method) -> torch.optim.Optimizer:
    """The fastest form of PyTorch's own: fused Adam; RMSProp over all parameters at once."""
    if method.optimizer == "adam":
        betas = (method.beta1, method.beta2)
        return torch.optim.Adam(network.parameters(), lr=method.lr, betas=betas, fused=True)
    return torch.optim.RMSprop(network.parameters(), lr=method.lr, foreach=True)


@torch.no_grad()
def clip_(critic: nn.Module) -> None:
    """Every parameter into [−c, c]."""
    for parameter in critic.parameters():
        parameter.clamp_(-BOUND, BOUND)
