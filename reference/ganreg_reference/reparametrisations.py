"""What the critic computes with, where constraints of its recipe reparametrise its weights."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg_reference import oracles
from ganreg_reference.contracts import ReparametrisationOracle
from ganreg_reference.weights import Weights

States = tuple[Mapping[str, Any], ...]


@attrs.frozen
class Step:
    """One map W ↦ W̃, its place in the recipe, its state, and the W that it was given."""

    index: int
    oracle: ReparametrisationOracle
    state: Mapping[str, Any]
    before: Weights


@attrs.frozen
class Reparametrised:
    """The weights after all maps, and the maps in their order."""

    weights: Weights
    steps: tuple[Step, ...]

    def pullback(self, gradients: Weights) -> Weights:
        """∇_W from ∇_W̃: back through the last map first."""
        for step in reversed(self.steps):
            gradients = {**gradients, **step.oracle.pullback(step.before, step.state, gradients)}
        return gradients

    def next_states(self, states: States) -> States:
        """The states with those of the maps advanced."""
        after = list(states)
        for step in self.steps:
            after[step.index] = step.oracle.next_state(step.state, step.before)
        return tuple(after)


def reparametrised(weights: Weights, constraints: tuple[Any, ...], states: States, update: int) -> Reparametrised:
    """The critic's weights at critic update `update`."""
    steps: list[Step] = []
    for index, constraint in enumerate(constraints):
        if oracles.kind_of(constraint) == oracles.REPARAMETRISATION:
            oracle = oracles.reparametrisation_oracle(constraint.now(states[index], update))
            steps.append(Step(index, oracle, states[index], weights))
            weights = {**weights, **oracle.effective(weights, states[index])}
    return Reparametrised(weights, tuple(steps))


def started(weights: Weights, constraints: tuple[Any, ...], draws: Any) -> States:
    """The constraints' states before the first update, each from the stream `constraint/{place}`."""
    states = []
    for index, constraint in enumerate(constraints):
        if oracles.kind_of(constraint) == oracles.REPARAMETRISATION:
            constraint = oracles.reparametrisation_oracle(constraint)  # noqa: PLW2901 - the same, independently
        states.append(dict(constraint.start(weights, draws.stream(f"constraint/{index}"))))
    return tuple(states)
