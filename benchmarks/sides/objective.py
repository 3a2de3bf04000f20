"""The eager PyTorch loop with `ganreg.objective` in the place of the loss and penalty by hand."""

from collections.abc import Callable

from torch import Tensor, nn

import ganreg
from benchmarks.method import Method
from benchmarks.peers import eager
from benchmarks.sides.recipe import constraint_of
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """The eager peer's loop; the critic's loss is ganreg's, with the same ε."""
    objective = ganreg.objective(loss=method.loss, constraint=constraint_of(method))

    def critic_loss(critic: nn.Module, real: Tensor, fake: Tensor, epsilon: Tensor, _: Method) -> Tensor:
        loss: Tensor = objective.critic_loss(critic, real, fake, draws={"epsilon": epsilon})
        return loss

    return eager.loop(workload, method, device, critic_loss)
