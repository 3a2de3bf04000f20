"""Critics that are really trained report what the theory says, and so do the generator's gradients."""

import numpy as np
import pytest

from ganreg.errors import ParameterError
from ganreg.losses.minimax import Minimax
from ganreg.registry import registry
from ganreg.theory import bounds_js, js_bound, js_of_gaussians, trained_critic

SIGMA = 0.15


def exact(theta):
    return js_of_gaussians(0, SIGMA**2, theta, SIGMA**2)


@pytest.mark.parametrize("theta", [0.3, 1.2])
def test_a_minimax_critic_estimates_the_jsd(theta):
    assert trained_critic("minimax", theta).estimate == pytest.approx(exact(theta), abs=0.01)


def test_the_gradient_of_the_minimax_generator_is_twice_that_of_the_jsd_and_vanishes():
    near, far = trained_critic("minimax", 0.3), trained_critic("minimax", 1.5)
    slope = (exact(0.3001) - exact(0.2999)) / 1e-4
    assert near.gradient == pytest.approx(slope, rel=0.1)
    assert 0 < far.gradient < 1e-3


@pytest.mark.parametrize("theta", [0.3, 1.2])
def test_a_wgan_gp_critic_estimates_theta_and_what_its_penalty_allows(theta):
    # max over k of k·θ − λ(k − 1)²: k = 1 + θ/2λ, with λ = 10
    found = trained_critic("wasserstein", theta)
    assert found.estimate == pytest.approx(theta * (1 + theta / 20), abs=0.01)
    assert found.gradient == pytest.approx(1 + theta / 20, abs=0.01)


def test_it_is_repeatable():
    assert trained_critic("minimax", 0.5, steps=3) == trained_critic("minimax", 0.5, steps=3)
    assert trained_critic("minimax", 0.5, steps=3) != trained_critic("minimax", 0.5, steps=3, seed=1)


def test_the_backend_can_be_chosen():
    one = trained_critic("wasserstein", 0.5, steps=2, backend={"name": "numpy", "dtype": "float64"})
    other = trained_critic("wasserstein", 0.5, steps=2, backend="reference")
    assert one.gradient == pytest.approx(other.gradient, rel=1e-12)


def test_the_bound_has_no_half_in_its_loss():
    # a critic of scores 0: L = 2·log 2 says nothing; one that is sure and right: L = 0, log 2
    assert js_bound(Minimax().critic(np.zeros(3), np.zeros(4), np)) == pytest.approx(0, abs=1e-15)
    assert js_bound(Minimax().critic(np.full(3, 99.0), np.full(4, -99.0), np)) == pytest.approx(np.log(2), abs=1e-15)


@pytest.mark.parametrize(
    ("loss", "bounds"),
    [
        ("minimax", True),
        ("non_saturating", True),
        ({"name": "minimax", "real_label": 0.9}, False),
        ("wasserstein", False),
        ("least_squares", False),
    ],
)
def test_which_losses_bound_the_jsd(loss, bounds):
    assert bounds_js(registry().resolve("loss", loss)) is bounds


def test_an_unknown_objective_is_refused():
    with pytest.raises(ParameterError, match="expected one of minimax, wasserstein"):
        trained_critic("hinge", 1.0)
