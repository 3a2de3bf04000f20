"""The multiplications that a step cannot do without, and nothing else: what the machine's own GEMM makes of them.

Of one iteration with piecewise-linear MLPs, n rows per batch, each layer with one GEMM where its operands allow it:

- critic, with the gradient penalty: 3n rows forward (real, fake, interpolates); 3n rows of adjoints back, of which only
  those of interpolates go on to the input; n rows of tangents forward; weight gradients over 3n rows, adjoints of real
  and fake against their inputs, of interpolates against tangents. 10n in all; without penalty 2n three times.
- generator: n rows forward at each critic step; in its own step n rows forward and back through both networks, and its
  weight gradients.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from benchmarks.method import Method
from benchmarks.workload import Workload

Shape = tuple[int, int, int]
"""Rows, inner length, columns of one product."""


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Iterations of nothing but products, into arrays that are kept."""
    if workload.network != "mlp" or workload.activation != "relu":
        raise NotImplementedError("the multiplications are counted for MLPs with ReLU")
    products = [operands(shape) for shape in iteration(workload, method)]

    def run(n: int) -> None:
        for _ in range(n):
            for a, b, out in products:
                np.matmul(a, b, out=out)

    return run


def operands(shape: Shape) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two factors and the place of their product, float32."""
    m, k, n = shape
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((m, k), dtype=np.float32), rng.standard_normal((k, n), dtype=np.float32)
    return a, b, np.empty((m, n), dtype=np.float32)


def iteration(workload: Workload, method: Method) -> list[Shape]:
    """All products of one iteration."""
    hidden = [workload.width] * workload.depth
    critic = list(pairwise([workload.numbers, *hidden, 1]))
    generator = list(pairwise([workload.latent, *hidden, workload.numbers]))
    n = workload.batch
    step = [*forward(generator, n), *critic_step(critic, n, method.constraint)]
    made = [*forward(generator, n), *forward(critic, n), *back(critic, n, n), *back(generator, n, 0)]
    last = [*made, *weights(generator, n)] if method.generator_step else []
    return step * method.n_critic + last


def critic_step(layers: list[tuple[int, int]], n: int, constraint: str) -> list[Shape]:
    """Those of the critic, after the fake samples are made."""
    rows = 3 * n if constraint == "gp" else 2 * n
    penalised = {"gp": n, "r1+r2": 2 * n}.get(constraint, 0)
    tangents = forward(layers, penalised) if penalised else []
    return [*forward(layers, rows), *back(layers, rows, penalised), *tangents, *weights(layers, 2 * n + penalised)]


def forward(layers: list[tuple[int, int]], rows: int) -> list[Shape]:
    """Values, or tangents, through all layers."""
    return [(rows, a, b) for a, b in layers]


def back(layers: list[tuple[int, int]], rows: int, to_input: int) -> list[Shape]:
    """Adjoints down to the second layer's input, and so many of them to the first's."""
    return [*((rows, b, a) for a, b in layers[1:]), *([(to_input, *layers[0][::-1])] if to_input else [])]


def weights(layers: list[tuple[int, int]], rows: int) -> list[Shape]:
    """Gradients of the weights: over all rows in one product."""
    return [(a, rows, b) for a, b in layers]
