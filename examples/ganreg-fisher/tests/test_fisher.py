"""What Fisher GAN promises: its numbers, its multiplier, the distance that it measures, training by name."""

import ganreg
import numpy as np
import pytest
from ganreg.backend import Batch
from ganreg.networks import Constant, Dense, Sequential, mlp
from ganreg.theory import dirac

from ganreg_fisher.constraint import Fisher
from ganreg_fisher.oracle import FisherOracle

SCORES = (np.array([1.0, 2.0, -1.0]), np.array([0.0, -2.0]))
SMALL = {player: mlp(width=8, depth=1, activation="tanh") for player in ("critic", "generator")}
DESCENT = {"optimizer": {"name": "sgd", "lr": 0.05}, **SMALL}
BACKENDS = ["numpy", "strict", "torch"]


def built(backend, **choices):
    """A small GAN on a backend, if it is installed."""
    if backend == "torch":
        pytest.importorskip("torch")
    return ganreg.build(loss="wasserstein", backend=backend, batch_size=8, **choices)


def test_the_defaults_are_the_authors():
    assert (Fisher().rho, Fisher().multiplier) == (1e-6, 0.0)


def test_the_oracle_is_right_by_complex_step():
    oracle, step = FisherOracle(Fisher(rho=0.3, multiplier=-0.7)), 1e-30
    for side, vector in enumerate(SCORES):
        for place in range(len(vector)):
            moved = [scores.astype(complex) for scores in SCORES]
            moved[side][place] += step * 1j
            slope = oracle.value(tuple(moved)).imag / step
            assert oracle.gradients(SCORES)[side][place] == pytest.approx(slope, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("rule", [lambda f: lambda s, o: f.next_state(s, o, np), lambda f: FisherOracle(f).next_state])
def test_the_multiplier_rises_by_rho_times_the_excess(rule):
    # Ω = ½·(1 + 4 + 1)/3 + ½·(0 + 4)/2 = 2, so λ = 0.5 + 0.2·(2 − 1).
    after = rule(Fisher(rho=0.2))({"multiplier": 0.5}, SCORES)
    assert after["multiplier"] == pytest.approx(0.7, rel=1e-15)


def test_equation_9_is_what_is_minimised_with_the_other_sign():
    # E + λ(1 − Ω) − (ρ/2)(Ω − 1)² with E = 2/3 − (−1), λ = 0.5, ρ = 0.2, Ω = 2 is 5/3 − 0.5 − 0.1.
    real, fake = SCORES
    minimised = (fake.mean() - real.mean()) + Fisher(rho=0.2, multiplier=0.5).value(SCORES, np)
    assert minimised == pytest.approx(-(5 / 3 - 0.5 - 0.1))


def test_a_free_critic_finds_the_distance_and_twice_the_multiplier():
    """On two points any critic is two scores: P = (¾, ¼), Q = (¼, ¾), whose distance is 1."""
    scores, state = np.array([0.3, 0.1]), {"multiplier": 0.0}
    for _ in range(4000):
        given = (scores[[0, 0, 0, 1]], scores[[0, 1, 1, 1]])
        fisher = Fisher(rho=0.5).now(state, 0)
        real, fake = fisher.gradients(given, np)
        slope = np.array([-2 / 4, 2 / 4])  # of E f(x̃) − E f(x)
        slope += [real[:3].sum() + fake[0], real[3] + fake[1:].sum()]
        scores, state = scores - 0.05 * slope, fisher.next_state(state, given, np)
    assert scores == pytest.approx([1, -1], abs=1e-9)
    assert state["multiplier"] == pytest.approx(0.5, abs=1e-9)


def test_it_circles_beside_the_loss_of_its_paper_too():
    assert dirac(loss="wasserstein", constraint=Fisher()).verdict().word == Fisher.claim.verdict


@pytest.mark.parametrize("backend", BACKENDS)
def test_it_trains_on_the_ring_by_name(backend):
    gan = built(backend, constraint={"name": "fisher", "rho": 0.1}).fit("ring", iterations=3)
    assert "fisher" in gan.history.terms
    assert len(gan.history) == 3
    assert np.isfinite(gan.sample(4)).all()
    assert float(gan.engine.export_state()["constraint/0/multiplier"]) != 0


@pytest.mark.parametrize("backend", BACKENDS)
def test_it_looks_at_both_sides_and_the_multiplier_enters_the_next_update(backend):
    """Scores 2 of real and 3 of generated samples: Ω − 1 = (4 + 9)/2 − 1 = 5.5. λ: 0, then 0.2·5.5 = 1.1, then 2.2."""
    choices = {"critic": Sequential([Dense(1, bias=False)]), "generator": Sequential([Constant((1,))])}
    still = {"name": "sgd", "lr": 1e-300}
    gan = built(backend, constraint=Fisher(rho=0.2), optimizer=still, data_shape=(1,), dtype="float64", **choices)
    weights = {"critic/params/0.weight": np.ones((1, 1)), "generator/params/0.weight": np.full(1, 3.0)}
    gan.engine.import_state({**gan.engine.export_state(), **weights})
    terms = [float(gan.engine.critic_step(Batch(np.full((4, 1), 2.0)))["fisher"]) for _ in range(3)]
    assert terms == pytest.approx([0.1 * 5.5**2, 1.1 * 5.5 + 0.1 * 5.5**2, 2.2 * 5.5 + 0.1 * 5.5**2])


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_is_the_same_everywhere(backend):
    choices = {"constraint": Fisher(rho=0.5), "dtype": "float64", **DESCENT}
    states = [built(name, **choices).fit("ring", iterations=3).engine.export_state() for name in ("reference", backend)]
    assert "constraint/0/multiplier" in states[0]
    for name, expected in states[0].items():
        np.testing.assert_allclose(states[1][name], expected, rtol=1e-9, atol=1e-11, err_msg=name)


def test_a_run_goes_on_to_the_bit_from_a_checkpoint(tmp_path):
    choices = {"constraint": Fisher(rho=0.5), **DESCENT}
    built("numpy", **choices).fit("ring", iterations=2).save(tmp_path)
    resumed = ganreg.load(tmp_path).fit("ring", iterations=2).engine.export_state()
    whole = built("numpy", **choices).fit("ring", iterations=4).engine.export_state()
    assert all(np.array_equal(resumed[name], whole[name]) for name in whole)


def test_the_second_moment_of_the_scores_is_led_to_one():
    data = np.random.default_rng(0).normal(size=(64, 2))
    gan = built("numpy", constraint=Fisher(rho=0.1), optimizer={"name": "adam", "lr": 1e-2}, data_shape=(2,), **SMALL)
    for _ in range(300):
        gan.engine.critic_step(Batch(data))
    moments = [np.mean(gan.scores(samples) ** 2) for samples in (data, gan.sample(256, seed=1))]
    assert np.mean(moments) == pytest.approx(1, abs=0.2)
