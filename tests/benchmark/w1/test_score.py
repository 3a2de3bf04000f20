"""Scores of critics that are known, and the critic's step between two given distributions."""

import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.benchmark.w1.critic import groupsort, recipe, train, untrained
from ganreg.benchmark.w1.pair import Pair
from ganreg.benchmark.w1.run import scores
from ganreg.benchmark.w1.score import score
from ganreg.draws import HostStream

PAIR = Pair.drawn(3, 5, seed=4)
SMALL = {"critic": {"name": "mlp", "width": 8, "depth": 1}, "batch_size": 16}


class Known:
    """In the place of a GAN and its engine: the critic factor·f* + its value at 0, f* = −u optimal."""

    def __init__(self, factor=1.0, turned=False):
        self.factor, self.turned, self.engine = factor, turned, self

    def scores(self, x):
        return 3 - self.factor * PAIR.funnels.value(x)

    def input_gradients(self, x):
        gradient = -self.factor * PAIR.funnels.gradient(x)
        return np.roll(gradient, 1, axis=1) if self.turned else gradient

    def slopes(self, x):
        return np.linalg.norm(self.input_gradients(x), axis=1)


def test_the_optimal_critic_is_perfect():
    found = score(Known(), PAIR)
    assert found.cosine == pytest.approx(1, abs=1e-12)
    assert found.l2 == pytest.approx(0, abs=1e-20)
    assert found.dual == pytest.approx(found.w1, rel=1e-12)
    assert found.dual_error == pytest.approx(0, abs=1e-12)
    assert (found.slope, found.largest) == pytest.approx((1, 1))
    assert (found.pair, found.dim, found.funnels) == ("dim3_funnels5", 3, 5)


def test_a_critic_that_is_too_steep_is_seen_to_be_and_corrected():
    found = score(Known(1.25), PAIR)
    assert found.cosine == pytest.approx(1)
    assert found.l2 == pytest.approx(0.25**2)
    assert found.raw_bias == pytest.approx(0.25, abs=5 * found.w1_error)
    assert found.bias == pytest.approx(0, abs=5 * found.w1_error)
    assert (found.slope, found.largest) == pytest.approx((1.25, 1.25))


def test_directions_are_compared_sample_by_sample():
    found = score(Known(turned=True), PAIR)
    assert found.cosine < 0.5
    assert found.l2 == pytest.approx(2 - 2 * found.cosine)


@pytest.mark.parametrize("backend", ["numpy", "torch", "reference"])
def test_a_critics_step_sees_samples_of_q_as_fake_ones(backend):
    gan = untrained(PAIR, recipe("gp", 10) | SMALL | {"backend": backend, "seed": 2})
    engine, draw = gan.engine, gan.engine.draws.at("critic", 0)
    fake = PAIR.fake(16, HostStream(draw.stream("latent").generator))
    real = PAIR.real(16, draw.stream("data"))
    terms = engine.gradients("critic", engine.state, Batch(real), draw).terms
    expected = engine.scores(real).mean() - engine.scores(fake).mean()
    assert terms["wasserstein_estimate"] == pytest.approx(expected, rel=1e-5)


def test_training_is_the_same_again_and_takes_fresh_samples_each_time():
    states, batches = [], []
    for _ in range(2):
        gan = untrained(PAIR, recipe("one_sided_gp", 6) | SMALL)
        step = gan.engine.critic_step
        gan.engine.critic_step = lambda batch, step=step: (batches.append(batch.x), step(batch))
        train(gan, PAIR, 6)
        states.append(gan.engine.export_state())
    assert all(np.array_equal(states[0][name], states[1][name]) for name in states[0])
    assert len(np.unique(np.concatenate(batches[:6]), axis=0)) == 6 * 16
    assert states[0]["critic/updates"] == 6
    assert states[0]["generator/updates"] == 0


def test_the_weight_of_a_penalty_by_name_rises_from_10_to_100_in_the_second_half():
    for name in ("gp", "one_sided_gp"):
        (penalty,) = untrained(PAIR, recipe(name, 100)).recipe.constraints
        assert [penalty.weight(update) for update in (0, 50, 75, 100)] == [10, 10, 55, 100]
    assert recipe("clip", 100)["constraint"] == "clip"
    given = {"name": "gp", "weight": 3.0}
    assert recipe(given, 100)["constraint"] == given


def test_a_thousand_updates_lead_towards_the_truth():
    told = []
    settings = recipe("one_sided_gp", 1500) | {"critic": {"name": "mlp", "width": 32, "depth": 2}, "batch_size": 64}
    (found,) = scores([PAIR], settings, 1500, lambda name, done: told.append((name, done)))
    assert found.cosine > 0.8
    assert abs(found.bias) < 0.3
    assert 0 < found.seconds < 300
    assert told == [("dim3_funnels5", done) for done in range(1, 1501)]


def test_a_critic_of_orthonormal_layers_never_exceeds_slope_one():
    settings = recipe("none", 20) | {"critic": groupsort(8, 2), "batch_size": 16}
    (found,) = scores([PAIR], settings, 20)
    assert found.largest <= 1 + 1e-5
    assert found.dual < found.w1
