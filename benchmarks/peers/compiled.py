"""The best that `torch.compile` gives around its double-backward limit.

`torch.compile(critic)` followed by a penalty raises: "torch.compile with aot_autograd does not currently support double
backward". Compiled here is therefore a pure function: `torch.func.grad` of a loss that contains `torch.func.grad`,
networks by `functional_call`, Adam or RMSProp in the same graph. Small networks are compiled as one whole iteration;
large ones step by step, which costs them nothing and compiles in a fifth of the time.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad

from benchmarks.method import BOUND, WEIGHT, Method
from benchmarks.peers.torch_networks import critic_of, generator_of
from benchmarks.peers.torch_objective import generator_loss, scores_loss
from benchmarks.workload import Workload

Values = Mapping[str, Tensor]
State = tuple[Values, Values, Values, Tensor]
"""Parameters, two moments, and the count of updates."""


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Iterations of one compiled graph, or of one for each kind of step."""
    torch.manual_seed(0)
    data = torch.from_numpy(workload.data()).to(device)
    critic, generator = critic_of(workload).to(device), generator_of(workload).to(device)
    whole = workload.network == "mlp"
    critic_step, generator_step = steps(critic, generator, method, (lambda f: f) if whole else torch.compile)

    def iterate(playing: State, made: State, real: Tensor, z: Tensor, epsilon: Tensor) -> tuple[State, State]:
        for k in range(method.n_critic):
            playing = critic_step(playing, made[0], real[k], z[k], epsilon[k])
        if method.generator_step:
            made = generator_step(made, playing[0], z[-1])
        return playing, made

    iteration = torch.compile(iterate) if whole else iterate
    states = [started(critic), started(generator)]

    def run(n: int) -> None:
        many = (method.n_critic, workload.batch)
        for _ in range(n):
            real = data[torch.randint(len(data), many, device=device)]
            z = torch.randn(method.n_critic + 1, workload.batch, workload.latent, device=device)
            states[:] = iteration(*states, real, z, torch.rand(many, device=device))
        if device != "cpu":
            torch.cuda.synchronize()

    return run


def steps(critic: nn.Module, generator: nn.Module, method: Method, compiler: Any) -> tuple[Any, Any]:
    """The critic's step and the generator's as functions of states."""
    buffers = dict(generator.named_buffers())

    def fakes(weights: Values, z: Tensor) -> Any:
        # A copy, since batch norm writes its running statistics; what is learnt of them is dropped.
        return functional_call(generator, {**weights, **{k: v.clone() for k, v in buffers.items()}}, (z,))

    def critic_step(state: State, weights: Values, real: Tensor, z: Tensor, epsilon: Tensor) -> State:
        fake = fakes(weights, z).detach()
        found = grad(lambda w: critic_loss(critic, w, real, fake, epsilon, method))(state[0])
        return updated(state, found, method, BOUND if method.constraint == "clip" else None)

    def generator_step(state: State, weights: Values, z: Tensor) -> State:
        loss = grad(lambda w: generator_loss(functional_call(critic, weights, (fakes(w, z),)), method))
        return updated(state, loss(state[0]), method)

    return compiler(critic_step), compiler(generator_step)


def critic_loss(
    critic: nn.Module, weights: Values, real: Tensor, fake: Tensor, epsilon: Tensor, method: Method
) -> Tensor:
    """The critic's loss with its penalty, as a pure function of the weights."""

    def scores(x: Tensor) -> Tensor:
        return functional_call(critic, dict(weights), (x,))  # type: ignore[no-any-return]

    def squares(x: Tensor) -> Tensor:
        return grad(lambda y: scores(y).sum())(x).square().flatten(1).sum(1)  # type: ignore[no-any-return]

    loss = scores_loss(scores(real), scores(fake), method)
    if method.constraint == "gp":
        epsilon = epsilon.view(-1, *[1] * (real.dim() - 1))
        return loss + WEIGHT * (squares(epsilon * real + (1 - epsilon) * fake).sqrt() - 1).square().mean()
    if method.constraint == "r1+r2":
        return loss + WEIGHT / 2 * (squares(real).mean() + squares(fake).mean())
    return loss


def started(network: nn.Module) -> State:
    """A network's weights, and an optimizer's state before the first update."""
    weights = {name: value.detach().clone() for name, value in network.named_parameters()}
    zeros = [{name: torch.zeros_like(value) for name, value in weights.items()} for _ in range(2)]
    return weights, zeros[0], zeros[1], torch.zeros((), device=next(network.parameters()).device)


def updated(state: State, grads: Values, method: Method, bound: float | None = None) -> State:
    """One step of Adam or RMSProp, and the clip."""
    weights, first, second, count = state
    count = count + 1
    adam = method.optimizer == "adam"
    beta1, beta2 = (method.beta1, method.beta2) if adam else (0.0, 0.99)
    first = {k: beta1 * first[k] + (1 - beta1) * g for k, g in grads.items()}
    second = {k: beta2 * second[k] + (1 - beta2) * g * g for k, g in grads.items()}
    correct1, correct2 = (1 - beta1**count, 1 - beta2**count) if adam else (1.0, 1.0)
    new = {
        k: w - method.lr * (first[k] / correct1) / ((second[k] / correct2).sqrt() + 1e-8) for k, w in weights.items()
    }
    if bound is not None:
        new = {k: w.clamp(-bound, bound) for k, w in new.items()}
    return new, first, second, count
