"""Each penalty of the field on every backend, where it counts and where its second order can go wrong."""

import attrs
import numpy as np
import pytest
from conformance.backends import backends
from conformance.test_wrong import of_images

from ganreg.conformance import Case
from ganreg.conformance.checks import check_gradients
from ganreg.networks import MLP, GroupNorm

PENALTIES = [
    *({"name": "gp", "norm": norm, "target": 0.3} for norm in ("euclidean", "l1", "linf", 1.5, 3)),
    *({"name": "gp", "points": points} for points in ("both", "real", "fake")),
    {"name": "gp", "points": {"name": "perturbed_real", "variance": 0.25}},
    {"name": "one_sided_gp", "target": 0.1},
    "r1",
    "r2",
    "r1+r2",
    "zero_centred",
    {"name": "dragan", "variance": 0.25},
    {"name": "dragan", "sampling": "code"},
    {"name": "max_gp", "weight": 10.0},
    {"name": "max_gp", "weight": 10.0, "norm": "l1"},
    {"name": "wgan_div", "weight": 1.0},
    {"name": "sobolev", "rho": 0.5, "multiplier": 0.3},
]
each_penalty = pytest.mark.parametrize("penalty", PENALTIES, ids=str)
each_backend = pytest.mark.parametrize("make", list(backends()))
REAL = np.random.default_rng(5).normal(size=(3, 2, 2))


@each_backend
@each_penalty
@pytest.mark.parametrize("activation", ["leaky_relu", "tanh"])
def test_the_gradient_of_a_penalty_agrees_with_the_reference(penalty, activation, make):
    case = Case(real=REAL, critic=MLP(width=5, depth=2, activation=activation), constraints=(penalty,), seed=3)
    result = check_gradients(case, make(), "critic")
    assert result.status == "pass", result.reason


@each_backend
@pytest.mark.parametrize("constraint", [{"name": "gp", "points": "both"}, {"name": "sobolev", "rho": 0.1}], ids=str)
def test_labels_are_those_of_real_and_fake_points_together(constraint, make):
    case = attrs.evolve(of_images(GroupNorm(1), classes=3), constraints=(constraint,))
    result = check_gradients(case, make(), "critic")
    assert result.status == "pass", result.reason
