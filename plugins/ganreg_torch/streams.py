"""Random numbers as tensors: drawn on the host as every backend draws them, or by PyTorch."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

import attrs
import torch

from ganreg.draws import HostStream, StepDraws
from ganreg_torch.placement import Placement


@attrs.frozen
class TorchStream:
    """A `Stream` over one of PyTorch's generators; None is PyTorch's own, which `torch.manual_seed` governs.

    Numbers are drawn on the generator's device and brought to the placement.
    """

    generator: torch.Generator | None
    placement: Placement

    @property
    def device(self) -> torch.device:
        """Where numbers are drawn."""
        return self.placement.device if self.generator is None else self.generator.device

    def uniform(self, shape: tuple[int, ...]) -> torch.Tensor:
        """Numbers from U[0, 1)."""
        numbers = torch.rand(shape, generator=self.generator, device=self.device, dtype=self.placement.dtype)
        return numbers.to(self.placement.device)

    def normal(self, shape: tuple[int, ...]) -> torch.Tensor:
        """Numbers from N(0, 1)."""
        numbers = torch.randn(shape, generator=self.generator, device=self.device, dtype=self.placement.dtype)
        return numbers.to(self.placement.device)

    def bernoulli(self, p: float, shape: tuple[int, ...]) -> torch.Tensor:
        """Ones with probability p, zeros otherwise."""
        return (self.uniform(shape) < p).to(self.placement.dtype)


@attrs.frozen
class PlacedStream:
    """A host's stream, whose numbers are brought to a placement."""

    host: HostStream
    placement: Placement

    def uniform(self, shape: tuple[int, ...]) -> torch.Tensor:
        """Numbers from U[0, 1)."""
        return self.placement.tensor(self.host.uniform(tuple(shape)))

    def normal(self, shape: tuple[int, ...]) -> torch.Tensor:
        """Numbers from N(0, 1)."""
        return self.placement.tensor(self.host.normal(tuple(shape)))


class DeviceDraws:
    """Streams that are drawn on the device, each a pure function of (seed, path, player, update, evaluation)."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self._generator = torch.Generator(placement.device)

    def stream(self, draw: StepDraws, path: str) -> TorchStream:
        """The stream of one purpose. Draw from it at once: the next call resets it."""
        self._generator.manual_seed(seed_of(draw, path))
        return TorchStream(self._generator, self.placement)

    def kept_stream(self, draw: StepDraws, path: str) -> TorchStream:
        """The same stream with a generator that no other resets."""
        return DeviceDraws(self.placement).stream(draw, path)


def seed_of(draw: StepDraws, path: str) -> int:
    """A seed in [0, 2⁶³) for one purpose at one evaluation."""
    place = repr((draw.draws.seed, path, draw.player, draw.update, draw.evaluation))
    return int.from_bytes(blake2b(place.encode(), digest_size=8).digest(), "little") >> 1


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Give PyTorch's own generators a seed for a while; afterwards they are as they were before."""
    with untouched_generators(device):
        torch.default_generator.manual_seed(seed)
        if device.type == "cuda":
            torch.cuda.default_generators[device.index or 0].manual_seed(seed)
        yield


@contextmanager
def untouched_generators(device: torch.device) -> Iterator[None]:
    """Whatever draws inside, PyTorch's own generators are afterwards as they were before."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        yield
