"""What is trained: networks, the shape of the data, the batch."""

from math import prod

import attrs
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

SAMPLES = {1: 20_000, 3: 2_000}
"""How many samples the data have, by the rank of one: more do not change a step's time."""


@attrs.frozen(kw_only=True)
class Workload:
    """Networks for critic and generator of one kind, and the data they meet.

    Args:
        network: `mlp`, `dcgan` (batch norm in the generator alone) or `resnet` (likewise).
        width: units of a hidden layer, or channels beside the image.
        depth: hidden layers of an MLP.
        shape: of one sample.
        batch: samples per batch.
        latent: numbers per latent.
        rows: samples in the data; 0 for `SAMPLES` of them.
        activation: of an MLP: `relu`, or `tanh`, which is smooth.
    """

    name: str
    network: str
    width: int
    depth: int = 3
    shape: tuple[int, ...] = (2,)
    batch: int = 64
    latent: int = 2
    rows: int = 0
    activation: str = "relu"

    def data(self) -> Float32:
        """Samples `(rows, *shape)`, float32: normal numbers, cut to [−1, 1] for images."""
        rows = self.rows or SAMPLES[len(self.shape)]
        x = np.random.default_rng(0).standard_normal((rows, *self.shape), dtype=np.float32)
        return np.clip(x, -1, 1) if len(self.shape) == 3 else x

    @property
    def size(self) -> int:
        """Pixels per side."""
        return self.shape[-1]

    @property
    def numbers(self) -> int:
        """Numbers per sample."""
        return prod(self.shape)

    def describe(self) -> str:
        """In words, for tables."""
        form = f"{self.depth}×{self.width} {self.activation}" if self.network == "mlp" else f"width {self.width}"
        return f"{self.network} {form}, {'×'.join(map(str, self.shape))}, batch {self.batch}"


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload(name="mlp64", network="mlp", width=64),
        Workload(name="mlp128", network="mlp", width=128, batch=256),
        Workload(name="mlp512", network="mlp", width=512, batch=256),
        Workload(name="mlp512-smooth", network="mlp", width=512, batch=256, activation="tanh"),
        Workload(name="mlp784", network="mlp", width=512, batch=256, shape=(784,), latent=64),
        Workload(name="dcgan32", network="dcgan", width=64, shape=(3, 32, 32), latent=100),
        Workload(name="dcgan64", network="dcgan", width=64, shape=(3, 64, 64), latent=100),
        Workload(name="resnet32", network="resnet", width=128, shape=(3, 32, 32), latent=128),
        # What two cores train in a bearable time.
        Workload(name="resnet32-b4", network="resnet", width=128, shape=(3, 32, 32), latent=128, batch=4),
    )
}
