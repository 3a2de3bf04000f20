"""The state of a training run as values: parameters, optimizer moments, constraint state, update counts.

Together with the seed this is all there is: a run that is loaded from it goes on as if it had never stopped.
"""

from collections.abc import Callable, Iterator, Mapping
from math import prod
from typing import Any, Self

import attrs

from ganreg.errors import CheckpointError

Array = Any
Parameters = Mapping[str, Array]
"""Arrays by name, such as `0.weight`; either a plain mapping or a `FlatParameters`."""


class FlatParameters(Mapping[str, Array]):
    """Named arrays that are views into one flat buffer, so that an element-wise rule runs once over all of them.

    Args:
        buffer: array `(total,)`.
        shapes: the shape of each named array, in the order in which they lie in the buffer.
    """

    __slots__ = ("_views", "buffer", "shapes")

    def __init__(self, buffer: Array, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self.buffer = buffer
        self.shapes = shapes
        self._views: dict[str, Array] | None = None

    @property
    def views(self) -> dict[str, Array]:
        """The named views, made when first needed."""
        if self._views is None:
            self._views, start = {}, 0
            for name, shape in self.shapes.items():
                size = prod(shape)
                self._views[name] = _reshape(self.buffer[start : start + size], shape)
                start += size
        return self._views

    def like(self, buffer: Array) -> "FlatParameters":
        """Another buffer with the same layout."""
        return FlatParameters(buffer, self.shapes)

    def __getitem__(self, name: str) -> Array:
        return self.views[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.shapes)

    def __len__(self) -> int:
        return len(self.shapes)


def _reshape(array: Array, shape: tuple[int, ...]) -> Array:
    if hasattr(array, "reshape"):
        return array.reshape(shape)
    return array.__array_namespace__().reshape(array, shape)


def map_parameters(function: Callable[..., Any], first: Parameters, *others: Parameters, results: int = 0) -> Any:
    """Apply a function to corresponding arrays of parameter mappings, at once where they are flat.

    Args:
        function: takes one array of each mapping.
        first: the mapping that gives the names.
        others: mappings with the same names.
        results: 0 if the function returns one array; otherwise the length of the tuple that it returns, and a list of
            so many mappings comes back.
    """
    if isinstance(first, FlatParameters) and all(isinstance(other, FlatParameters) for other in others):
        out = function(first.buffer, *(other.buffer for other in others))  # type: ignore[attr-defined]
        return [first.like(column) for column in out] if results else first.like(out)
    rows = {name: function(first[name], *(other[name] for other in others)) for name in first}
    return [{name: row[k] for name, row in rows.items()} for k in range(results)] if results else rows


@attrs.frozen
class OptimizerState:
    """The number of steps taken, and the moments by name."""

    step: int
    moments: Mapping[str, Parameters]


@attrs.frozen
class PlayerState:
    """One player: trainable parameters, optimizer state, number of updates, and buffers that no optimizer touches.

    `average` is the moving average of the parameters, for a generator that has one; empty otherwise.
    The anchor holds former parameters for a game that keeps some (lookahead), and is empty otherwise.
    """

    params: Parameters
    optimizer: OptimizerState
    updates: int = 0
    buffers: Parameters = attrs.field(factory=dict)
    average: Parameters = attrs.field(factory=dict)
    anchor: Parameters = attrs.field(factory=dict)


@attrs.frozen
class EngineState:
    """Both players, and the state of each constraint in the order of the recipe."""

    critic: PlayerState
    generator: PlayerState
    constraints: tuple[Mapping[str, Any], ...] = ()

    def player(self, name: str) -> PlayerState:
        """The state of `critic` or `generator`."""
        return self.critic if name == "critic" else self.generator

    def with_player(self, name: str, state: PlayerState) -> Self:
        """This state with one player's replaced."""
        return attrs.evolve(self, critic=state) if name == "critic" else attrs.evolve(self, generator=state)

    def flatten(self) -> dict[str, Any]:
        """All arrays and numbers under path names, such as `critic/params/0.weight`."""
        flat: dict[str, Any] = {}
        for name in ("critic", "generator"):
            player = self.player(name)
            flat[f"{name}/updates"] = player.updates
            flat[f"{name}/optimizer/step"] = player.optimizer.step
            groups = {"params": player.params, "buffers": player.buffers}
            groups |= {"average": player.average, "anchor": player.anchor}
            groups |= {f"optimizer/{moment}": arrays for moment, arrays in player.optimizer.moments.items()}
            flat |= {
                f"{name}/{group}/{key}": array for group, arrays in groups.items() for key, array in arrays.items()
            }
        for index, state in enumerate(self.constraints):
            flat |= {f"constraint/{index}/{key}": value for key, value in state.items()}
        return flat

    def replaced(self, flat: Mapping[str, Any]) -> Self:
        """A state with this one's structure and the values of a flat mapping.

        Raises:
            CheckpointError: names are missing or left over.
        """
        expected = self.flatten()
        missing, extra = sorted(set(expected) - set(flat)), sorted(set(flat) - set(expected))
        if missing or extra:
            raise CheckpointError(
                f"The saved state does not fit this recipe: missing {missing[:3]}, unexpected {extra[:3]}. "
                "It was saved from another recipe or another version."
            )
        for key, value in expected.items():
            given, wanted = getattr(flat[key], "shape", ()), getattr(value, "shape", ())
            if tuple(given) != tuple(wanted):
                raise CheckpointError(f"The saved {key!r} has shape {tuple(given)}, expected {tuple(wanted)}.")

        def player(name: str) -> PlayerState:
            old = self.player(name)
            moments = {m: {k: flat[f"{name}/optimizer/{m}/{k}"] for k in old.params} for m in old.optimizer.moments}
            return PlayerState(
                params={key: flat[f"{name}/params/{key}"] for key in old.params},
                optimizer=OptimizerState(int(flat[f"{name}/optimizer/step"]), moments),
                updates=int(flat[f"{name}/updates"]),
                buffers={key: flat[f"{name}/buffers/{key}"] for key in old.buffers},
                average={key: flat[f"{name}/average/{key}"] for key in old.average},
                anchor={key: flat[f"{name}/anchor/{key}"] for key in old.anchor},
            )

        constraints = tuple(
            {key: flat[f"constraint/{index}/{key}"] for key in state} for index, state in enumerate(self.constraints)
        )
        return attrs.evolve(self, critic=player("critic"), generator=player("generator"), constraints=constraints)
