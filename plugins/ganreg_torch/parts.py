"""Samples of several tensors, such as an image and an embedding, as points of one space."""

from collections.abc import Mapping
from itertools import accumulate, pairwise
from math import prod
from typing import Any

import attrs
import torch
from torch import nn

from ganreg.errors import DataError


@attrs.frozen
class Parts:
    """How the tensors of a tuple, a list or a mapping lie beside one another in rows `(n, d)`.

    Args:
        names: by which a sample is taken apart: keys, or places.
        shapes: of each tensor, without its batch axis.
        kind: `tuple`, `list` or `dict`.
    """

    names: tuple[Any, ...]
    shapes: tuple[tuple[int, ...], ...]
    kind: type

    @classmethod
    def of(cls, samples: Any) -> "Parts":
        """Those of some samples.

        Raises:
            DataError: they are no tuple, list or mapping of floating-point tensors with one batch size.
        """
        named = samples.items() if isinstance(samples, Mapping) else enumerate(samples)
        pairs = list(named) if isinstance(samples, tuple | list | Mapping) else []
        tensors = [tensor for _, tensor in pairs]
        if not all(isinstance(one, torch.Tensor) and one.is_floating_point() for one in tensors) or not tensors:
            kinds = [str(getattr(one, "dtype", type(one).__name__)) for one in tensors] or type(samples).__name__
            raise DataError(
                f"Samples are {kinds}. Expected a tensor, or a tuple, list or dict of floating-point tensors, between "
                "which can be interpolated. Hand on whole numbers, such as classes, by labels=…."
            )
        if len({len(one) for one in tensors}) > 1 or len({one.dtype for one in tensors}) > 1:
            found = [f"{tuple(one.shape)} {one.dtype}" for one in tensors]
            raise DataError(f"The parts of samples are {found}. Expected one batch size and one dtype.")
        kind = dict if isinstance(samples, Mapping) else type(samples)
        return cls(tuple(name for name, _ in pairs), tuple(tuple(one.shape[1:]) for one in tensors), kind)

    def joined(self, samples: Any) -> torch.Tensor:
        """Samples as rows `(n, d)`, differentiable in every part."""
        return torch.cat([samples[name].reshape(len(samples[name]), -1) for name in self.names], dim=1)

    def parted(self, rows: torch.Tensor) -> Any:
        """Rows as samples."""
        ends = accumulate((prod(shape) for shape in self.shapes), initial=0)
        tensors = [
            rows[:, start:end].reshape(len(rows), *shape)
            for (start, end), shape in zip(pairwise(ends), self.shapes, strict=True)
        ]
        return dict(zip(self.names, tensors, strict=True)) if self.kind is dict else self.kind(tensors)


class PartedCritic(nn.Module):
    """A critic of samples in parts, as one of rows."""

    def __init__(self, critic: nn.Module, parts: Parts) -> None:
        super().__init__()
        self.critic, self.parts = critic, parts
        self.training = critic.training

    def forward(self, rows: torch.Tensor, *labels: torch.Tensor) -> Any:
        """The critic's scores."""
        return self.critic(self.parts.parted(rows), *labels)


class Joining:
    """Brings samples in parts, and their critic, to rows; keeps the last such critic, which was looked at already."""

    def __init__(self) -> None:
        self._last: PartedCritic | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy keeps none: critics that are copied with it are other objects."""
        return Joining, ()

    def __call__(self, critic: Any, *samples: Any) -> tuple[Any, ...]:
        """The critic and each of the samples, unchanged where these are tensors.

        Raises:
            DataError: samples are neither, or not all of the same parts.
        """
        if all(isinstance(one, torch.Tensor) for one in samples):
            return critic, *samples
        parts = [Parts.of(one) for one in samples]
        if any(one != parts[0] for one in parts):
            raise DataError(f"Real and fake samples have parts {parts[0]} and {parts[-1]}. Expected the same ones.")
        return self._parted(critic, parts[0]), *(parts[0].joined(one) for one in samples)

    def _parted(self, critic: Any, parts: Parts) -> Any:
        if not isinstance(critic, nn.Module):
            return lambda rows, *labels: critic(parts.parted(rows), *labels)
        last = self._last
        if last is None or last.critic is not critic or last.parts != parts:
            last = self._last = PartedCritic(critic, parts)
        last.training = critic.training
        return last
