"""The Sinkhorn divergence: limits, closed forms, its gradient, and what does not converge."""

import sys

import array_api_compat.torch as torch_xp
import attrs
import numpy as np
import pytest
import torch

from ganreg.errors import ConvergenceError, MissingDependencyError, ParameterError
from ganreg.losses import Cramer, Sinkhorn
from ganreg.registry import registry

REAL, FAKE = np.array([0.3, -1.2, 1.7, 0.8]), np.array([-0.4, 0.9, -1.9])


def test_two_points_cost_their_distance_whatever_the_entropy(xp, array):
    # one plan exists: 2·3² − 0 − 0, and 2·3 for p = 1
    one, other = array(xp, 1.0), array(xp, -2.0)
    assert float(Sinkhorn().generator(one, other, xp)) == 18
    assert float(Sinkhorn(p=1.0, epsilon=0.1).critic(one, other, xp)) == -6


def test_two_pairs_by_hand():
    # r = f = (0, 1) against each other: P has a on the diagonal and ½ − a off it, a/(½ − a) = e^(1/ε); S = 0. Against
    # (0, 0) the plan is ¼ everywhere, of cost ½ and no entropy; W(r, r) = 2(½ − a) + ε Σ P log 4P
    epsilon = 0.7
    a = 0.5 / (1 + np.exp(-1 / epsilon))
    within = 2 * (0.5 - a) + epsilon * 2 * (a * np.log(4 * a) + (0.5 - a) * np.log(4 * (0.5 - a)))
    pair, zeros, loss = np.array([0.0, 1.0]), np.zeros(2), Sinkhorn(epsilon=epsilon, tolerance=1e-13)
    assert loss.generator(pair, pair[::-1].copy(), np) == pytest.approx(0, abs=1e-12)
    assert loss.generator(pair, zeros, np) == pytest.approx(2 * 0.5 - within, abs=1e-12)


def test_with_much_entropy_it_is_the_energy_distance_or_the_squared_difference_of_means():
    # Feydy et al. 2019, section 1: ε → ∞ gives the kernel distance with k(d) = −|d|ᵖ, here twice, with an error of 1/ε
    assert Sinkhorn(epsilon=1e7, p=1.0).generator(REAL, FAKE, np) == pytest.approx(
        Cramer().generator(REAL, FAKE, np), rel=1e-6
    )
    squared = 2 * (REAL.mean() - FAKE.mean()) ** 2
    assert Sinkhorn(epsilon=1e7).generator(REAL, FAKE, np) == pytest.approx(squared, rel=1e-5)


def test_with_little_entropy_it_is_twice_the_earth_movers_distance():
    # in order, each moves by ½; the other plan costs e^(−(3.5² + 2.5² − 0.5)) = e^(−18) as much
    real, fake = np.array([3.0, 0.0]), np.array([0.5, 3.5])
    assert Sinkhorn(tolerance=1e-5).generator(real, fake, np) == pytest.approx(2 * 0.25, abs=1e-3)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0])
def test_the_gradient_at_the_plan_is_that_of_the_value(p):
    loss = Sinkhorn(p=p, epsilon=2.0, tolerance=1e-13)
    steps = 1e-4 * np.eye(4)
    in_real, in_fake = loss.critic_gradients(REAL, FAKE, np)
    differences = [(loss.critic(REAL + e, FAKE, np) - loss.critic(REAL - e, FAKE, np)) / 2e-4 for e in steps]
    assert in_real == pytest.approx(differences, abs=1e-7)
    differences = [(loss.critic(REAL, FAKE + e, np) - loss.critic(REAL, FAKE - e, np)) / 2e-4 for e in steps[:3, :3]]
    assert in_fake == pytest.approx(differences, abs=1e-7)


def test_without_the_entropy_in_the_value_the_gradient_would_be_another():
    # Genevay et al. evaluate Σ P C alone; its differences are not the envelope's gradient
    def transport(fake):
        plan = Sinkhorn(epsilon=2.0, tolerance=1e-13)._plan(REAL, fake, np)
        return np.sum(plan.weights * (REAL[:, None] - fake[None, :]) ** 2)

    step = np.array([1e-4, 0, 0])
    slope = (transport(FAKE + step) - transport(FAKE - step)) / 2e-4
    envelope = Sinkhorn(epsilon=2.0)._pull(FAKE, REAL, np)[0]
    assert abs(slope - envelope) > 0.01


def test_it_is_never_negative_and_minds_neither_sign_nor_which_is_real():
    loss = Sinkhorn(tolerance=1e-12)
    value = loss.generator(REAL, FAKE, np)
    assert value > 0
    assert loss.generator(-REAL, -FAKE, np) == pytest.approx(value, abs=1e-8)
    assert loss.generator(FAKE, REAL, np) == pytest.approx(value, abs=1e-8)


def test_a_plan_has_its_marginals():
    weights = Sinkhorn(tolerance=1e-10)._plan(REAL, FAKE, np).weights
    assert weights.sum(axis=1) == pytest.approx([1 / 4] * 4, abs=1e-9)
    assert weights.sum(axis=0) == pytest.approx([1 / 3] * 3, abs=1e-9)


def test_the_plan_is_constant_to_automatic_differentiation():
    real, fake = (torch.tensor(values, requires_grad=True) for values in (REAL, FAKE))
    loss = Sinkhorn(epsilon=2.0, tolerance=1e-14)
    found = torch.autograd.grad(loss.generator(real, fake, torch_xp), (real, fake))
    for got, wanted in zip(found, loss.generator_gradients(REAL, FAKE, np), strict=True):
        assert got.numpy() == pytest.approx(wanted, abs=1e-12)


def test_what_does_not_converge_is_refused_with_the_numbers_to_change():
    message = r"after 20 steps, tolerance 1e-06: the costs reach 100, epsilon is 5"
    with pytest.raises(ConvergenceError, match=message):
        Sinkhorn(epsilon=5.0, max_iterations=20).critic(np.array([5.0, -5.0, 2.0]), np.array([0.0, 1.5, -3.0]), np)


def test_far_scores_are_refused_or_right_but_never_nan():
    far = np.array([1e4, 0.0])
    assert Sinkhorn(epsilon=1e8).generator(far, -far, np) == pytest.approx(2 * 1e8, rel=0.6)
    with pytest.raises(ConvergenceError, match="larger epsilon"):
        Sinkhorn(max_iterations=20).generator(np.array([1e4, -1e4, 7.0]), np.array([0.0, 0.5, 3e3]), np)


def test_without_pot_the_install_command_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ot", None)
    for ask in (lambda: registry().create("loss", "sinkhorn"), lambda: Sinkhorn().critic(REAL, FAKE, np)):
        with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[ot\]"'):
            ask()


@pytest.mark.parametrize("bad", [{"p": 0.5}, {"epsilon": 0.0}, {"tolerance": 0}, {"max_iterations": 0}])
def test_numbers_without_meaning_are_refused(bad):
    with pytest.raises(ParameterError, match=next(iter(bad))):
        attrs.evolve(Sinkhorn(), **bad)
