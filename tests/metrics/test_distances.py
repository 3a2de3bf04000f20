"""Metrics of distances, kernels and moments, against hand arithmetic, SciPy, scikit-learn and POT."""

from math import exp, log, sqrt

import numpy as np
import ot
import pytest
from scipy import linalg, stats
from scipy.optimize import linear_sum_assignment
from sklearn.metrics.pairwise import polynomial_kernel, rbf_kernel
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from ganreg.draws import Draws
from ganreg.errors import DataError, ParameterError
from ganreg.metrics.frechet import Frechet
from ganreg.metrics.inception_score import InceptionScore
from ganreg.metrics.kid import KID
from ganreg.metrics.mmd import MMD
from ganreg.metrics.nearest_neighbour import NearestNeighbour
from ganreg.metrics.precision_recall import DensityCoverage, PrecisionRecall
from ganreg.metrics.w1 import W1, SlicedW1, directions

REAL, FAKE = np.random.default_rng(0).normal(size=(2, 60, 3)) * [[[1.0]], [[1.5]]] + [[[0.0]], [[0.5]]]


def scores(metric, real=REAL, fake=FAKE):
    return metric.measure(np.asarray(real, dtype=float), np.asarray(fake, dtype=float), Draws(3).stream("any"))


def softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


def test_w1_is_scipys_assignment_and_pots_program():
    costs = np.linalg.norm(REAL[:, None] - FAKE[None], axis=2)
    found = scores(W1())["w1"]
    assert found == pytest.approx(costs[linear_sum_assignment(costs)].mean(), abs=1e-12)
    assert found == pytest.approx(ot.emd2([], [], costs), abs=1e-12)


def test_w1_of_a_shift_is_its_length():
    assert scores(W1(), REAL, REAL + np.array([3.0, 0, 4.0]))["w1"] == pytest.approx(5, abs=1e-12)


def test_sliced_w1_is_the_mean_of_scipys_on_lines():
    lines = directions(3, 50, Draws(3).stream("any"))
    assert np.linalg.norm(lines, axis=0) == pytest.approx(1)
    on_lines = [stats.wasserstein_distance(REAL @ line, FAKE @ line) for line in lines.T]
    assert scores(SlicedW1(projections=50))["sliced_w1"] == pytest.approx(np.mean(on_lines), abs=1e-12)


def test_sliced_w1_of_a_shift_is_known():
    found = scores(SlicedW1(projections=4000), REAL, REAL + np.array([3.0, 0, 4.0]))["sliced_w1"]
    assert found == pytest.approx(5 / 2, rel=0.03)  # E|θ₁| = ½ on the sphere of three dimensions


@pytest.mark.parametrize("unbiased", [True, False])
def test_mmd_is_that_of_scikit_learns_kernels(unbiased):
    kernel = {"name": "mmd", "bandwidths": [2.0], "unbiased": unbiased}

    def mean(x, y, same):
        k = rbf_kernel(x, y, gamma=1 / (2 * 2.0**2 * 0.7**2))
        return (k.sum() - len(k)) / (len(k) * (len(k) - 1)) if same and unbiased else k.mean()

    expected = mean(REAL, REAL, True) + mean(FAKE, FAKE, True) - 2 * mean(REAL, FAKE, False)
    assert scores(MMD(kernel=kernel, scale=0.7))["mmd2"] == pytest.approx(expected, abs=1e-14)


def test_mmd_of_two_pairs_by_hand():
    metric = MMD(kernel={"name": "mmd", "bandwidths": [1.0], "unbiased": True}, scale=1.0)
    found = scores(metric, [[0.0], [1.0]], [[0.0], [2.0]])["mmd2"]
    assert found == pytest.approx(exp(-0.5) + exp(-2) - 2 * (1 + exp(-2) + exp(-0.5) + exp(-0.5)) / 4, abs=1e-15)


def test_the_scale_of_mmd_is_the_median_and_so_units_do_not_matter():
    assert scores(MMD())["mmd2"] == pytest.approx(scores(MMD(), 1000 * REAL, 1000 * FAKE)["mmd2"], rel=1e-12)
    with pytest.raises(DataError, match="median"):
        scores(MMD(), np.zeros((5, 1)), np.ones((5, 1)))


