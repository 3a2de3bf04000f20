"""What is measured: names such as `mlp64/wgan-gp`, and who takes turns there."""

from collections.abc import Iterable, Iterator

import attrs

from benchmarks.entry import Entry, Measurement
from benchmarks.method import METHODS, Method
from benchmarks.side import SIDES, Side
from benchmarks.workload import WORKLOADS, Workload

MATRIX = ("wgan-gp", "wgan-clip", "r1+r2", "non-saturating")
CPU = ("numpy", "torch", "eager", "jax", "torchgan")
IMAGES = ("numpy", "torch", "eager", "eager-channels-last")
COMPILED = ("mlp64/wgan-gp", "dcgan32/wgan-gp")
"""Where compiled sides run by default: to compile everything would take an hour."""
GPU = ("torch", "torch-compiled", "cupy", "eager", "compiled")


def plan(everything: bool = False) -> list[Measurement]:
    """All measurements on the CPU; `everything`: compiled sides everywhere, and the largest workload too."""
    races = [race(name, everything) for name in cells(everything)]
    return [*races, *gemms(), *penalties(), *growth(), *mapped()]


BRIEF = ("mlp64/", "mlp512/wgan-gp", "gemm/mlp512", "penalty/mlp512", "growth/batch", "mapped")


def brief() -> list[Measurement]:
    """What two minutes allow: nothing that compiles for long, no images."""
    chosen = [one for one in plan() if one.name.startswith(BRIEF)]
    return [attrs.evolve(one, entries=tuple(e for e in one.entries if not e.side.compiles)) for one in chosen]


def cells(everything: bool) -> Iterator[str]:
    """Workload and method of all races."""
    for workload in ("mlp64", "mlp128", "mlp512", "mlp784", "dcgan32"):
        yield from (f"{workload}/{method}" for method in MATRIX)
    yield "resnet32/wgan-gp" if everything else "resnet32-b4/wgan-gp"


def race(name: str, everything: bool = False) -> Measurement:
    """All sides of one cell."""
    workload, method = name.split("/")
    names = list(CPU if WORKLOADS[workload].network == "mlp" else IMAGES)
    if METHODS[method].loss != "wasserstein" and "torchgan" in names:
        names.remove("torchgan")  # which has no such penalty
    if everything or name in COMPILED:
        names += ["torch-compiled", "compiled"]
    if name == "mlp64/wgan-gp":
        names += ["objective"]
    return Measurement(name=name, entries=entries(names, WORKLOADS[workload], METHODS[method]))


def entries(names: Iterable[str], workload: Workload, method: Method) -> tuple[Entry, ...]:
    """The same work by several sides."""
    return tuple(Entry(key=name, side=SIDES[name], workload=workload, method=method) for name in names)


def gemms() -> list[Measurement]:
    """The backend `numpy` beside the multiplications alone."""
    at = METHODS["wgan-gp"]
    return [
        Measurement(name=f"gemm/{name}", entries=entries(("numpy", "gemm"), WORKLOADS[name], at))
        for name in ("mlp64", "mlp128", "mlp512", "mlp784")
    ]


def penalties() -> list[Measurement]:
    """The critic's step with the gradient penalty beside the same with a clip."""
    return [
        Measurement(name=f"penalty/{workload}/{side}", entries=with_and_without(SIDES[side], WORKLOADS[workload]))
        for workload in ("mlp512", "mlp512-smooth", "dcgan32")
        for side in ("numpy", "torch", "eager")
    ]


def with_and_without(side: Side, workload: Workload) -> tuple[Entry, ...]:
    """Two entries that differ by the penalty alone."""
    methods: dict[str, Method] = {"gp": METHODS["wgan-gp"], "clip": METHODS["wgan-clip-adam"]}
    return tuple(
        Entry(key=key, side=side, workload=workload, method=method.critic_alone) for key, method in methods.items()
    )


AXES: dict[str, tuple[str, dict[int, dict[str, object]]]] = {
    "batch": ("mlp128", {n: {"batch": n} for n in (64, 128, 256, 512, 1024)}),
    "width": ("mlp128", {n: {"width": n} for n in (64, 128, 256, 512, 1024)}),
    "depth": ("mlp128", {n: {"depth": n} for n in (2, 4, 8, 16)}),
    "image size": ("dcgan32", {n: {"shape": (3, n, n), "batch": 8} for n in (16, 32, 64)}),
}
"""What grows, from which workload on."""


def growth() -> list[Measurement]:
    """One iteration of WGAN-GP along each axis, other things equal."""
    return [
        Measurement(name=f"growth/{axis}/{side}", entries=along(axis, SIDES[side]))
        for axis in AXES
        for side in ("numpy", "torch")
    ]


def along(axis: str, side: Side) -> tuple[Entry, ...]:
    """An entry for each value on the axis."""
    name, values = AXES[axis]
    return tuple(
        Entry(
            key=str(value),
            side=side,
            workload=attrs.evolve(WORKLOADS[name], **changes),  # type: ignore[arg-type]
            method=METHODS["wgan-gp"],
        )
        for value, changes in values.items()
    )


def mapped() -> list[Measurement]:
    """Samples in a mapped file beside the same in memory."""
    workload = attrs.evolve(WORKLOADS["mlp784"], name="mapped", rows=200_000)
    of = {"mapped": "file_fit", "in memory": "memory_fit"}
    found = [
        Entry(
            key=key,
            side=Side(name=module, module=f"benchmarks.sides.{module}", label=f"ganreg numpy, {key}"),
            workload=workload,
            method=METHODS["wgan-gp"],
        )
        for key, module in of.items()
    ]
    return [Measurement(name="mapped/mlp784", entries=tuple(found))]


def gpu_plan() -> list[Measurement]:
    """All measurements on a CUDA device."""
    return [
        Measurement(
            name=f"cuda/{name}/wgan-gp",
            entries=entries(
                GPU if WORKLOADS[name].network == "mlp" else GPU_IMAGES, WORKLOADS[name], METHODS["wgan-gp"]
            ),
            device="cuda",
        )
        for name in ("mlp64", "mlp128", "mlp512", "dcgan32", "dcgan64", "resnet32")
    ]


GPU_IMAGES = ("torch", "torch-compiled", "eager", "eager-channels-last", "compiled")
