"""The random factors of a network's training pass, for one set of samples after another."""

from collections.abc import Callable, Mapping
from typing import Any

from ganreg.networks.layers import MaskSpec

Array = Any

GENERATED, REAL, FAKE = "generator/generated", "critic/real", "critic/fake"
"""The sets of samples that each step has: latents through the generator, and samples through the critic."""


def points_set(path: str) -> str:
    """The set of a penalty's points, by the path of their draws: `critic/constraint/0`, `critic/constraint/0/1`."""
    return f"critic/{path}"


def drawn_masks(specs: Mapping[str, MaskSpec], samples: str, n: int, stream: Callable[[str], Any]) -> dict[str, Array]:
    """One mask `(n, *shape)` per name, of zeros and 1/(1 − rate), in the streams' own type.

    Args:
        specs: a network's masks by name, such as `2.mask`, or `2.body.0.mask` within a residual block.
        samples: the set of samples that goes through the network, such as `critic/real`.
        n: how many samples it has.
        stream: from a path to its draws; that of a mask is `dropout/critic/real/2`: each set, each layer its own.
    """
    masks = {}
    for name, spec in specs.items():
        kept = stream(f"dropout/{samples}/{name.removesuffix('.mask')}").bernoulli(1 - spec.rate, (n, *spec.shape))
        masks[name] = kept / (1 - spec.rate)
    return masks
