"""A generator and optimizers that are watched."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from ganreg.conformance.verification.observation import Update
from ganreg_torch.verification.given import LEARNING_RATE
from ganreg_torch.verification.witness import flat


class Made(nn.Module):
    """Makes the batch that is wanted, from any latents, with one parameter to be reached."""

    samples: torch.Tensor

    def __init__(self, fake: torch.Tensor) -> None:
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(1))
        self.register_buffer("samples", fake.clone())

    def forward(self, z: torch.Tensor | None = None, *_: Any, **__: Any) -> torch.Tensor:
        """The samples, whatever the latents."""
        return self.samples + self.shift


class Recorded(torch.optim.SGD):
    """Gradient descent whose steps are recorded."""

    def __init__(
        self, parameters: list[nn.Parameter], player: str, clock: Callable[[], int], updates: list[Update]
    ) -> None:
        super().__init__(parameters, lr=LEARNING_RATE)
        self.player, self.clock, self.updates, self.parameters = player, clock, updates, parameters

    def step(self, closure: Any = None) -> Any:
        """One step."""
        loss = closure() if closure is not None else None
        gradient = flat([p.grad for p in self.parameters], list(self.parameters))
        before = flat(self.parameters, list(self.parameters))
        super().step()
        after = flat(self.parameters, list(self.parameters))
        self.updates.append(Update(self.player, gradient, before, after, self.clock()))
        return loss
