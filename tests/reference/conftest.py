"""Numerical differentiation, and small recipes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.networks import MLP
from ganreg.recipe import Recipe

Arrays = Mapping[str, Any]


def _complex_step(function: Callable[[Arrays], Any], arrays: Arrays) -> dict[str, Any]:
    """Im f(w + ih)/h for every number: exact to rounding where the code of f is analytic."""
    step = 1e-30
    gradients = {}
    for name, array in arrays.items():
        gradients[name] = np.zeros(np.shape(array))
        for place in np.ndindex(np.shape(array)):
            moved = np.array(array, dtype=np.complex128)
            moved[place] += 1j * step
            gradients[name][place] = np.imag(function({**arrays, name: moved})) / step
    return gradients


def _central_differences(function: Callable[[Arrays], float], arrays: Arrays) -> dict[str, Any]:
    """(8(f(w + h) − f(w − h)) − f(w + 2h) + f(w − 2h))/12h for every number, with an error of order h⁴."""
    step = 2e-4
    gradients = {}
    for name, array in arrays.items():
        gradients[name] = np.zeros(np.shape(array))
        for place in np.ndindex(np.shape(array)):
            values = []
            for multiple in (1, -1, 2, -2):
                moved = np.array(array)
                moved[place] += multiple * step
                values.append(function({**arrays, name: moved}))
            gradients[name][place] = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * step)
    return gradients


def _assert_close(found: Arrays, expected: Arrays, tolerance: float) -> None:
    """Every difference is within tolerance × the largest expected number, or 1 if all are smaller."""
    assert set(found) == set(expected)
    largest = max([1.0, *(np.max(np.abs(array), initial=0.0) for array in expected.values())])
    for name in expected:
        assert np.shape(found[name]) == np.shape(expected[name]), name
        assert np.max(np.abs(found[name] - expected[name]), initial=0.0) <= tolerance * largest, name


def _make_recipe(**changes: Any) -> Recipe:
    parts: dict[str, Any] = {
        "loss": "wasserstein",
        "constraints": ["gp"],
        "critic_optimizer": {"name": "adam", "lr": 1e-3},
        "generator_optimizer": {"name": "adam", "lr": 1e-3},
        "backend": "reference",
        "critic": MLP(width=3, depth=2, activation="tanh"),
        "generator": MLP(width=3, depth=1, activation="tanh"),
        "latent_dim": 2,
        "data_shape": (3,),
        "batch_size": 4,
    }
    return Recipe(**{**parts, **changes})


def _make_batch(shape: tuple[int, ...] = (4, 3), seed: int = 0) -> Batch:
    return Batch(np.random.default_rng(seed).normal(size=shape))


@pytest.fixture(scope="session")
def complex_step() -> Any:
    return _complex_step


@pytest.fixture(scope="session")
def central_differences() -> Any:
    return _central_differences


@pytest.fixture(scope="session")
def assert_close() -> Any:
    return _assert_close


@pytest.fixture(scope="session")
def make_recipe() -> Any:
    return _make_recipe


@pytest.fixture(scope="session")
def make_batch() -> Any:
    return _make_batch
