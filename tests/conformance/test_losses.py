"""Every loss on every backend, within its range of scores, and through the networks."""

import numpy as np
import pytest
from conformance.backends import backends
from loss_catalogue import DESCRIBED

from ganreg.conformance import Case
from ganreg.conformance.checks import check_gradients, check_loss
from ganreg.networks import MLP
from ganreg.registry import registry

REAL = 0.7 * np.random.default_rng(3).normal(size=(3, 2))


def case(described):
    """Three points, small smooth networks, and no constraint."""
    return Case(
        real=REAL,
        loss=described,
        constraints=(),
        critic=MLP(width=4, depth=1, activation="tanh"),
        generator=MLP(width=3, depth=1, activation="tanh"),
        optimizer={"name": "sgd", "lr": 0.01},
    )


@pytest.mark.parametrize("make", list(backends()))
def test_a_backend_agrees_with_the_oracle_of_every_loss(make):
    backend = make()
    for described in DESCRIBED:
        result = check_loss(case(described), backend)
        assert result.status == "pass", (described, result.reason)


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_every_loss_reaches_the_weights_of_both_players(name):
    backend, aside = registry().create("backend", name, dtype="float64"), 0
    for described in DESCRIBED:
        for player in ("critic", "generator"):
            result = check_gradients(case(described), backend, player)
            assert result.status != "fail", (described, player, result.reason)
            aside += result.status == "set-aside"
    assert aside <= 2
