"""What a critic that was really trained says of two Gaussians on the line, and what the generator learns from it."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.compose import build
from ganreg.draws import Float64
from ganreg.errors import ParameterError
from ganreg.gan import GAN
from ganreg.losses.minimax import Minimax
from ganreg.networks.layers.dense import Dense
from ganreg.networks.network import Sequential
from ganreg.theory.discriminator import js_bound

OBJECTIVES: Mapping[str, Mapping[str, Any]] = {
    "minimax": {"loss": "minimax", "constraint": "none"},
    "wasserstein": {"loss": "wasserstein", "constraint": "gradient_penalty"},
}
"""By name, the critic of a minimax game and that of WGAN-GP with the paper's λ = 10."""

BATCH, SAMPLES = 256, 8192
"""Samples of each kind in a step, and in an estimate, for which they are new ones."""


@attrs.frozen
class TrainedCritic:
    """A critic at one distance between data N(0, σ²) and a generator that makes N(θ, σ²).

    Args:
        theta: θ.
        estimate: of the JSD, log 2 − L/2 with the loss L of a minimax critic; of W₁, E f(x) − E f(x̃) of a WGAN critic.
        gradient: ∂L_G/∂θ, the slope of the generator's own loss in the one number that it has to learn.
    """

    theta: float
    estimate: float
    gradient: float


def trained_critic(
    objective: str, theta: float, *, deviation: float = 0.15, steps: int = 400, seed: int = 0, backend: Any = "numpy"
) -> TrainedCritic:
    """Train a critic against a generator that stands still: 2 layers of 32, Adam from 5e-3 down.

    Args:
        objective: `minimax` or `wasserstein`, as in `OBJECTIVES`.
        theta: θ, how far the generator is off.
        deviation: σ > 0.
        steps: critic updates, ≥ 1.
        seed: of all random numbers.
        backend: as in `ganreg.build`.

    Raises:
        ParameterError: there is no such objective.
    """
    if objective not in OBJECTIVES:
        raise ParameterError(f"objective={objective!r}: expected one of {', '.join(OBJECTIVES)}.")
    gan = _gan(objective, theta, deviation, steps, seed, backend)
    for step in range(steps):
        gan.critic_step(_real(gan, BATCH, deviation, step))
    real, generated = gan.scores(_real(gan, SAMPLES, deviation, steps)), gan.scores(gan.sample(SAMPLES, seed=seed))
    return TrainedCritic(theta, _estimate(objective, real, generated), _gradient(gan))


def _gan(objective: str, theta: float, deviation: float, steps: int, seed: int, backend: Any) -> GAN:
    """Whose generator is z ↦ σz + θ."""
    start = {"0.weight": np.array([[deviation]]), "0.bias": np.array([theta])}
    rate = {"name": "cosine", "start": 5e-3, "end": 0.0, "over": steps}
    return build(
        **OBJECTIVES[objective],
        critic={"name": "mlp", "width": 32, "depth": 2},
        generator=Sequential((Dense(1),), weights=start),
        optimizer={"name": "adam", "lr": rate, "beta1": 0.5, "beta2": 0.9},
        data_shape=(1,),
        latent_dim=1,
        batch_size=BATCH,
        seed=seed,
        backend=backend,
    )


def _real(gan: GAN, n: int, deviation: float, step: int) -> Float64:
    return deviation * gan.engine.draws.stream("two_gaussians", update=step).normal((n, 1))


def _estimate(objective: str, real: Float64, generated: Float64) -> float:
    if objective == "wasserstein":
        return float(np.mean(real) - np.mean(generated))
    return float(js_bound(Minimax().critic(np.float64(real), np.float64(generated), np)))


def _gradient(gan: GAN) -> float:
    engine = gan.engine
    found = engine.gradients("generator", engine.state, None, engine.draws.at("generator", 0))
    return float(engine.to_numpy(found.params["0.bias"]).reshape(()))
