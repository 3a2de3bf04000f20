"""Small recipes and engines over NumPy, and over array-api-strict on a device that is not its default."""

from functools import partial
from typing import Any

import array_api_strict
import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.networks import MLP
from ganreg.recipe import Recipe
from ganreg_array.engine import ArrayEngine
from ganreg_array.namespace import Namespace


def _recipe(**changes: Any) -> Recipe:
    parts: dict[str, Any] = {
        "loss": "wasserstein",
        "constraints": ["gp"],
        "critic_optimizer": {"name": "adam", "lr": 1e-3},
        "generator_optimizer": {"name": "adam", "lr": 1e-3},
        "backend": "numpy",
        "critic": MLP(width=4, depth=2, activation="tanh"),
        "generator": MLP(width=3, depth=1, activation="softplus"),
        "latent_dim": 2,
        "data_shape": (3,),
        "batch_size": 4,
        "seed": 5,
    }
    return Recipe(**{**parts, **changes})


def _engine(dtype: str = "float64", **changes: Any) -> ArrayEngine:
    return ArrayEngine(_recipe(**changes), Namespace(np, dtype))


def _strict(dtype: str = "float64", **changes: Any) -> ArrayEngine:
    space = Namespace(array_api_strict, dtype, array_api_strict.Device("device1"))
    return ArrayEngine(_recipe(**changes), space)


def _batch(shape: tuple[int, ...] = (4, 3), seed: int = 0) -> Batch:
    return Batch(np.random.default_rng(seed).normal(size=shape))


@pytest.fixture(scope="session")
def make_recipe() -> Any:
    return _recipe


@pytest.fixture(scope="session")
def make_engine() -> Any:
    return _engine


@pytest.fixture(scope="session")
def make_strict() -> Any:
    return _strict


@pytest.fixture(scope="session")
def make_batch() -> Any:
    return _batch


@pytest.fixture(scope="session")
def close() -> Any:
    """Equal to 1e-11 of the largest expected number, or of 1."""
    return partial(np.testing.assert_allclose, rtol=1e-11, atol=1e-11)


@pytest.fixture(scope="session")
def gradients_of() -> Any:
    """The gradients of one player's first step, at the engine's state or another."""

    def evaluate(engine: Any, player: str, batch: Batch | None, state: Any = None) -> Any:
        return engine.gradients(player, state or engine.state, batch, engine.draws.at(player, 0))

    return evaluate
