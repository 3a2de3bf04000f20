"""A critic between the two distributions of a pair, trained by ganreg itself."""

from collections.abc import Callable, Mapping
from typing import Any

import ganreg
from ganreg.backend import Batch
from ganreg.benchmark.w1.fixed_fakes import FixedFakes, identity
from ganreg.benchmark.w1.pair import Pair
from ganreg.gan import GAN
from ganreg.networks import BjorckDense, GroupSort, Sequential

Settings = Mapping[str, Any]

ITERATIONS = 20_000
BATCH = 256
LR = 1e-3
PENALTIES = ("gradient_penalty", "gp", "one_sided_gp")
"""Those whose weight rises in the benchmark's recipe unless another is given."""

FIRST, LAST = 10.0, 100.0
"""Their weight λ: that of the papers in the first half, then rising evenly to the last."""


def recipe(constraint: Any, iterations: int = ITERATIONS) -> dict[str, Any]:
    """The benchmark's settings, the same for all pairs: arguments of `ganreg.build`.

    A critic of three hidden ReLU layers of 128; batch 256; Adam with β = (0, 0.9), whose learning rate falls evenly
    from 1e-3 to 0. A gradient penalty that is given by its name alone gets a weight that rises from 10 to 100 in the
    second half. Both serve the estimate: the last iterations average the noise of the first, and the bias of a
    penalised dual is of order 1/λ.

    Args:
        constraint: as in `ganreg.build`.
        iterations: of the critic.
    """
    return {
        "loss": "wasserstein",
        "constraint": _rising(constraint, iterations) if constraint in PENALTIES else constraint,
        "critic": {"name": "mlp", "width": 128, "depth": 3},
        "optimizer": {"name": "adam", "lr": _linear(LR, 0.0, iterations), "beta1": 0.0, "beta2": 0.9},
        "batch_size": BATCH,
    }


def _rising(name: str, iterations: int) -> dict[str, Any]:
    half = max(1, iterations // 2)
    return {"name": name, "weight": {**_linear(FIRST, LAST, half), "begin": iterations - half}}


def _linear(start: float, end: float, over: int) -> dict[str, Any]:
    return {"name": "linear", "start": start, "end": end, "over": over}


def groupsort(width: int = 128, depth: int = 3) -> Sequential:
    """A critic of orthonormal layers with GroupSort in groups of two: 1-Lipschitz by itself, without a constraint.

    Source: Anil, Lucas, Grosse 2019 (arXiv 1811.05381).
    """
    hidden = (BjorckDense(width), GroupSort()) * depth
    return Sequential((*hidden, BjorckDense(1)))


def untrained(pair: Pair, settings: Settings) -> GAN:
    """A GAN whose fake samples are those of Q, by a generator that is the identity.

    Args:
        pair: the distributions.
        settings: arguments of `ganreg.build`; those of the generator and the data's shape are added.
    """
    fixed = {"generator": identity(pair.dim), "latent_dim": pair.dim, "data_shape": (pair.dim,)}
    gan = ganreg.build(**{**settings, **fixed})
    gan.engine.draws = FixedFakes(gan.recipe.seed, pair.fake)
    return gan


def train(gan: GAN, pair: Pair, iterations: int, tell: Callable[[int], None] = lambda done: None) -> None:
    """Critic updates, each on fresh samples of P; `tell` hears after each how many were made."""
    engine, n = gan.engine, gan.recipe.batch_size
    with engine.session():
        for done in range(1, iterations + 1):
            stream = engine.draws.stream("data", update=engine.updates("critic"))
            engine.critic_step(Batch(pair.real(n, stream)))
            tell(done)
