"""LeCam regularisation: the paper's divergence, the moving averages, their start, the rectified form."""

import array_api_compat.torch as torch_xp
import array_api_strict
import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.constraints import LeCam
from ganreg.errors import ParameterError
from ganreg.losses import Wasserstein
from ganreg.schedules import Linear

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])


def anchored(real, fake, **parameters):
    """With averages α (real) and α̃ (fake) as after some update."""
    return LeCam(**parameters).now({"real": real, "fake": fake, "seen": 3}, update=3)


@each_namespace
def test_real_scores_are_held_to_the_fake_average_and_fake_ones_to_the_real(xp):
    # α = 2, α̃ = −1: real (0 + 1)² = 1, (1 + 1)² = 4, mean 2.5; fake (1 − 2)² = 1, (3 − 2)² = 1, mean 1; 0.5·3.5.
    penalty, scores = anchored(2.0, -1.0, weight=0.5), (xp.asarray([0.0, 1.0]), xp.asarray([1.0, 3.0]))
    assert float(penalty.value(scores, xp)) == 1.75
    # 2·0.5·(1, 2)/2 and 2·0.5·(−1, 1)/2.
    assert [np.asarray(g).tolist() for g in penalty.gradients(scores, xp)] == [[0.5, 1.0], [-0.5, 0.5]]


@each_namespace
def test_the_rectified_form_forgives_scores_on_the_others_side(xp):
    # α = 2, α̃ = 0.5: of real 0 and 1 only 1 is above 0.5: 0.5² = 0.25, mean 0.125; of fake 1 and 3 only 1 is below 2.
    penalty = anchored(2.0, 0.5, weight=1.0, rectified=True)
    scores = xp.asarray([0.0, 1.0]), xp.asarray([1.0, 3.0])
    assert float(penalty.value(scores, xp)) == 0.125 + 0.5
    assert [np.asarray(g).tolist() for g in penalty.gradients(scores, xp)] == [[0, 0.5], [-1.0, 0]]


def test_with_the_wasserstein_loss_its_optimum_is_the_lecam_divergence():
    # Tseng et al., section 3.2: pointwise, −(p − q)D + λ(p(D − α̃)² + q(D − α)²) with α = 1 = −α̃ is least at
    # D* = (p − q)/(p + q)·(1/2λ − α), and there its sum is 2λα² − λ(1/2λ − α)²·Σ(p − q)²/(p + q).
    # p = (¾, ¼), q = (¼, ¾), λ = ¼: D* = (½, −½), Σ(p − q)²/(p + q) = ½, the sum 0.5 − 0.25·0.5 = 0.375.
    real, fake = np.array([0.5, 0.5, 0.5, -0.5]), np.array([0.5, -0.5, -0.5, -0.5])
    penalty, loss = anchored(1.0, -1.0, weight=0.25), Wasserstein()
    assert loss.critic(real, fake, np) + penalty.value((real, fake), np) == 0.375
    pulls = zip(loss.critic_gradients(real, fake, np), penalty.gradients((real, fake), np), strict=True)
    of_real, of_fake = (one + other for one, other in pulls)
    for atom in (0.5, -0.5):
        assert of_real[real == atom].sum() + of_fake[fake == atom].sum() == 0


def test_the_averages_forget_by_the_decay_and_do_not_count_the_start():
    # γ = ½, means 4, 1, 7: α₁ = 4, α₂ = (½·4 + 1)/(½ + 1) = 2, α₃ = (¼·4 + ½·1 + 7)/(¼ + ½ + 1) = 34/7.
    penalty, averages = LeCam(decay=0.5), []
    state = penalty.initial_state()
    for mean in (4.0, 1.0, 7.0):
        state = penalty.next_state(state, (np.array([mean - 1, mean + 1]), np.array([-mean, -mean])), np)
        averages.append((state["real"], state["fake"], state["seen"]))
    assert averages == [(4, -4, 1), (2, -2, 2), (pytest.approx(34 / 7), pytest.approx(-34 / 7), 3)]


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.99])
def test_the_average_of_equal_scores_is_that_score_from_the_first_update_on(decay):
    penalty = LeCam(decay=decay)
    state = penalty.initial_state()
    for _ in range(3):
        state = penalty.next_state(state, (np.array([2.0]), np.array([-5.0])), np)
        assert (state["real"], state["fake"]) == (pytest.approx(2), pytest.approx(-5))


def test_at_the_first_update_there_is_no_average_and_the_term_is_zero():
    penalty = LeCam()
    first = penalty.now(penalty.initial_state(), update=0)
    scores = np.array([1.0, 2.0]), np.array([3.0])
    assert first.value(scores, np) == 0
    assert [g.tolist() for g in first.gradients(scores, np)] == [[0, 0], [0]]


def test_the_weight_may_follow_a_schedule():
    penalty = LeCam(weight=Linear(start=1.0, end=0.0, over=4))
    state = {"real": 0.0, "fake": 0.0, "seen": 1}
    assert [penalty.now(state, update).weight for update in (0, 1, 4)] == [1.0, 0.75, 0.0]


@given(n=st.integers(1, 4), m=st.integers(1, 4), rectified=st.booleans(), seed=st.integers(0, 99))
def test_the_gradients_are_those_of_the_value(n, m, rectified, seed):
    random, step = np.random.default_rng(seed), 1e-6
    penalty, vectors = anchored(0.3, -0.2, rectified=rectified), [random.normal(size=n), random.normal(size=m)]
    for k, gradient in enumerate(penalty.gradients(tuple(vectors), np)):
        for i in range(len(gradient)):
            values = []
            for sign in (1, -1):
                moved = [vector.copy() for vector in vectors]
                moved[k][i] += sign * step
                values.append(penalty.value(tuple(moved), np))
            assert (values[0] - values[1]) / (2 * step) == pytest.approx(gradient[i], abs=1e-6)


def test_the_defaults_are_those_of_the_paper_on_cifar():
    assert (LeCam().weight, LeCam().decay, LeCam().rectified) == (0.3, 0.99, False)


def test_without_a_state_both_averages_are_0_and_so_they_are_at_first():
    assert LeCam(weight=1.0).value((np.array([1.0]), np.array([2.0])), np) == 1 + 4
    assert LeCam().initial_state() == {"real": 0, "fake": 0, "seen": 0}


def test_what_the_state_puts_in_is_no_part_of_a_recipe():
    assert attrs.evolve(LeCam(), real_average=3.0) == LeCam()
    assert "average" not in repr(LeCam(real_average=3.0))


@pytest.mark.parametrize("parameters", [{"weight": -1}, {"decay": 1}, {"decay": -0.1}, {"rectified": 0}])
def test_parameters_out_of_range_are_refused(parameters):
    with pytest.raises(ParameterError, match=next(iter(parameters))):
        LeCam(**parameters)
