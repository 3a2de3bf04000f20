"""TorchGAN 0.1.0, the toolkit of the package index that still installs; in an environment of its own: `make torchgan`.

Its batches and steps are those of `Trainer.train`; what that does once per epoch (checkpoints, pictures) is left out.
Its gradient penalty is another than the paper's: one ε for the whole batch, one norm over the whole batch, and an
optimizer step of its own. It is timed as it is.
"""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader
from torchgan.losses import WassersteinDiscriminatorLoss, WassersteinGeneratorLoss, WassersteinGradientPenalty
from torchgan.models import Discriminator, Generator
from torchgan.trainer import Trainer

from benchmarks.method import BOUND, WEIGHT, Method
from benchmarks.peers.torch_networks import critic_of, generator_of
from benchmarks.workload import Workload


class Scores(Discriminator):  # type: ignore[misc]
    """The workload's critic as TorchGAN takes it."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload.numbers)
        self.network: nn.Module = critic_of(workload)

    def forward(self, x: Tensor) -> Tensor:
        """Scores `(n, 1)`."""
        scores: Tensor = self.network(x)
        return scores


class Samples(Generator):  # type: ignore[misc]
    """The workload's generator as TorchGAN takes it."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload.latent)
        self.network: nn.Module = generator_of(workload)

    def forward(self, z: Tensor) -> Tensor:
        """Samples."""
        samples: Tensor = self.network(z)
        return samples


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Batches through `Trainer.train_iter`.

    Raises:
        NotImplementedError: TorchGAN has no such loss or constraint.
    """
    loader = DataLoader(torch.from_numpy(workload.data()), workload.batch, shuffle=True, drop_last=True)
    trainer, batches = trainer_of(workload, method, device), endless(loader)

    def run(n: int) -> None:
        for _ in range(n * method.n_critic):
            trainer.real_inputs = next(batches).to(device)
            _, _, made, played = trainer.train_iter()
            trainer.loss_information["generator_iters"] += made
            trainer.loss_information["discriminator_iters"] += played

    return run


def trainer_of(workload: Workload, method: Method, device: str) -> Any:
    """TorchGAN's trainer with the method's losses and optimizers."""
    folder = tempfile.mkdtemp()
    form = torch.optim.Adam if method.optimizer == "adam" else torch.optim.RMSprop
    numbers: dict[str, Any] = {"lr": method.lr}
    if method.optimizer == "adam":
        numbers["betas"] = (method.beta1, method.beta2)
    models = {
        player: {"name": network, "args": {"workload": workload}, "optimizer": {"name": form, "args": numbers}}
        for player, network in (("generator", Samples), ("discriminator", Scores))
    }
    places = {"checkpoints": f"{folder}/models/gan", "recon": f"{folder}/images", "log_dir": f"{folder}/logs"}
    trainer = Trainer(models, losses(method), device=torch.device(device), ncritic=method.n_critic, **places)
    trainer.batch_size = workload.batch
    return trainer


def losses(method: Method) -> list[Any]:
    """Those of WGAN with a clip or with a gradient penalty."""
    if method.loss != "wasserstein":
        raise NotImplementedError(f"TorchGAN has no {method.name}")
    clip = (-BOUND, BOUND) if method.constraint == "clip" else None
    penalty = [WassersteinGradientPenalty(lambd=WEIGHT)] if method.constraint == "gp" else []
    return [WassersteinGeneratorLoss(), WassersteinDiscriminatorLoss(clip=clip), *penalty]


def endless(loader: Any) -> Iterator[Tensor]:
    """Epoch after epoch."""
    while True:
        yield from loader