def test_kid_is_that_of_scikit_learns_kernel():
    def mean(x):
        k = polynomial_kernel(x, degree=3, coef0=1)
        return (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))

    expected = mean(REAL) + mean(FAKE) - 2 * polynomial_kernel(REAL, FAKE, degree=3, coef0=1).mean()
    found = scores(KID(subsets=3))
    assert found["kid"] == pytest.approx(expected, rel=1e-12)
    assert found["kid_std"] == pytest.approx(0, abs=1e-12)  # each subset is all samples


def test_the_subsets_of_kid_scatter_about_the_whole():
    whole = scores(KID(subsets=1))["kid"]
    found = scores(KID(subsets=400, subset_size=30))
    assert abs(found["kid"] - whole) < 4 * found["kid_std"] / sqrt(400)
    assert found["kid_std"] > 0


def test_frechet_is_that_of_scipys_matrix_root():
    one, other = np.cov(REAL, rowvar=False), np.cov(FAKE, rowvar=False)
    shift = np.sum((REAL.mean(0) - FAKE.mean(0)) ** 2)
    expected = shift + np.trace(one + other - 2 * linalg.sqrtm(one @ other).real)
    assert scores(Frechet())["frechet"] == pytest.approx(expected, rel=1e-10)


def test_frechet_of_fewer_samples_than_features_is_finite_and_small_for_the_same():
    x = np.random.default_rng(1).normal(size=(5, 20))
    assert scores(Frechet(), x, x)["frechet"] == pytest.approx(0, abs=1e-12)


def test_frechet_on_numbers_is_the_square_of_two_differences():
    found = scores(Frechet(), [[0.0], [2.0]], [[1.0], [5.0]])["frechet"]  # means 1, 3; deviations √2, √8
    assert found == pytest.approx(4 + (sqrt(2) - sqrt(8)) ** 2, abs=1e-12)


def test_a_gaussian_fit_of_pixels_scores_as_well_as_real_digits():
    """The trap of the docs: Fréchet distance on pixels, with the digits and one 64-d Gaussian fitted to them."""
    from sklearn.datasets import load_digits

    x = load_digits().data / 16
    fit = np.random.default_rng(0).multivariate_normal(x.mean(0), np.cov(x, rowvar=False), len(x))
    half, other = x[::2], x[1::2]
    assert scores(Frechet(), x, fit)["frechet"] < scores(Frechet(), half, other)["frechet"] < 0.1


def test_features_replace_the_samples():
    def first(x):
        return x[:, 0]

    alone = scores(Frechet(), REAL[:, :1], FAKE[:, :1])
    assert scores(Frechet(features=first)) == alone
    with pytest.raises(DataError, match="not all finite"):
        scores(Frechet(features=lambda x: x * np.nan))
    with pytest.raises(DataError, match="shape"):
        scores(W1(features=lambda x: x[:3]))
    with pytest.raises(ParameterError, match="no function"):
        W1(features=3)


def test_inception_score_is_1_for_a_classifier_that_cannot_tell_and_k_for_one_of_each():
    def even(x):
        return np.full((len(x), 4), 0.25)

    def sure(x):
        return np.eye(4)[np.arange(len(x)) % 4]

    assert scores(InceptionScore(classifier=even))["inception_score"] == pytest.approx(1)
    found = scores(InceptionScore(classifier=sure, splits=5))
    assert found["inception_score"] == pytest.approx(4)
    assert found["inception_score_std"] == pytest.approx(0, abs=1e-12)


def test_inception_score_by_hand():
    def two(x):
        return np.array([[0.8, 0.2], [0.4, 0.6]])

    kl = [0.8 * log(0.8 / 0.6) + 0.2 * log(0.2 / 0.4), 0.4 * log(0.4 / 0.6) + 0.6 * log(0.6 / 0.4)]
    found = scores(InceptionScore(classifier=two, splits=1), fake=FAKE[:2])
    assert found == {"inception_score": pytest.approx(exp(sum(kl) / 2)), "inception_score_std": 0}


def test_logits_are_no_probabilities():
    with pytest.raises(DataError, match="softmax"):
        scores(InceptionScore(classifier=lambda x: x))
    with pytest.raises(DataError, match="splits"):
        scores(InceptionScore(classifier=softmax), fake=FAKE[:3])
    with pytest.raises(ParameterError, match="no classifier"):
        scores(InceptionScore())


