"""The critic's loss with its penalties: one piece of code for the engine and for loops of one's own."""

from collections.abc import Mapping
from typing import Any

import array_api_compat.torch as xp
import attrs
import torch

from ganreg.constraints.abstract import AbstractConstraint
from ganreg.losses.abstract import AbstractLoss
from ganreg.objectives import DuePenalty
from ganreg_torch.critics import check_learns
from ganreg_torch.penalties import CriticInputs, penalty_value

States = tuple[Mapping[str, Any], ...]


@attrs.frozen
class Evaluation:
    """A value to differentiate, and what belongs to it.

    Args:
        total: the loss and its scaled penalties, a scalar.
        parts: the penalties by name, detached scalars.
        observed: by constraint, what its value was computed from.
        learns: whether the loss, penalties aside, can be differentiated in anything.
        scores: of the real and of the fake samples, constants; none where there are penalties alone.
    """

    total: torch.Tensor
    parts: dict[str, torch.Tensor]
    observed: dict[int, Any]
    learns: bool = True
    scores: tuple[torch.Tensor, ...] = ()

    @property
    def terms(self) -> dict[str, torch.Tensor]:
        """What is reported, detached scalars: computed when asked for."""
        means = [scores.mean() for scores in self.scores]
        estimate = {"wasserstein_estimate": means[0] - means[1]} if means else {}
        return {"critic_loss": self.total.detach(), **self.parts, **estimate}

    def next_states(self, constraints: tuple[AbstractConstraint, ...], states: States) -> States:
        """The constraints' states after this evaluation; those that were not part of it keep theirs."""
        after = list(states)
        for index, observed in self.observed.items():
            after[index] = constraints[index].next_state(states[index], observed, xp)
        return tuple(after)


def evaluate_critic(
    loss: AbstractLoss, due: list[DuePenalty], inputs: CriticInputs, together: bool = False
) -> Evaluation:
    """The critic's loss plus its scaled penalties.

    Args:
        loss: the loss.
        due: the penalties that belong to this update.
        inputs: the critic, the samples and the draws.
        together: whether real and fake samples may go through the critic in one batch. False for a critic whose score
            of one sample depends on the others, or has masks drawn for the set that it belongs to.
    """
    real, fake = _both_scores(inputs, together)
    value = loss.critic(real, fake, xp)
    penalties = evaluate_penalties(due, inputs)
    total = value + penalties.total if due else value
    return Evaluation(total, penalties.parts, penalties.observed, value.requires_grad, (real.detach(), fake.detach()))


def evaluate_penalties(due: list[DuePenalty], inputs: CriticInputs) -> Evaluation:
    """The sum of the penalties, each scaled as it enters the loss."""
    total, parts, observed = None, {}, {}
    with inputs.around:
        for item in due:
            value, observed[item.index] = penalty_value(item.penalty, item.path, inputs)
            scaled = item.scale * value if item.scale != 1 else value
            total = scaled if total is None else total + scaled
            parts[item.term] = scaled.detach()
    return Evaluation(inputs.real.new_zeros(()) if total is None else total, parts, observed)


def evaluate_penalties_of_callable(critic: Any, due: list[DuePenalty], inputs: CriticInputs) -> Evaluation:
    """The same for a critic whose weights nobody knows.

    Raises:
        NetworkError: the sum depends on no weight. It has a graph, through the points: a backward pass would succeed.
    """
    points: list[torch.Tensor] = []

    def score(x: torch.Tensor, samples: str) -> torch.Tensor:
        points.append(x)
        return inputs.score(x, samples)

    found = evaluate_penalties(due, attrs.evolve(inputs, score=score))
    check_learns(critic, found.total, points)
    return found


def _both_scores(inputs: CriticInputs, together: bool) -> tuple[torch.Tensor, torch.Tensor]:
    if not together:
        return inputs.both
    scores = inputs.score(torch.cat([inputs.real, inputs.fake]), "")
    real, fake = torch.split(scores, [len(inputs.real), len(inputs.fake)])
    return real, fake
