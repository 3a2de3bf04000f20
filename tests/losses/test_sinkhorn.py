"""The Sinkhorn divergence: limits, closed forms, its gradient, and what does not converge."""

import sys

import array_api_compat.torch as torch_xp
import array_api_strict
import attrs
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ganreg.errors import ConvergenceError, MissingDependencyError, ParameterError
from ganreg.losses import Cramer, Sinkhorn
from ganreg.registry import registry
from ganreg_reference.oracles import loss_oracle

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
    assert Sinkhorn().generator(real, fake, np) == pytest.approx(2 * 0.25, abs=1e-3)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0])
def test_the_gradient_at_the_plan_is_that_of_the_value(p):
    loss = Sinkhorn(p=p, epsilon=2.0, tolerance=1e-15)
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
    envelope = Sinkhorn(epsilon=2.0)._pulls(FAKE, REAL, np)[0][0]
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
    loss = Sinkhorn(epsilon=2.0, tolerance=1e-15)
    found = torch.autograd.grad(loss.generator(real, fake, torch_xp), (real, fake))
    for got, wanted in zip(found, loss.generator_gradients(REAL, FAKE, np), strict=True):
        assert got.numpy() == pytest.approx(wanted, abs=1e-12)


def test_two_pairs_far_apart_by_hand():
    # r = (0, L) against f = (d, L + d): P has a on the diagonal and ½ − a off it. The cost of the other diagonal is
    # larger by (L + d)² + (L − d)² − 2d² = 2L², so a/(½ − a) = e^(L²): for L = 3 the rest is ½/(1 + e⁹), for L = 2e4
    # it is 0, as it is within a batch; S = 2(d² + ε Σ P log 4P) − 2(0 + ε Σ P log 4P) = 2d²
    loss = Sinkhorn(tolerance=1e-15)
    weights = loss._plan(np.array([0.0, 3.0]), np.array([0.5, 3.5]), np).weights
    assert weights[0, 1] == pytest.approx(0.5 / (1 + np.exp(9)), rel=1e-10)
    far, moved = np.array([-1e4, 1e4]), np.array([-9999.5, 10000.5])
    assert loss.generator(far, moved, np) == pytest.approx(0.5, rel=1e-15)
    in_real, in_fake = loss.generator_gradients(far, moved, np)  # 2·½·2(x − y)
    assert (in_real.tolist(), in_fake.tolist()) == ([-1.0, -1.0], [1.0, 1.0])


def test_equal_distances_are_shared_out_evenly_at_the_kink_of_p_1():
    # for p = 1 both ways of pairing (0, 1e4) with (2e4, 3e4) cost 4e4: without entropy any mixture is a plan, with it
    # the even one; at equal scores |·| has derivative 0
    loss = Sinkhorn(p=1.0)
    low, high = np.array([0.0, 1e4]), np.array([2e4, 3e4])
    assert loss._plan(low, high, np).weights == pytest.approx(np.full((2, 2), 0.25), abs=1e-15)
    same = np.array([1e4, -1e4, 0.5, 0.5])
    for found in loss.generator_gradients(same, same.copy(), np):
        assert found.tolist() == [0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("epsilon", [1e-3, 1.0, 1e3])
@pytest.mark.parametrize("sizes", [(64, 64), (64, 63), (7, 64), (1, 64)])
def test_plans_of_any_finite_scores_converge(p, epsilon, sizes):
    random = np.random.default_rng(5)
    clusters = [random.choice([-1e4, 0, 1e4], size=n) + random.normal(size=n) for n in sizes]
    for x, y in ([random.uniform(-1e4, 1e4, size=n) for n in sizes], clusters, [np.round(c / 7e3) for c in clusters]):
        weights = Sinkhorn(p=p, epsilon=epsilon)._plan(x, y, np).weights
        assert np.linalg.norm(weights.sum(axis=1) - 1 / len(x)) < 1.1e-13
        assert np.linalg.norm(weights.sum(axis=0) - 1 / len(y)) < 1.1e-13


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_far_scores_are_exact_in_float32(data):
    def drawn():
        places = st.sampled_from([-1e4, -9999.5, -3.0, 0.0, 0.125, 2.0, 30.0, 9990.0, 1e4])
        values = data.draw(st.lists(st.one_of(places, st.floats(-1e4, 1e4, width=32)), min_size=1, max_size=5))
        return np.clip(values, *loss.score_range).astype(np.float32)

    loss = Sinkhorn(p=data.draw(st.sampled_from([1.0, 1.5, 2.0])), epsilon=data.draw(st.sampled_from([0.1, 1.0, 9.0])))
    real, fake = drawn(), drawn()
    oracle, exact = loss_oracle(loss), (real.astype(np.float64), fake.astype(np.float64))
    expected = oracle.generator(*exact)
    size = max(1.0, abs(expected), np.max(np.abs(np.concatenate(exact))))
    assert abs(loss.generator(real, fake, np) - expected) <= 8 * 2.0**-23 * size
    wanted = oracle.generator_gradients(*exact)
    scale = max(1.0, *(np.max(np.abs(gradient)) for gradient in wanted))
    for got, right in zip(loss.generator_gradients(real, fake, np), wanted, strict=True):
        assert got == pytest.approx(right, rel=0, abs=16 * 2.0**-23 * scale)


def test_scores_stay_where_rounding_does_not_show():
    # ±1e4, or costs of 4e8 ε: (4e8·0.01)^½/2 = 1000, (4e8)^⅓/2 = 368.4…
    assert Sinkhorn().score_range == Sinkhorn(p=1.0).score_range == (-1e4, 1e4)
    assert Sinkhorn(epsilon=0.01).score_range == (-1000, 1000)
    assert Sinkhorn(p=3.0).score_range[1] == pytest.approx(368.403, rel=1e-6)


def test_on_another_device_it_stays_there():
    device = array_api_strict.Device("device1")
    real, fake = (array_api_strict.asarray(values, device=device) for values in (REAL, FAKE))
    value = Sinkhorn().critic(real, fake, array_api_strict)
    assert value.device == device
    assert float(value) == pytest.approx(Sinkhorn().critic(REAL, FAKE, np), rel=1e-12)


def test_it_gives_up_after_a_thousand_steps():
    assert Sinkhorn().max_iterations == 1000


def test_what_does_not_converge_is_refused_with_the_numbers_to_change():
    message = r"after 1 steps of Newton's method, tolerance 1e-13, epsilon 0.5. Give a larger max_iterations"
    with pytest.raises(ConvergenceError, match=message):
        Sinkhorn(epsilon=0.5, max_iterations=1).critic(REAL, FAKE, np)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_scores_that_are_not_finite_give_nan_for_training_to_name(bad):
    scores = np.array([bad, 1.0])
    with np.errstate(invalid="ignore"):
        assert np.isnan(Sinkhorn().critic(scores, FAKE, np))
        assert np.all(np.isnan(Sinkhorn().critic_gradients(scores, FAKE, np)[1]))


def test_without_pot_the_install_command_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ot", None)
    for ask in (lambda: registry().create("loss", "sinkhorn"), lambda: Sinkhorn().critic(REAL, FAKE, np)):
        with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[ot\]"'):
            ask()


@pytest.mark.parametrize("bad", [{"p": 0.5}, {"epsilon": 0.0}, {"tolerance": 0}, {"max_iterations": 0}])
def test_numbers_without_meaning_are_refused(bad):
    with pytest.raises(ParameterError, match=next(iter(bad))):
        attrs.evolve(Sinkhorn(), **bad)