def ball(x, k):
    return NearestNeighbors(n_neighbors=k + 1).fit(x).kneighbors(x)[0][:, k]


@pytest.mark.parametrize("k", [1, 3, 7])
def test_precision_and_recall_are_those_of_scikit_learns_neighbours(k):
    across = np.linalg.norm(REAL[:, None] - FAKE[None], axis=2)
    found = scores(PrecisionRecall(k=k))
    assert found["precision"] == (across <= ball(REAL, k)[:, None]).any(0).mean()
    assert found["recall"] == (across <= ball(FAKE, k)[None]).any(1).mean()


@pytest.mark.parametrize("k", [1, 5])
def test_density_and_coverage_are_those_of_scikit_learns_neighbours(k):
    inside = np.linalg.norm(REAL[:, None] - FAKE[None], axis=2) <= ball(REAL, k)[:, None]
    found = scores(DensityCoverage(k=k))
    assert found["density"] == pytest.approx(inside.sum(0).mean() / k)
    assert found["coverage"] == inside.any(1).mean()


def test_recall_looks_at_generated_balls_and_precision_at_real_ones():
    one_mode, two_modes = [[0.0], [0.1], [0.2], [0.3]], [[0.0], [0.1], [9.0], [9.1]]
    found = scores(PrecisionRecall(k=1), two_modes, one_mode)
    assert found["precision"] == 0.75  # 0.3 is farther from 0.1 than 0 is
    assert found["recall"] == 0.5  # nothing is generated near 9


def test_the_nearest_neighbour_is_scikit_learns_left_out_one():
    x, y = np.concatenate([REAL, FAKE]), np.repeat([1, 0], 60)
    told = cross_val_predict(KNeighborsClassifier(1), x, y, cv=LeaveOneOut())
    found = scores(NearestNeighbour())
    assert found["nn_accuracy"] == pytest.approx(np.mean(told == y))
    assert found["nn_accuracy_real"] == np.mean(told[:60] == 1)
    assert found["nn_accuracy_fake"] == np.mean(told[60:] == 0)


def test_a_generator_that_repeats_itself_shows_in_the_two_accuracies_and_not_in_their_mean():
    repeated = np.repeat(REAL[::2] + 1e-2, 2, axis=0) + 1e-5 * FAKE
    found = scores(NearestNeighbour(), REAL, repeated)
    assert found["nn_accuracy_fake"] == 1
    assert found["nn_accuracy_real"] < 0.5  # of half of them the nearest is a generated one
    assert abs(found["nn_accuracy"] - 0.5) < 0.25


def test_copies_are_found_and_ties_are_half_hits():
    assert scores(NearestNeighbour(), REAL, REAL)["nn_accuracy"] == 0
    tie = scores(NearestNeighbour(), [[0.0], [1.0]], [[-1.0], [2.0]])
    assert tie["nn_accuracy_real"] == 0.5


@pytest.mark.parametrize("metric", [MMD(scale=1.0), KID(), Frechet(), NearestNeighbour(), PrecisionRecall(k=1)])
def test_one_sample_is_too_few(metric):
    with pytest.raises(DataError, match="needs 2 samples"):
        scores(metric, REAL[:1], FAKE[:1])


def test_a_perfect_sampler_of_neighbours_scores_a_half_and_of_coverage_what_is_known():
    from ganreg.data import Gaussian

    source = Gaussian().source()
    near = NearestNeighbour(samples=400).perfect(source, repetitions=10)["nn_accuracy"]
    assert near.mean == pytest.approx(0.5, abs=0.03)
    covered = DensityCoverage(samples=400).perfect(source, repetitions=10)
    assert covered["coverage"].mean == pytest.approx(1 - 2**-5, abs=0.01)
    assert covered["density"].mean == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("metric", [MMD(samples=200), KID(samples=200, subsets=1)])
def test_a_perfect_sampler_scores_0_on_average_where_nothing_is_biased(metric):
    from ganreg.data import Gaussian

    perfect = next(iter(metric.perfect(Gaussian().source(), repetitions=40).values()))
    assert perfect.low < 0 < perfect.high
    assert abs(perfect.mean) < (perfect.high - perfect.low) / 5
