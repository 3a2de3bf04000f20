"""All that is built in has programs: whatever falls back to computing step by step is named here, with the reason."""

from typing import Any

import numpy as np
import pytest

import ganreg
from ganreg.networks import mlp
from ganreg.registry import registry

X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
IMAGES = np.random.default_rng(1).uniform(-1, 1, size=(12, 1, 6, 6)).astype("float32")
WITHOUT = {
    "loss/sinkhorn": "its plans are found on the host, in as many rounds as the scores need",
}
ELSEWHERE = {"game/consensus": "needs second derivatives that the array backends do not compute"}
SETTINGS: dict[str, dict[str, Any]] = {
    "constraint/consistency": {"data": IMAGES, "loss": "non_saturating"},
    "constraint/instance_noise": {"loss": "non_saturating"},
    "constraint/none": {"loss": "non_saturating"},
    "constraint/consistency_term": {"critic": mlp(width=6, dropout=0.2)},
}
KINDS = ("loss", "constraint", "game", "optimizer")
COMPONENTS = sorted(f"{kind}/{entry.spec.name}" for kind in KINDS for entry in registry().entries(kind))
ACTIVATIONS = ("elu", "gelu", "group_sort", "leaky_relu", "relu", "sigmoid", "silu", "softplus", "tanh")


def kinds_of_step(data=X, **choices):
    """Each kind of step that a run has taken, and its program or None."""
    networks = {"critic": mlp(width=6), "generator": mlp(width=6)}
    parts: dict[str, Any] = {"loss": "wasserstein", "constraint": "gp", "batch_size": 6, "latent_dim": 2, **networks}
    backend = {"name": "numpy", "compile": "always"}
    gan = ganreg.build(**{**parts, **choices}, data_shape=data.shape[1:], backend=backend)
    gan.fit(data, iterations=3)
    return gan.engine._replay._known


@pytest.mark.parametrize("component", [name for name in COMPONENTS if name not in ELSEWHERE])
def test_a_component_has_programs(component):
    kind, name = component.split("/")
    chosen = {f"{player}_optimizer": {"name": name, "lr": 1e-3} for player in ("critic", "generator")}
    choices = chosen if kind == "optimizer" else {kind: name}
    known = kinds_of_step(**choices, **SETTINGS.get(component, {}))
    without = [key[0] for key, program in known.items() if program is None]
    assert bool(without) == (component in WITHOUT), f"no program for the steps of: {without}"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_has_programs(activation):
    network = mlp(width=6, depth=2, activation=activation)
    assert all(kinds_of_step(critic=network, generator=network).values())


def test_exceptions_are_components():
    assert {*WITHOUT, *ELSEWHERE, *SETTINGS} <= set(COMPONENTS)
