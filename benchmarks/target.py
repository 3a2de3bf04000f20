"""What was promised, and what a measurement says of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from benchmarks.ratio import Ratio
from benchmarks.workload import WORKLOADS

Measurements = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class Target:
    """A bound on the ratio of two entries of one measurement.

    Args:
        work, against: in words.
        measurement: its name.
        above, below: the keys of what is divided, and by what; without the latter the quantity itself is bounded.
        bound: of the ratio's median.
        at_least: whether it is a lower bound.
        quantity: `seconds` or `memory`.
    """

    work: str
    against: str
    measurement: str
    above: str
    below: str = ""
    bound: float
    at_least: bool = True
    quantity: str = "seconds"

    def measured(self, found: Measurements) -> Ratio | None:
        """The ratio, or None if one of both is not there."""
        entries = found.get(self.measurement, {}).get("entries", {})
        above = series(entries.get(self.above, {}), self.quantity)
        below = series(entries.get(self.below, {}), self.quantity) if self.below else [1.0] * len(above)
        return Ratio.of(above, below) if above and below else None

    def reason(self, found: Measurements) -> str:
        """Why there is no ratio."""
        entries = found.get(self.measurement, {}).get("entries", {})
        reasons = [entries.get(key, {}).get("not_measured", "") for key in (self.above, self.below)]
        return "; ".join(filter(None, reasons))

    def verdict(self, ratio: Ratio) -> str:
        """Whether the median is within the bound, or by how much it is not."""
        if ratio.median >= self.bound if self.at_least else ratio.median <= self.bound:
            return "reached"
        share = ratio.median / self.bound
        return f"no: {share:.0%} of it" if self.at_least else f"no: {share - 1:.0%} above"


def series(entry: Mapping[str, Any], quantity: str) -> Sequence[float]:
    """The numbers of one entry, one per round; of its memory there is one."""
    value = entry.get(quantity, [])
    return value if isinstance(value, list) else [value] * (value > 0)  # 0 bytes: nobody could say


def faster(work: str, against: str, measurement: str, ours: str, peer: str, bound: float) -> Target:
    """`ours` at least so many times as fast as `peer`."""
    return Target(work=work, against=against, measurement=measurement, above=peer, below=ours, bound=bound)


def penalty(workload: str, side: str) -> Target:
    """The critic's step with the penalty, in times of the step with a clip."""
    return Target(
        work=f"`{side}`, {workload}: critic step with GP",
        against="the same step with clip",
        measurement=f"penalty/{workload}/{side}",
        above="gp",
        below="clip",
        bound=2.1 if WORKLOADS[workload].activation == "tanh" else 1.75,  # 12 : 6 multiplications in place of 10 : 6
        at_least=False,
    )


def memory(workload: str, side: str) -> Target:
    """Peak memory, in times of the usual double backward's."""
    return Target(
        work=f"`{side}`, {workload}, WGAN-GP: peak memory",
        against="eager loop's double backward",
        measurement=f"{workload}/wgan-gp",
        above=side,
        below="eager",
        bound=1,
        at_least=False,
        quantity="memory",
    )


EAGER, CUDA = "eager PyTorch loop, best thread count", "eager PyTorch loop"

TARGETS = (
    faster("`numpy`, MLP 64, WGAN-GP", EAGER, "mlp64/wgan-gp", "numpy", "eager", 7),
    faster("`numpy`, MLP 64, WGAN-GP", "jitted JAX loop", "mlp64/wgan-gp", "numpy", "jax", 1),
    faster("`numpy`, MLP 512, WGAN-GP", EAGER, "mlp512/wgan-gp", "numpy", "eager", 1.2),
    faster("`numpy`, MLP 512, WGAN-GP", "its multiplications alone", "gemm/mlp512", "numpy", "gemm", 0.65),
    faster("`torch` compiled, MLP 64, WGAN-GP", EAGER, "mlp64/wgan-gp", "torch-compiled", "eager", 4),
    faster("`torch` compiled, DCGAN 32×32, WGAN-GP", EAGER, "dcgan32/wgan-gp", "torch-compiled", "eager", 1.3),
    *(penalty(workload, side) for workload in ("mlp512", "mlp512-smooth", "dcgan32") for side in ("numpy", "torch")),
    faster("`torch` eager, `gan.fit`, MLP 64", "the same loop by hand", "mlp64/wgan-gp", "torch", "eager", 0.97),
    faster("`torch` eager, `gan.fit`, DCGAN 32×32", "the same loop by hand", "dcgan32/wgan-gp", "torch", "eager", 0.97),
    faster("`ganreg.objective`, MLP 64", "the same loop by hand", "mlp64/wgan-gp", "objective", "eager", 0.97),
    *(memory(workload, side) for workload in ("mlp512", "dcgan32") for side in ("numpy", "torch")),
    Target(
        work="`numpy`, samples in a mapped file",
        against="the same in memory",
        measurement="mapped/mlp784",
        above="mapped",
        below="in memory",
        bound=1.05,
        at_least=False,
    ),
    Target(
        work="`import ganreg`",
        against="beyond `import numpy`, in ms",
        measurement="imports",
        above="import ganreg",
        below="a millisecond",
        bound=60,
        at_least=False,
    ),
    Target(
        work="`import ganreg; ganreg.build`",
        against="beyond `import numpy`, in ms",
        measurement="imports",
        above="import ganreg; ganreg.build",
        below="a millisecond",
        bound=60,
        at_least=False,
    ),
    faster("GPU: `torch`, MLP 64", CUDA, "cuda/mlp64/wgan-gp", "torch-compiled", "eager", 10),
    faster("GPU: `torch`, DCGAN 64×64", CUDA, "cuda/dcgan64/wgan-gp", "torch-compiled", "eager", 1.8),
    faster("GPU: `torch`, ResNet 32×32", CUDA, "cuda/resnet32/wgan-gp", "torch-compiled", "eager", 1.8),
    faster("GPU: `cupy`, MLP 64", CUDA, "cuda/mlp64/wgan-gp", "cupy", "eager", 5),
)
