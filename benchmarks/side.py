"""Who runs: ganreg's sides and the peers, by name."""

import os
import sys
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[1]
TORCHGAN = ROOT / ".venv-torchgan" / "bin" / "python"


@attrs.frozen(kw_only=True)
class Side:
    """A module with `make`, and how its process is set up.

    Args:
        module: with `make(workload, method, device) → run(n)`.
        label: for tables and plots.
        threads: `own` where it chooses their number itself, `tuned` where the best is found first, `eager` for that
            which was found best for the eager loop: the same work, so the same number.
        python: the interpreter; by default the bench's own.
        compiles: whether the first call takes long enough to be run by request or for a target only.
    """

    name: str
    module: str
    label: str
    threads: str = "own"
    python: Path = Path(sys.executable)
    compiles: bool = False

    def missing(self) -> str:
        """Why it cannot be started here; empty if it can."""
        return "" if self.python.exists() else f"no {self.python.relative_to(ROOT)}: make torchgan"


SIDES = {
    side.name: side
    for side in (
        Side(name="numpy", module="benchmarks.sides.numpy_fit", label="ganreg numpy"),
        Side(name="torch", module="benchmarks.sides.torch_fit", label="ganreg torch, eager", threads="eager"),
        Side(
            name="torch-compiled",
            module="benchmarks.sides.torch_compiled",
            label="ganreg torch, compiled",
            threads="eager",
            compiles=True,
        ),
        Side(name="cupy", module="benchmarks.sides.cupy_fit", label="ganreg cupy"),
        Side(
            name="objective", module="benchmarks.sides.objective", label="own loop, ganreg.objective", threads="eager"
        ),
        Side(name="gemm", module="benchmarks.sides.gemm", label="the step's multiplications alone", threads="tuned"),
        Side(name="eager", module="benchmarks.peers.eager", label="eager PyTorch loop", threads="tuned"),
        Side(
            name="eager-channels-last",
            module="benchmarks.peers.eager_channels_last",
            label="eager loop, channels last",
            threads="eager",
        ),
        Side(
            name="compiled",
            module="benchmarks.peers.compiled",
            label="torch.compile",
            threads="eager",
            compiles=True,
        ),
        Side(name="jax", module="benchmarks.peers.jax_loop", label="jitted JAX loop", threads="tuned"),
        Side(
            name="torchgan",
            module="benchmarks.peers.torchgan_trainer",
            label="TorchGAN",
            threads="eager",
            python=Path(os.environ.get("GANREG_TORCHGAN", TORCHGAN)),
        ),
    )
}
