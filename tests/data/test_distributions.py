"""The toy distributions: their centres, their moments, their draws."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.data import (
    AbstractDistribution,
    Gaussian,
    Grid,
    ParallelLines,
    Ring,
    Scaling,
    SwissRoll,
)
from ganreg.draws import Draws
from ganreg.errors import DataError, ParameterError

ALL = [Ring(), Grid(), SwissRoll(), Gaussian(), Gaussian(dimensions=5, mean=2.0, std=0.5), ParallelLines(theta=0.7)]
N = 40_000


def points(distribution, n=N, seed=0):
    return distribution.sample(n, Draws(seed).stream("data"))


@pytest.mark.parametrize("distribution", ALL, ids=repr)
def test_the_same_seed_and_index_give_the_same_batch(distribution):
    one, other = distribution.source(), distribution.source()
    other.batch(3, Draws(9), 4)
    np.testing.assert_array_equal(one.batch(8, Draws(1), 5).x, other.batch(8, Draws(1), 5).x)


@pytest.mark.parametrize("distribution", ALL, ids=repr)
@pytest.mark.parametrize("other", [(Draws(1), 6, "data"), (Draws(2), 5, "data"), (Draws(1), 5, "data/generator")])
def test_another_place_gives_another_batch(distribution, other):
    draws, index, path = other
    source = distribution.source()
    assert not np.any(np.all(source.batch(8, Draws(1), 5).x == source.batch(8, draws, index, path).x, axis=1))


@pytest.mark.parametrize("distribution", ALL, ids=repr)
def test_batches_have_the_declared_shape_in_float64(distribution):
    source = distribution.source()
    batch = source.batch(3, Draws(0), 0)
    assert batch.x.shape == (3, *source.shape)
    assert batch.x.dtype == np.float64
    assert batch.label is None
    assert source.size is None
    source.check(10**9)


@pytest.mark.parametrize("distribution", ALL, ids=repr)
def test_practically_all_numbers_lie_within_the_bounds_and_reach_for_them(distribution):
    low, high = distribution.bounds
    x = points(distribution)
    assert np.mean((x < low) | (x > high)) < 2e-4
    assert x.max() - x.min() > 0.8 * (high - low)


@pytest.mark.parametrize("distribution", ALL, ids=repr)
def test_the_bounds_become_the_range_of_a_bounded_generator(distribution):
    source = distribution.source()
    assert source.scaling(None) == Scaling()
    scaled = source.scaling((-1.0, 1.0)).to_generator(np.array(distribution.bounds))
    np.testing.assert_allclose(scaled, [-1, 1], atol=1e-12)


@given(st.integers(1, 60))
def test_the_modes_of_a_ring_are_distinct_and_on_the_circle(modes):
    centres = Ring(modes=modes, radius=3.0).centres
    assert len(np.unique(centres.round(9), axis=0)) == modes
    np.testing.assert_allclose(np.linalg.norm(centres, axis=1), 3.0)


def test_the_ring_of_gan_toy_has_8_modes_at_radius_2_over_1_414():
    x, centres = points(Ring()), Ring().centres
    assert centres.shape == (8, 2)
    assert Ring().radius == pytest.approx(1.41443, abs=1e-5)
    check_modes(x, centres, 0.02 / 1.414)


def test_the_grid_of_gan_toy_has_25_modes_0_7072_apart():
    x, centres = points(Grid()), Grid().centres
    assert len(np.unique(centres, axis=0)) == 25
    np.testing.assert_allclose(np.unique(centres), np.array([-2, -1, 0, 1, 2]) * 2 / 2.828)
    check_modes(x, centres, 0.05 / 2.828)


def check_modes(x, centres, std):
    """Each mode has its share of the samples, its mean, and its standard deviation, to 5 standard errors."""
    nearest = np.linalg.norm(x[:, None] - centres, axis=2).argmin(axis=1)
    share = 1 / len(centres)
    counts = np.bincount(nearest, minlength=len(centres))
    np.testing.assert_allclose(counts / len(x), share, atol=5 * np.sqrt(share * (1 - share) / len(x)))
    away = (x - centres[nearest]) / std
    for mode, count in enumerate(counts):
        assert np.abs(away[nearest == mode].mean(axis=0)).max() < 5 / np.sqrt(count)
    assert away.std() == pytest.approx(1, abs=5 / np.sqrt(4 * len(x)))


def test_the_pacgan_grid_has_its_centres_at_even_numbers():
    np.testing.assert_allclose(np.unique(Grid(spacing=2.0, std=0.05).centres), [-4, -2, 0, 2, 4])


def test_a_grid_of_one_mode_without_spread_has_bounds_that_can_be_scaled():
    assert Grid(side=1, std=0.0).source().scaling((-1.0, 1.0)).scale > 0


def test_the_swiss_roll_without_noise_lies_on_the_spiral():
    x = points(SwissRoll(noise=0.0)) * 7.5
    t = np.linalg.norm(x, axis=1)
    np.testing.assert_allclose(x, np.stack([t * np.cos(t), t * np.sin(t)], axis=1), atol=1e-9)
    assert t.mean() == pytest.approx(3 * np.pi, abs=0.07)
    assert (t.min(), t.max()) == pytest.approx((1.5 * np.pi, 4.5 * np.pi), abs=0.01)


def test_the_swiss_roll_has_the_moments_of_scikit_learns():
    datasets = pytest.importorskip("sklearn.datasets")
    theirs = datasets.make_swiss_roll(N, noise=0.25, random_state=0)[0][:, [0, 2]] / 7.5
    ours = points(SwissRoll())
    np.testing.assert_allclose(ours.mean(axis=0), theirs.mean(axis=0), atol=5 * np.sqrt(2 / N))
    np.testing.assert_allclose(np.cov(ours.T), np.cov(theirs.T), atol=0.04)


def test_the_noise_of_the_swiss_roll_is_divided_too():
    difference = points(SwissRoll()) - points(SwissRoll(noise=0.0))
    assert difference.std() == pytest.approx(0.25 / 7.5, rel=0.02)


def test_a_gaussian_has_its_mean_and_deviation():
    x = points(Gaussian(dimensions=3, mean=-2.0, std=0.5))
    np.testing.assert_allclose(x.mean(axis=0), -2, atol=5 * 0.5 / np.sqrt(N))
    np.testing.assert_allclose(np.cov(x.T), 0.25 * np.eye(3), atol=5 * 0.25 * np.sqrt(2 / N))


@given(st.floats(-3, 3))
def test_a_parallel_line_stands_at_theta_and_is_uniform_in_height(theta):
    x = points(ParallelLines(theta=theta), 2000)
    assert np.all(x[:, 0] == theta)
    assert (x[:, 1] >= 0).all()
    assert (x[:, 1] < 1).all()
    assert x[:, 1].mean() == pytest.approx(0.5, abs=5 / np.sqrt(12 * 2000))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Ring(modes=0),
        lambda: Ring(radius=0.0),
        lambda: Grid(std=-1.0),
        lambda: SwissRoll(divisor=0),
        lambda: Gaussian(std=0),
        lambda: ParallelLines(theta=float("nan")),
        lambda: Ring(mode=8),
    ],
)
def test_impossible_parameters_are_refused(make):
    with pytest.raises(ParameterError):
        make()


@attrs.frozen
class Wrong(AbstractDistribution):
    shape = (2,)
    bounds = (0.0, 1.0)

    def sample(self, n, stream):
        return stream.uniform((n, 3))


def test_a_distribution_that_breaks_its_declared_shape_is_named():
    with pytest.raises(DataError, match=r"Wrong.sample returned shape \(4, 3\), expected \(4, 2\)"):
        Wrong().source().batch(4, Draws(0), 0)
