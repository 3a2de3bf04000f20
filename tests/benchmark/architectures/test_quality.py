"""A sampler's quality, where it is known."""

import numpy as np
import pytest

from ganreg.benchmark.architectures.quality import GRID, Quality, distance, gaussian, gaussian_samples, perfect
from ganreg.draws import Draws


@pytest.fixture
def real(few_samples):
    return GRID.sample(few_samples, Draws(0).stream("architectures/real"))


def test_real_samples_moved_by_a_vector_are_its_length_away(real):
    assert distance(real + np.array([0.3, -0.4])) == pytest.approx(0.5, abs=1e-12)


def test_a_single_point_is_as_far_away_as_the_real_samples_are_on_average(real):
    point = np.zeros_like(real)
    assert distance(point) == pytest.approx(np.mean(np.hypot(*real.T)), abs=1e-12)


def test_the_score_is_a_straight_line_from_a_gaussian_to_fresh_samples(real):
    shifted = [Quality.of(real + np.array([step, 0])) for step in (perfect(), gaussian(), 2 * gaussian() - perfect())]
    assert [one.score for one in shifted] == pytest.approx([1, 0, -1], abs=1e-9)


def test_the_samples_of_a_collapsed_generator_are_of_one_mode(real):
    found = Quality.of(np.tile(GRID.centres[3], (len(real), 1)))
    assert (found.modes, found.high_quality) == (1, 1.0)
    assert found.score < -1


def test_the_gaussian_has_the_variance_of_the_grid():
    drawn = gaussian_samples(200_000, Draws(1).stream("x"))
    real = GRID.sample(200_000, Draws(2).stream("x"))
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(real.T), atol=0.02)
    np.testing.assert_allclose(drawn.mean(axis=0), real.mean(axis=0), atol=0.02)


def test_fresh_samples_are_nearer_than_a_gaussian(few_samples):
    assert 0 < perfect() < gaussian()
