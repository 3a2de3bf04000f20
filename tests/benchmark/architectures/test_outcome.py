"""One training, and what came of it."""

import attrs
import pytest

from ganreg.benchmark.architectures import METHODS, Architecture, Outcome
from ganreg.benchmark.architectures.outcome import SAMPLING
from ganreg.benchmark.architectures.quality import GRID, Quality

WGAN_GP = METHODS["wgan-gp"]
DIVERGING = attrs.evolve(METHODS["gan"], name="diverging", optimizer={"name": "sgd", "lr": 1e30})
PLAIN = next(n for n in range(99) if not Architecture.drawn(5, n).critic.normalised)


def test_an_outcome_is_the_quality_of_the_average_after_training(few_samples):
    found = Outcome.of(WGAN_GP, 2, seed=5, iterations=3)
    gan = WGAN_GP.gan(Architecture.drawn(5, 2), 3).fit(GRID, iterations=3)
    assert found.quality == Quality.of(gan.sample(few_samples, seed=SAMPLING, averaged=True))
    assert (found.index, found.method, found.failure) == (2, "wgan-gp", "")
    assert found.score == found.quality.score


def test_training_that_diverges_is_an_outcome_below_all_others():
    found = Outcome.of(DIVERGING, PLAIN, seed=5, iterations=5)
    assert found.quality is None
    assert "iteration" in found.failure
    assert found.score == float("-inf")


def test_samples_that_are_not_finite_are_a_failure(monkeypatch):
    monkeypatch.setattr("ganreg.gan.GAN.sample", lambda gan, n, **_: float("nan") * GRID.centres)
    assert "samples are not finite" in Outcome.of(WGAN_GP, 0, seed=5, iterations=1).failure


def test_an_interruption_is_no_outcome(monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("ganreg.gan.GAN.fit", stopped)
    with pytest.raises(KeyboardInterrupt):
        Outcome.of(WGAN_GP, 0, seed=5, iterations=1)
