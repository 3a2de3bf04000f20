"""The critic's loss with its penalties, and its gradients."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.draws import StepDraws
from ganreg.recipe import Recipe
from ganreg_reference import oracles, penalties
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights, scaled, total

States = tuple[Mapping[str, Any], ...]


@attrs.frozen
class DuePenalty:
    """A penalty that is part of one critic update, with its place in the recipe and its point sets."""

    index: int
    constraint: Any
    points: tuple[Array, ...]


@attrs.frozen
class CriticEvaluation:
    """The gradients of the critic's loss, its terms, and the constraints' next states."""

    gradients: Weights
    terms: dict[str, Array]
    states: States


@attrs.frozen
class CriticObjective:
    """L(w) = loss(f(x), f(x̃)) + Σ every·penalty over the penalties that are due; x̃ and all points are constants."""

    recipe: Recipe
    critic: ReferenceNetwork

    def evaluate(self, weights: Weights, real: Array, fake: Array, states: States, draw: StepDraws) -> CriticEvaluation:
        """∇_w L, with the terms `critic_loss`, one per due penalty, and `wasserstein_estimate`.

        Args:
            weights: the critic's, by name.
            real: `(n, *shape)`.
            fake: `(n, *shape)`.
            states: of each constraint of the recipe.
            draw: the draws of this evaluation.
        """
        loss, scores, parts = self._loss(weights, real, fake)
        penalty_terms: dict[str, Array] = {}
        after, names = list(states), term_names(self.recipe.constraints)
        for due in self.due(real, fake, states, draw):
            found = penalties.evaluate(self.critic, weights, due.constraint, due.points)
            every = due.constraint.every
            penalty_terms[names[due.index]] = every * found.value
            parts.append(scaled(every, found.gradients))
            declared = self.recipe.constraints[due.index]
            after[due.index] = declared.next_state(states[due.index], found.observed, np)
        estimate = sum(scores[0]) / len(scores[0]) - sum(scores[1]) / len(scores[1])
        terms = {"critic_loss": loss + sum(penalty_terms.values()), **penalty_terms, "wasserstein_estimate": estimate}
        return CriticEvaluation(total(parts, weights), terms, tuple(after))

    def due(self, real: Array, fake: Array, states: States, draw: StepDraws) -> Iterator[DuePenalty]:
        """The penalties of critic update `draw.update`: those whose `every` divides it."""
        for index, constraint in enumerate(self.recipe.constraints):
            if oracles.kind_of(constraint) != oracles.PROJECTION and draw.update % constraint.every == 0:  # type: ignore[attr-defined]
                now = constraint.now(states[index], draw.update)
                yield DuePenalty(index, now, penalties.points_of(now, index, real, fake, draw))

    def _loss(self, weights: Weights, real: Array, fake: Array) -> tuple[Array, tuple[Array, Array], list[Weights]]:
        loss = oracles.loss_oracle(self.recipe.loss)
        real_scores = np.array([self.critic.score(x, weights) for x in real])
        fake_scores = np.array([self.critic.score(x, weights) for x in fake])
        real_derivatives, fake_derivatives = loss.critic_gradients(real_scores, fake_scores)
        parts = [
            penalties.score_gradients(self.critic, weights, real, real_derivatives),
            penalties.score_gradients(self.critic, weights, fake, fake_derivatives),
        ]
        return loss.critic(real_scores, fake_scores), (real_scores, fake_scores), parts


def term_names(constraints: tuple[Any, ...]) -> list[str]:
    """The name of each constraint's term: its registered name, numbered where one occurs twice."""
    names = [oracles.component_name(constraint).rpartition(":")[2] for constraint in constraints]
    return [
        name if names.count(name) == 1 else f"{name}_{names[:index].count(name)}" for index, name in enumerate(names)
    ]
