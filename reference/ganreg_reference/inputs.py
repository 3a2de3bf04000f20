"""What the critic sees of samples in training: every input transform of a recipe, one after another."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ganreg.draws import StepDraws
from ganreg_reference import oracles
from ganreg_reference.contracts import InputTransformOracle
from ganreg_reference.weights import Array


@attrs.frozen
class CriticView:
    """T_k(… T_1(x)) with the draws of one step; path `constraint/{place}/{side}` for real and fake samples each.

    Args:
        constraints: of the recipe.
        states: of each constraint.
        update: the critic updates so far: the time at which transforms are taken, for both players.
        draw: the draws of this evaluation.
    """

    constraints: tuple[Any, ...]
    states: tuple[Mapping[str, Any], ...]
    update: int
    draw: StepDraws

    def of(self, side: str, samples: Array) -> Array:
        """What the critic sees of `real` or `fake` samples `(n, *shape)`."""
        for oracle, draws in self._transforms(side, samples):
            samples = oracle.transform(samples, draws)
        return samples

    def pullback(self, side: str, samples: Array, cotangents: Array) -> Array:
        """(∂T/∂x)ᵀ cotangents: back through the transforms, each at the samples that came to it."""
        met = []
        for oracle, draws in self._transforms(side, samples):
            met.append((oracle, samples, draws))
            samples = oracle.transform(samples, draws)
        for oracle, before, draws in reversed(met):
            cotangents = oracle.pullback(before, draws, cotangents)
        return cotangents

    def _transforms(self, side: str, samples: Array) -> Iterator[tuple[InputTransformOracle, Mapping[str, Array]]]:
        for place, constraint in enumerate(self.constraints):
            if oracles.kind_of(constraint) == oracles.INPUT_TRANSFORM:
                oracle = oracles.input_transform_oracle(constraint.now(self.states[place], self.update))
                yield oracle, oracle.draw(self.draw.stream(f"constraint/{place}/{side}"), samples.shape)
