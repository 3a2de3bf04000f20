"""Where the random numbers of a constraint come from in a loop of one's own."""

from collections.abc import Callable, Mapping
from typing import Any

import torch

from ganreg.constraints.abstract import AbstractInputTransform
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import Draws, Stream
from ganreg.errors import ParameterError
from ganreg_torch.penalties import Numbers
from ganreg_torch.placement import Placement
from ganreg_torch.streams import PlacedStream, TorchStream

SEED_MASK = 2**63 - 1


def numbers_for(
    samples: torch.Tensor,
    *,
    step: int | None,
    generator: torch.Generator | None,
    draws: Any,
    alone: bool,
    player: str = "critic",
) -> Numbers:
    """The numbers of each point set or input transform: those in `draws`, or from `generator`, or made of `step`.

    Without any of them they come from PyTorch's own generator of the samples' device, as `torch.rand` would draw them.

    Args:
        samples: what numbers are drawn for, the real samples for a point set; they come in their type, on their device.
        step: the player's update; with it numbers are a function of `torch.initial_seed()` and the step.
        generator: a generator of the caller's.
        draws: a mapping from names to tensors.
        alone: whether there is one constraint only, so that a bare name such as `epsilon` says enough.
        player: whose update it is.
    """
    placement = Placement(samples.device, samples.dtype)
    if draws is not None:
        return _Given(draws, placement, tuple(samples.shape), alone)

    def drawn(what: AbstractPointSet | AbstractInputTransform, path: str) -> Mapping[str, torch.Tensor]:
        stream: Stream = TorchStream(generator, placement)
        if step is not None and generator is None:
            stream = Draws(torch.initial_seed() & SEED_MASK).at(player, step).stream(path)
        return {name: placement.tensor(value) for name, value in what.draw(stream, tuple(samples.shape)).items()}

    return drawn


def streams_for(
    samples: torch.Tensor, *, step: int | None, generator: torch.Generator | None, draws: Any
) -> Callable[[str], Stream]:
    """The streams of free penalties, by path: made of `step`, or from `generator`, or from PyTorch's own generator.

    What a free penalty draws has no names, so numbers cannot be given: it is refused at its first draw.
    """
    placement = Placement(samples.device, samples.dtype)

    def stream(path: str) -> Stream:
        if draws is not None:
            return _Nameless(path)
        if step is None or generator is not None:
            return TorchStream(generator, placement)
        own = Draws(torch.initial_seed() & SEED_MASK).at("critic", step)
        return PlacedStream(own.kept_stream(path), placement)

    return stream


class _Nameless:
    """A stream that refuses: the caller gives numbers by name, and these have none."""

    def __init__(self, path: str) -> None:
        self.path = path

    def uniform(self, shape: tuple[int, ...]) -> torch.Tensor:
        raise ParameterError(
            f"draws=… was given, but the penalty at {self.path} draws numbers without a name. Give step=… or "
            "generator=… instead."
        )

    normal = uniform


class _Given:
    """Numbers that the caller gave, checked against what would have been drawn."""

    def __init__(self, draws: Any, placement: Placement, shape: tuple[int, ...], alone: bool) -> None:
        if not isinstance(draws, Mapping):
            raise ParameterError(f"draws={type(draws).__name__}, expected a mapping such as {{'epsilon': tensor}}.")
        self.draws, self.placement, self.shape, self.alone = draws, placement, shape, alone

    def __call__(self, what: AbstractPointSet | AbstractInputTransform, path: str) -> Mapping[str, torch.Tensor]:
        expected = what.draw(_Shapes(), self.shape)
        return {name: self._one(name, path, array) for name, array in expected.items()}

    def _one(self, name: str, path: str, expected: torch.Tensor) -> torch.Tensor:
        full = f"{path}/{name}"
        value = self.draws.get(full, self.draws.get(name) if self.alone else None)
        if value is None:
            wanted = f"{name!r} or {full!r}" if self.alone else repr(full)
            raise ParameterError(f"draws has {sorted(self.draws)}, expected {wanted} of shape {tuple(expected.shape)}.")
        tensor = self.placement.tensor(value)
        if tensor.numel() != expected.numel():
            raise ParameterError(f"draws[{full!r}] has shape {tuple(tensor.shape)}, expected {tuple(expected.shape)}.")
        return tensor.reshape(expected.shape)


class _Shapes:
    """A stream that draws nothing but shapes."""

    def uniform(self, shape: tuple[int, ...]) -> torch.Tensor:
        return torch.empty(shape, device="meta")

    normal = uniform
