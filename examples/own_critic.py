"""A critic of your own, read into a specification with its weights, and held against the reference.

    python examples/own_critic.py

Needs `pip install "ganreg[torch]"`.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import ganreg
from ganreg.conformance import Case, case_checks
from ganreg.networks import mlp
from ganreg.registry import registry
from ganreg_torch import read_network


class Critic(nn.Module):
    """As people write them: layers in the constructor, the rest in `forward`."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 3, 4, stride=2, padding=1)
        self.second = nn.Conv2d(3, 3, 3, padding=1)
        self.norm = nn.GroupNorm(1, 3)
        self.score = nn.Linear(3, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores `(n, 1)`."""
        x = functional.leaky_relu(self.first(x), 0.2)
        x = x + torch.tanh(self.norm(self.second(x)))
        return self.score(x.mean([2, 3]))


torch.manual_seed(4)
module = Critic()
critic = read_network(module, (1, 8, 8))
for place, layer in enumerate(critic.stack):
    print(place, layer)

random = np.random.default_rng(0)
real, fake = (random.normal(size=(2, 1, 8, 8)).astype(np.float32) for _ in "ab")
exact = ganreg.build(backend="reference", critic=critic, data_shape=(1, 8, 8))
with torch.no_grad():
    gap = np.abs(exact.scores(real) - module(torch.from_numpy(real)).numpy()[:, 0]).max()
print(f"scores of the module and of the reference differ by {gap:.1e}")

case = Case(real=real, constraints=("gp",), critic=critic, generator=mlp(width=4, depth=1), latent_dim=2)
for name in ("torch", "numpy"):
    results = [check() for check in case_checks(case, registry().create("backend", name, dtype="float64"))]
    assert all(result.status == "pass" for result in results), results
    print(f"{name}: {len(results)} checks passed, the penalty's gradient in its weights among them")
