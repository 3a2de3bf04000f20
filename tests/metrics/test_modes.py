"""Modes: what the protocols say, counted by hand, and what a perfect sampler scores."""

from math import comb, exp, log

import numpy as np
import pytest
from scipy import stats

from ganreg.data import Gaussian, Grid, Ring
from ganreg.errors import DataError, ParameterError
from ganreg.metrics import Modes, Reals
from ganreg.metrics.histogram import reverse_kl
from ganreg.metrics.modes import chi_square

CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
THREE = Modes(centres=CENTRES, std=1.0)


def scores(metric, *points):
    return metric.measure(None, np.array(points, dtype=float), None)


def test_three_samples_counted_by_hand():
    found = scores(THREE, [1, 0], [0, 2.9], [10, 0.5], [5, 5])  # the last is near none
    assert found["modes_covered"] == 2
    assert found["high_quality"] == 3 / 4
    assert found["reverse_kl"] == pytest.approx(2 / 3 * log(3 * 2 / 3) + 1 / 3 * log(3 * 1 / 3), abs=1e-15)


def test_exactly_three_deviations_away_is_not_near():
    assert scores(THREE, [3, 0])["high_quality"] == 0
    assert scores(THREE, [np.nextafter(3, 0), 0])["high_quality"] == 1


def test_a_mode_that_only_poor_samples_are_nearest_to_is_not_covered():
    assert scores(THREE, [0, 0], [6, 0])["modes_covered"] == 1


def test_the_box_holds_its_corner_and_the_ball_does_not():
    corner = [2.9, 2.9]
    assert scores(THREE, corner)["high_quality"] == 0
    assert scores(Modes(centres=CENTRES, std=1.0, box=True), corner)["high_quality"] == 1


def test_the_histogram_may_be_of_all_samples():
    of_all = Modes(centres=CENTRES, std=1.0, all_samples=True)
    points = [[0, 0], [6, 0], [7, 1]]
    assert scores(THREE, *points)["reverse_kl"] == pytest.approx(log(3))
    assert scores(of_all, *points)["reverse_kl"] == pytest.approx(1 / 3 * log(1) + 2 / 3 * log(2))


def test_without_a_good_sample_there_is_no_histogram():
    assert np.isnan(scores(THREE, [50, 50])["reverse_kl"])


def test_images_have_modes_too():
    centres = CENTRES.reshape(3, 1, 1, 2)
    assert Modes(centres=centres, std=1.0).measure(None, centres + 0.1, None)["modes_covered"] == 3


@pytest.mark.parametrize(
    ("data", "modes", "divergence"), [(Ring(), 8, 0.0014), (Grid(), 25, 0.0049)], ids=["ring", "grid"]
)
def test_a_perfect_sampler_scores_what_is_published(data, modes, divergence):
    perfect = Modes().on(data).perfect(data.source())
    assert perfect["modes_covered"].mean == modes
    assert round(100 * perfect["high_quality"].mean, 2) == 98.89
    assert round(perfect["reverse_kl"].mean, 4) == divergence


def expected_kl(modes, n):
    """E KL(p̂ ‖ uniform) of n samples: K·E[(N/n)·log(K·N/n)] for N ~ Bin(n, 1/K), summed exactly."""
    chance = [float(comb(n, k)) * (1 / modes) ** k * (1 - 1 / modes) ** (n - k) for k in range(n + 1)]
    return modes * sum(p * k / n * log(modes * k / n) for k, p in enumerate(chance) if k)


def test_the_expected_divergence_is_the_exact_sum():
    metric = Modes(centres=CENTRES, std=1.0, samples=60, all_samples=True)
    found = metric.perfect(Ring().source())["reverse_kl"]
    assert found.mean == pytest.approx(expected_kl(3, 60), rel=0.03)


def test_the_quantiles_are_those_of_chi_square_and_of_the_binomial():
    found = Modes().on(Ring()).perfect(Ring().source())
    quality = 1 - exp(-4.5)
    low, high = stats.binom.ppf([0.01, 0.99], 2500, quality) / 2500
    assert found["high_quality"].low == pytest.approx(low, abs=1 / 2500)
    assert found["high_quality"].high == pytest.approx(high, abs=1 / 2500)
    assert found["reverse_kl"].high == pytest.approx(stats.chi2.ppf(0.99, 7) / (2 * 2500 * quality), rel=0.04)


@pytest.mark.parametrize("data", [Ring(std=0.3), Grid(std=0.3)], ids=["ring", "grid"])
def test_modes_that_overlap_are_simulated(data):
    metric = Modes(samples=500).on(data)
    found, closed = metric.perfect(data.source())["high_quality"], metric.quality()
    share = metric.measure(None, Reals(data.source(), seed=1).drawn(20_000, 0), None)["high_quality"]
    assert found.mean == pytest.approx(share, abs=0.01)
    assert abs(closed - share) < 0.02  # near each other, but not the same


@pytest.mark.parametrize("d", [1, 2, 3, 4, 7, 64])
@pytest.mark.parametrize("x", [0.1, 9.0, 60.0])
def test_chi_square_is_scipys(d, x):
    assert chi_square(d, x) == pytest.approx(stats.chi2.cdf(x, d), abs=1e-13)


def test_the_box_of_a_perfect_sampler_is_a_power_of_the_line():
    assert Modes(box=True).on(Ring()).quality() == pytest.approx((2 * stats.norm.cdf(3) - 1) ** 2, abs=1e-15)


def test_collapse_within_modes_is_more_than_perfect():
    perfect = Modes().on(Ring()).perfect(Ring().source())["high_quality"]
    tight = Ring(std=Ring().std / 2)
    found = Modes().on(Ring()).measure(None, Reals(tight.source()).drawn(2500, 0), None)
    assert found["high_quality"] > perfect.high


def test_the_reverse_divergence_is_between_0_and_log_k():
    assert reverse_kl(np.array([[5, 5, 5, 5], [20, 0, 0, 0]])) == pytest.approx([0, log(4)], abs=1e-15)


def test_data_say_their_modes_or_are_refused():
    assert Modes().prepared(Ring(modes=5).source()).centres.shape == (5, 2)
    assert Modes(within=2).prepared(Ring().source()).within == 2
    with pytest.raises(DataError, match="Gaussian does not say its modes"):
        Modes().prepared(Gaussian().source())
    with pytest.raises(DataError, match="std=0"):
        Modes().prepared(Ring(std=0.0).source())


def test_modes_that_nobody_has_said_are_asked_for():
    with pytest.raises(ParameterError, match=r"Modes\(\).on\(Ring"):
        Modes().measure(None, CENTRES, None)
    with pytest.raises(DataError, match="3 numbers"):
        THREE.measure(None, np.zeros((2, 3)), None)
