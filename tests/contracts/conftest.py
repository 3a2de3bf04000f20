"""Backends in float64, and engines for tiny components written in the tests."""

import numpy as np
import pytest
from small_gan import SIZE

import ganreg
from ganreg.backend import Batch
from ganreg.conformance import Comparison
from ganreg.networks import mlp
from ganreg.registry import registry

BACKENDS = {
    "reference": "reference",
    "numpy": {"name": "numpy", "dtype": "float64"},
    "torch": {"name": "torch", "dtype": "float64", "device": "cpu"},
}
BATCHES = [Batch(np.random.default_rng(seed).normal(size=(SIZE, 3))) for seed in range(20)]


@pytest.fixture(params=list(BACKENDS))
def backend(request):
    """Each backend in turn."""
    return BACKENDS[request.param]


@pytest.fixture
def make_gan():
    """A GAN of three-dimensional samples whose networks are smooth, so that no example lies at a kink."""

    def make(backend, **choices):
        networks = {
            "critic": mlp(width=5, depth=2, activation="tanh"),
            "generator": mlp(width=4, depth=1, activation="tanh"),
        }
        optimizer = {"name": "sgd", "lr": 0.05}
        settings = {"data_shape": (3,), "latent_dim": 2, "batch_size": SIZE, "n_critic": 2, "optimizer": optimizer}
        return ganreg.build(backend=backend, **(settings | networks | choices))

    return make


@pytest.fixture
def on_all(make_gan):
    """What a use of an engine gives on every backend, compared with the reference."""

    def compare(use, kind="trajectory", **choices):
        results = {name: use(make_gan(backend, **choices).engine) for name, backend in BACKENDS.items()}
        for name in ("numpy", "torch"):
            assert set(results[name]) == set(results["reference"])
            for key, expected in results["reference"].items():
                got = np.asarray(results[name][key], dtype=np.float64).reshape(-1)
                comparison = Comparison(key, kind, got, np.asarray(expected, dtype=np.float64).reshape(-1))
                assert comparison.agrees, f"{name}: {comparison.describe()}"
        return results["reference"]

    return compare


@pytest.fixture
def batches():
    """Batches of real samples."""
    return BATCHES


@pytest.fixture
def own_registrations(monkeypatch):
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
