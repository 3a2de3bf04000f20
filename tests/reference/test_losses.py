"""The losses' oracles: pinned values, derivatives, and extreme scores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loss_catalogue import LOSSES

from ganreg.errors import ConvergenceError
from ganreg.losses import FGan, Minimax, NonSaturating, Relativistic, RelativisticAverage, Sinkhorn, Wasserstein
from ganreg_reference import losses
from ganreg_reference.losses import entropic_transport
from ganreg_reference.losses.divergences import ROWS
from ganreg_reference.losses.pairs import pairs
from ganreg_reference.oracles import loss_oracle

LOG2 = 0.6931471805599453
ANALYTIC = {name: loss_oracle(loss) for name, loss in LOSSES.items() if loss.name != "sinkhorn"}
SINKHORN = [losses.Sinkhorn(Sinkhorn(p=p, epsilon=2.0)) for p in (1.0, 1.5, 2.0)]


def distinct(values):
    """No two scores, and no score and a kink of the hinge, are so near that a derivative changes between them."""
    met = np.concatenate([*values, [0.0, 1.0, -1.0]])
    means = [np.mean(v) for v in values]
    margins = [values[0] - means[1], means[0] - values[1], np.subtract(values[0], values[1])]
    near = np.min(np.abs(np.subtract.outer(met, met)) + 9 * np.eye(len(met)))
    return near > 1e-6 and min(np.min(np.abs(np.abs(m) - 1)) for m in margins) > 1e-6


triples = st.lists(st.floats(-8, 8, width=32), min_size=3, max_size=3, unique=True).map(np.array)
both = st.tuples(triples, triples).filter(distinct)


@pytest.mark.parametrize("player", ["critic", "generator"])
@pytest.mark.parametrize("name", ANALYTIC)
@settings(max_examples=8)
@given(scores=both)
def test_gradients_are_those_of_the_value(name, player, scores, complex_step, assert_close):
    oracle = ANALYTIC[name]
    value = oracle.critic if player == "critic" else oracle.generator
    found = (oracle.critic_gradients if player == "critic" else oracle.generator_gradients)(*scores)
    expected = complex_step(lambda s: value(s["real"], s["fake"]), dict(zip(("real", "fake"), scores, strict=True)))
    got = {"real": np.zeros(3) if found[0] is None else found[0], "fake": found[1]}
    assert_close(got, expected, 1e-13)


UNEQUAL = [name for name, loss in LOSSES.items() if name in ANALYTIC and not loss.pairwise]


@pytest.mark.parametrize("name", UNEQUAL)
@pytest.mark.parametrize("player", ["critic", "generator"])
def test_gradients_are_those_of_the_value_for_unequal_batches(name, player, complex_step, assert_close):
    scores = {"real": np.array([0.3, -1.2]), "fake": np.array([-0.4, 0.9, -1.9, 0.7])}
    oracle = ANALYTIC[name]
    value = oracle.critic if player == "critic" else oracle.generator
    found = (oracle.critic_gradients if player == "critic" else oracle.generator_gradients)(*scores.values())
    expected = complex_step(lambda s: value(s["real"], s["fake"]), scores)
    assert_close({"real": np.zeros(2) if found[0] is None else found[0], "fake": found[1]}, expected, 1e-13)


@pytest.mark.parametrize("oracle", SINKHORN, ids=lambda oracle: str(oracle.p))
@pytest.mark.parametrize("player", ["critic", "generator"])
def test_the_sinkhorn_divergences_gradient_is_that_of_its_value(oracle, player, central_differences, assert_close):
    scores = {"real": np.array([0.3, -1.2, 1.7, 0.8]), "fake": np.array([-0.4, 0.9, -1.9])}
    value = oracle.critic if player == "critic" else oracle.generator
    found = (oracle.critic_gradients if player == "critic" else oracle.generator_gradients)(*scores.values())
    expected = central_differences(lambda s: value(s["real"], s["fake"]), scores)
    assert_close(dict(zip(("real", "fake"), found, strict=True)), expected, 1e-9)


# Pinned values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "critic", "generator"),
    [
        ("minimax", 2 * LOG2, -LOG2),
        ("non_saturating", 2 * LOG2, LOG2),
        ("wasserstein", 0.0, 0.0),
        ("least_squares", 0.5, 0.5),
        ("hinge", 2.0, 0.0),
        ("relativistic-logistic", LOG2, LOG2),
        ("relativistic-True", LOG2, -LOG2),
        ("relativistic-hinge", 1.0, 1.0),
        ("relativistic-least_squares", 1.0, 1.0),
        ("relativistic_average-logistic", 2 * LOG2, 2 * LOG2),
        ("f_gan-kl-False", np.exp(-1), -np.exp(-1)),
        ("f_gan-reverse_kl-False", 0.0, 1.0),
        ("f_gan-pearson-False", 0.0, 0.0),
        ("f_gan-jensen_shannon-False", 0.0, 0.0),
        ("f_gan-gan-True", 2 * LOG2, LOG2),
        ("cramer", 0.0, 0.0),
        ("mmd", 0.0, 0.0),
    ],
)
def test_an_undecided_critic_gives_the_published_value(name, critic, generator):
    zeros, oracle = np.zeros(3), ANALYTIC[name]
    assert oracle.critic(zeros, zeros) == pytest.approx(critic, rel=1e-15)
    assert oracle.generator(zeros, zeros) == pytest.approx(generator, rel=1e-15)


def test_wasserstein_is_the_difference_of_means():
    real, fake = np.array([1.0, 2.0, 6.0]), np.array([4.0, 8.0])
    oracle = losses.Wasserstein(Wasserstein())
    assert (oracle.critic(real, fake), oracle.generator(None, fake)) == (3.0, -6.0)


def test_logistic_losses_at_one():
    # softplus(1) = 1.3132616875182228, softplus(−1) = 0.31326168751822286
    one, oracle = np.ones(2), losses.Minimax(Minimax())
    assert oracle.critic(one, -one) == pytest.approx(2 * 0.31326168751822286, rel=1e-14)
    assert oracle.critic(-one, one) == pytest.approx(2 * 1.3132616875182228, rel=1e-14)
    assert oracle.generator(None, one) == pytest.approx(-1.3132616875182228, rel=1e-14)
    other = losses.NonSaturating(NonSaturating())
    assert other.generator(None, one) == pytest.approx(0.31326168751822286, rel=1e-14)
    smooth = losses.Minimax(Minimax(real_label=0.75))
    expected = 0.75 * 0.31326168751822286 + 0.25 * 1.3132616875182228 + 0.31326168751822286
    assert smooth.critic(one, -one) == pytest.approx(expected, rel=1e-14)


def test_relativistic_losses_by_hand():
    # margins 2 and −4; means 1.5 and 2.5, margins from them 0.5 and −2.5 for both kinds
    real, fake = np.array([3.0, 0.0]), np.array([1.0, 4.0])
    assert losses.Relativistic(Relativistic(base="least_squares")).critic(real, fake) == (1 + 25) / 2
    assert losses.Relativistic(Relativistic(base="hinge")).critic(real, fake) == (0 + 5) / 2
    assert losses.RelativisticAverage(RelativisticAverage(base="hinge")).critic(real, fake) == 2 * (0.5 + 3.5) / 2


# f-divergences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("divergence", ROWS)
@given(st.floats(-6, 6))
def test_the_conjugate_of_the_activation_is_the_papers(divergence, v):
    row = ROWS[divergence]
    assert row.conjugate_of_g(v) == pytest.approx(row.conjugate(row.g(v)), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("divergence", [name for name in ROWS if name != "total_variation"])
@given(st.floats(0.05, 20), st.floats(0.05, 20))
def test_the_conjugate_is_fenchels(divergence, u, other):
    # f*(t) = sup over u of u t − f(u), which t = f′(u) attains
    row = ROWS[divergence]
    t = row.f_slope(u)
    assert row.conjugate(t) == pytest.approx(u * t - row.f(u), rel=1e-9, abs=1e-9)
    assert other * t - row.f(other) <= row.conjugate(t) + 1e-9 * max(1, abs(t) * other)


@pytest.mark.parametrize("divergence", ROWS)
def test_f_of_one_is_0_but_for_gans(divergence):
    # all are divergences that vanish for p = q; gan's is 2·JSD − log 4
    assert ROWS[divergence].f(1.0) == pytest.approx(-2 * LOG2 if divergence == "gan" else 0)


# Extremes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("oracle", [losses.Minimax(Minimax()), losses.NonSaturating(NonSaturating())])
def test_a_critic_that_is_sure_costs_nothing_or_its_score(oracle):
    high, low = np.array([1e4]), np.array([-1e4])
    assert oracle.critic(high, low) == 0.0
    assert oracle.critic(low, high) == 2e4
    assert [float(g[0]) for g in oracle.critic_gradients(low, high)] == [-1.0, 1.0]
    assert [float(g[0]) for g in oracle.critic_gradients(high, low)] == [0.0, 0.0]


def test_the_generators_of_the_two_games_saturate_at_opposite_ends():
    high, low = np.array([1e4]), np.array([-1e4])
    one, other = losses.Minimax(Minimax()), losses.NonSaturating(NonSaturating())
    assert (one.generator(None, low), one.generator(None, high)) == (0.0, -1e4)
    assert (other.generator(None, low), other.generator(None, high)) == (1e4, 0.0)
    assert one.generator_gradients(None, low)[1] == 0.0
    assert other.generator_gradients(None, low)[1] == -1.0


@pytest.mark.parametrize("divergence", ["jensen_shannon", "gan", "total_variation"])
def test_bounded_divergences_stay_exact_where_their_conjugate_would_take_the_logarithm_of_0(divergence):
    far, oracle = np.array([1e4]), losses.FGan(FGan(divergence=divergence))
    value = {"jensen_shannon": 2e4 - 2 * LOG2, "gan": 2e4, "total_variation": 1.0}[divergence]
    assert oracle.critic(-far, far) == pytest.approx(value, rel=1e-15)


def test_a_distance_within_a_batch_counts_each_pair_twice():
    assert pairs(2, unbiased=False) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert pairs(3, unbiased=True) == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]


def test_entropic_transport_of_two_pairs_by_hand():
    # (0, 3) to (½, 3½): a on the diagonal, ½ − a off it, a/(½ − a) = e^9; each moves by ½ or, off it, by 3½ and 2½
    solution = entropic_transport.entropic_transport((0.0, 3.0), (0.5, 3.5), 2.0, 1.0)
    off = 0.5 / (1 + np.exp(9))
    a = 0.5 - off
    assert float(solution.plan[0][1]) == pytest.approx(off, rel=1e-15)
    entropy = 2 * (a * np.log(4 * a) + off * np.log(4 * off))
    assert float(solution.value) == pytest.approx(2 * a * 0.25 + off * (12.25 + 6.25) + entropy, rel=1e-15)


def test_an_iteration_that_does_not_converge_is_no_oracle(monkeypatch):
    monkeypatch.setattr(entropic_transport, "STEPS", 3)
    with pytest.raises(ConvergenceError, match="has not converged in 3 steps"):
        losses.Sinkhorn(Sinkhorn(epsilon=0.01)).critic(np.array([0.0, 5.0, 9.0]), np.array([1.0, -4.0, 30.0]))
