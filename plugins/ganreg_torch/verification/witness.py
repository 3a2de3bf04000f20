"""A critic that remembers what it was asked, and its derivatives in float64."""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ganreg.conformance.verification.observation import Evaluation

FORMS = ("(n, 1)", "(n,)", "pair", "(n, 1, 1, 1)", "probabilities")
"""How a critic may return its scores; the last is their sigmoid."""


@attrs.define(eq=False)
class Call:
    """A call of the critic: at what, with what result, by which weights, and whether a gradient was taken there."""

    points: torch.Tensor
    scores: torch.Tensor
    network: nn.Module
    tick: int
    asked: bool = False


class Witness(nn.Module):
    """A critic around a network of ours.

    Args:
        network: from `(n, *shape)` to `(n, 1)`.
        form: of the scores it returns, one of `FORMS`.
        clock: the number of the next thing that is recorded.
    """

    network: nn.Module
    form: str
    clock: Callable[[], int]
    calls: list[Call]

    def __init__(self, network: nn.Module, form: str, clock: Callable[[], int]) -> None:
        super().__init__()
        self.network = network
        self.__dict__.update(form=form, clock=clock, calls=[])

    def forward(self, x: torch.Tensor, *_: Any, **__: Any) -> Any:
        """The scores; further arguments are labels or steps, and make no difference."""
        scores = self.network(x)
        known = self.calls[-1].network if self.calls else None
        same = known is not None and all(
            torch.equal(p, q) for p, q in zip(known.parameters(), self.network.parameters(), strict=True)
        )
        self.calls.append(
            Call(x, scores, known if known is not None and same else copy.deepcopy(self.network), self.clock())
        )
        return shaped(scores, self.form)


def shaped(scores: torch.Tensor, form: str) -> Any:
    """Scores `(n, 1)` in another form."""
    if form == "pair":
        return scores, scores.new_zeros(len(scores), 3)
    if form == "probabilities":
        return torch.sigmoid(scores)
    return {"(n, 1)": scores, "(n,)": scores[:, 0], "(n, 1, 1, 1)": scores[:, :, None, None]}[form]


def evaluated(call: Call) -> Evaluation:
    """What the critic's own derivatives are at the points of a call."""
    network = copy.deepcopy(call.network).double().requires_grad_()
    points = call.points.detach().double().requires_grad_()
    weights = list(network.parameters())
    with torch.enable_grad():
        scores = network(points)[:, 0]
        (slopes,) = torch.autograd.grad(scores.sum(), points, create_graph=True)

    def pull(of: torch.Tensor) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        def pulled(cotangent: NDArray[np.float64]) -> NDArray[np.float64]:
            given = torch.as_tensor(cotangent, dtype=torch.float64).reshape(of.shape)
            if not of.requires_grad:
                return np.zeros(sum(w.numel() for w in weights))
            return flat(torch.autograd.grad(of, weights, given, retain_graph=True, allow_unused=True), weights)

        return pulled

    return Evaluation(
        host(points), host(scores), host(slopes), call.asked, pull(slopes), pull(scores), call.tick,
        max(float(w.detach().abs().max()) for w in weights),
    )  # fmt: skip


def flat(gradients: Any, weights: Sequence[torch.Tensor]) -> NDArray[np.float64]:
    """Gradients as one vector, zeros where there is none."""
    pairs = zip(gradients, weights, strict=True)
    return np.concatenate([host(torch.zeros_like(w) if g is None else g).reshape(-1) for g, w in pairs])


def host(tensor: torch.Tensor) -> NDArray[np.float64]:
    """A tensor as an array of the host, float64."""
    return tensor.detach().double().numpy().copy()
