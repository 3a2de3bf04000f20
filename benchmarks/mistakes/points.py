"""Mistakes in where a gradient penalty looks."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points import Interpolates
from ganreg.draws import Stream


@attrs.frozen
class OneEpsilon(Interpolates):
    """`torch.rand(1)`: one ε for the whole batch."""

    name = "one_epsilon"

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Any]:
        """`epsilon`, the same number `n` times."""
        return {"epsilon": stream.uniform((1,)).repeat(shape[0])}


@attrs.frozen
class NormalEpsilon(Interpolates):
    """`torch.randn(n, 1)`: ε is normal, and most points lie beyond the segment."""

    name = "normal_epsilon"

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Any]:
        """`epsilon`, shape `(n,)`."""
        return {"epsilon": stream.normal((shape[0],))}


@attrs.frozen
class EpsilonPerElement(Interpolates):
    """`torch.rand_like(real)`: an ε for each number, points in the box between two samples."""

    name = "epsilon_per_element"

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Any]:
        """`epsilon`, of the samples' shape."""
        return {"epsilon": stream.uniform(shape)}

    def points(self, real: Any, fake: Any, draws: Mapping[str, Any], xp: Any) -> Any:
        """ε·x + (1 − ε)·x̃, element by element."""
        return draws["epsilon"] * real + (1 - draws["epsilon"]) * fake
