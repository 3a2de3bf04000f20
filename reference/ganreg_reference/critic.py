"""The critic's loss with its penalties, and its gradients."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ganreg.draws import StepDraws
from ganreg.recipe import Recipe
from ganreg_reference import oracles, penalties
from ganreg_reference.free_penalty import FreePenalty
from ganreg_reference.masks import masked
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.penalties import beside
from ganreg_reference.reparametrisations import reparametrised
from ganreg_reference.weights import Array, Weights, scaled, total

States = tuple[Mapping[str, Any], ...]


@attrs.frozen
class Critic:
    """The critic's numbers: weights and buffers by name."""

    weights: Weights
    buffers: Weights


@attrs.frozen
class DuePenalty:
    """A penalty that is part of one critic update, with its place in the recipe and its point sets.

    Args:
        along: for each point set the critic's weights, with the masks of its pass.
    """

    index: int
    constraint: Any
    points: tuple[Array, ...]
    along: tuple[Weights, ...] = ()


@attrs.frozen
class CriticEvaluation:
    """The gradients of the critic's loss, its terms, and the next states of the constraints and the buffers."""

    gradients: Weights
    terms: dict[str, Array]
    states: States
    buffers: Weights


@attrs.frozen
class CriticObjective:
    """L(w) = loss(f(x), f(x̃)) + Σ every·penalty over the penalties that are due; x̃ and all points are constants.

    Where constraints reparametrise w, f computes with w̃; penalties of the weights themselves are functions of w.
    """

    recipe: Recipe
    critic: ReferenceNetwork

    def evaluate(
        self, at: Critic, real: Array, fake: Array, labels: Array | None, states: States, draw: StepDraws
    ) -> CriticEvaluation:
        """∇_w L, with the terms `critic_loss`, one per due penalty, and `wasserstein_estimate`.

        Args:
            at: the critic's weights and buffers.
            real: `(n, *shape)`, as the critic sees them.
            fake: `(n, *shape)`, likewise.
            labels: `(n,)`, the class of each real sample and of the fake one beside it; None without classes.
            states: of each constraint of the recipe.
            draw: the draws of this evaluation.
        """
        used = reparametrised(at.weights, self.recipe.constraints, states, draw.update)
        along = self.along(used.weights, real, fake, draw)
        loss, scores, through = self._loss(along, real, fake, labels)
        direct: list[Weights] = []
        penalty_terms: dict[str, Array] = {}
        after, names = list(states), term_names(self.recipe.constraints)
        seen = list(zip((real, fake), along, strict=True))
        for due in self.due(used.weights, real, fake, states, draw):
            own = oracles.kind_of(due.constraint) == oracles.WEIGHT_PENALTY
            weights, parts = (at.weights, direct) if own else (used.weights, through)
            if oracles.kind_of(due.constraint) == oracles.FREE_PENALTY:
                found = FreePenalty(due.constraint, due.index, real, fake, labels, draw).evaluate(self.critic, weights)
            else:
                found = penalties.evaluate(self.critic, weights, due.constraint, due.points, labels, due.along)
            every = due.constraint.every
            penalty_terms[names[due.index]] = every * found.value
            parts.append(scaled(every, found.gradients))
            declared = self.recipe.constraints[due.index]
            after[due.index] = oracles.next_state(declared, states[due.index], found.observed)
            seen += zip(due.points, due.along, strict=True)
        estimate = sum(scores[0]) / len(scores[0]) - sum(scores[1]) / len(scores[1])
        terms = {"critic_loss": loss + sum(penalty_terms.values()), **penalty_terms, "wasserstein_estimate": estimate}
        gradients = total([used.pullback(total(through, at.weights)), *direct], at.weights)
        buffers = self._buffers(Critic(used.weights, at.buffers), seen, labels)
        return CriticEvaluation(gradients, terms, used.next_states(tuple(after)), buffers)

    def along(self, weights: Weights, real: Array, fake: Array, draw: StepDraws) -> tuple[Weights, Weights]:
        """The weights for the real samples and for the fake ones, each with the masks of their pass."""
        real_pass = masked(self.critic, weights, "critic/real", len(real), draw)
        return real_pass, masked(self.critic, weights, "critic/fake", len(fake), draw)

    def due(self, weights: Weights, real: Array, fake: Array, states: States, draw: StepDraws) -> Iterator[DuePenalty]:
        """The penalties of critic update `draw.update`: those whose `every` divides it."""
        for index, constraint in enumerate(self.recipe.constraints):
            if oracles.kind_of(constraint) in oracles.PENALTIES and draw.update % constraint.every == 0:  # type: ignore[attr-defined]
                now = constraint.now(states[index], draw.update)
                points = penalties.points_of(now, index, real, fake, draw)
                pairs = zip(penalties.paths_of(now, index), points, strict=True)
                along = (masked(self.critic, weights, f"critic/{path}", len(xs), draw) for path, xs in pairs)
                yield DuePenalty(index, now, points, tuple(along))

    def _loss(
        self, along: tuple[Weights, Weights], real: Array, fake: Array, labels: Array | None
    ) -> tuple[Array, tuple[Array, Array], list[Weights]]:
        loss = oracles.loss_oracle(self.recipe.loss)
        scores = self.critic.scores(real, along[0], labels), self.critic.scores(fake, along[1], labels)
        derivatives = loss.critic_gradients(*scores)
        rows = zip((real, fake), along, derivatives, strict=True)
        parts = [self.critic.score_gradient(samples, weights, labels, d) for samples, weights, d in rows]
        return loss.critic(*scores), scores, parts

    def _buffers(self, at: Critic, seen: list[tuple[Array, Weights]], labels: Array | None) -> Weights:
        """The buffers after the critic has seen the real samples, the fake ones, and each penalty's points."""
        buffers = at.buffers
        for samples, weights in seen if buffers else []:
            buffers = self.critic.buffers(samples, weights, beside(labels, samples), buffers)
        return buffers


def term_names(constraints: tuple[Any, ...]) -> list[str]:
    """The name of each constraint's term: its registered name, numbered where one occurs twice."""
    names = [oracles.component_name(constraint).rpartition(":")[2] for constraint in constraints]
    return [
        name if names.count(name) == 1 else f"{name}_{names[:index].count(name)}" for index, name in enumerate(names)
    ]
