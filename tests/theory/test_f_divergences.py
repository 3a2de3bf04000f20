"""f-divergences of discrete distributions, against their definitions, SciPy and each other."""

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr

from ganreg.errors import DataError, ParameterError
from ganreg.losses.divergences import DIVERGENCES
from ganreg.theory import ParallelLines, f_divergence, js, kl, total_variation
from ganreg.theory.f_divergences import PERSPECTIVES

AS_PRINTED = {
    "kl": lambda u: u * np.log(u),
    "reverse_kl": lambda u: -np.log(u),
    "pearson": lambda u: (u - 1) ** 2,
    "neyman": lambda u: (1 - u) ** 2 / u,
    "squared_hellinger": lambda u: (np.sqrt(u) - 1) ** 2,
    "jensen_shannon": lambda u: -(u + 1) * np.log((1 + u) / 2) + u * np.log(u),
    "gan": lambda u: u * np.log(u) - (u + 1) * np.log(u + 1),
    "total_variation": lambda u: np.abs(u - 1) / 2,
}
"""f(u) of Nowozin et al. 2016 (arXiv 1606.00709), tables 1 and 5."""

DISJOINT = {
    "kl": np.inf,
    "reverse_kl": np.inf,
    "pearson": np.inf,
    "neyman": np.inf,
    "squared_hellinger": 2,
    "jensen_shannon": 2 * np.log(2),
    "gan": 0,
    "total_variation": 1,
}
"""f(0) + lim f(u)/u: what disjoint distributions are apart."""


def pair(seed, n=9):
    random = np.random.default_rng(seed)
    return random.dirichlet(np.ones(n)), random.dirichlet(np.ones(n))


def test_there_is_one_for_each_divergence_of_the_loss():
    assert list(PERSPECTIVES) == list(DIVERGENCES) == list(AS_PRINTED)


@pytest.mark.parametrize("name", PERSPECTIVES)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_mean_of_f_as_printed(name, seed):
    p, q = pair(seed)
    assert f_divergence(name, p, q) == pytest.approx(np.sum(q * AS_PRINTED[name](p / q)), rel=1e-12)


@pytest.mark.parametrize("name", PERSPECTIVES)
def test_disjoint_distributions_are_as_far_apart_as_can_be(name):
    assert f_divergence(name, [0.4, 0.6, 0, 0], [0, 0, 1, 0]) == pytest.approx(DISJOINT[name], abs=1e-15)


@pytest.mark.parametrize("name", PERSPECTIVES)
def test_equal_distributions_are_at_f_of_1_and_points_without_mass_do_not_matter(name):
    at_1 = -np.log(4) if name == "gan" else 0
    assert f_divergence(name, [0.25, 0, 0.75], [0.25, 0, 0.75]) == pytest.approx(at_1, abs=1e-15)
    p, q = pair(3)
    padded = f_divergence(name, np.append(p, 0), np.append(q, 0))
    assert padded == pytest.approx(f_divergence(name, p, q), rel=1e-13)


@pytest.mark.parametrize(
    ("name", "missing_in_p"), [("kl", False), ("reverse_kl", True), ("pearson", False), ("neyman", True)]
)
def test_a_one_sided_gap_in_the_support_is_infinite_one_way(name, missing_in_p):
    some, all_ = [1.0, 0.0], [0.5, 0.5]
    assert f_divergence(name, all_, some) == (np.inf if not missing_in_p else pytest.approx(_by_hand(name)))
    assert f_divergence(name, some, all_) == (np.inf if missing_in_p else pytest.approx(_by_hand(name)))


def _by_hand(name):
    """Of (1, 0) from (½, ½), in the direction in which it is finite: log 2, or (½)²/½ + (½)²/½ = 1."""
    return np.log(2) if "kl" in name else 1.0


def test_scipys_jensenshannon_is_a_square_root():
    p, q = pair(4)
    assert jensenshannon(p, q) == pytest.approx(np.sqrt(js(p, q)), abs=1e-14)
    assert abs(jensenshannon(p, q) - js(p, q)) > 0.1
    assert jensenshannon([1, 0], [0, 1]) ** 2 == pytest.approx(np.log(2), abs=1e-15)  # nats, too, without base=


def test_kl_is_scipys():
    p, q = pair(5)
    assert kl(p, q) == pytest.approx(rel_entr(p, q).sum(), abs=1e-15)


def test_the_wgan_papers_sum_without_weights_is_not_its_own_example():
    # Arjovsky et al. 2017, section 2, print JS = KL(r ‖ m) + KL(g ‖ m); example 1 says log 2 of disjoint supports
    r, g = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    printed = kl(r, (r + g) / 2) + kl(g, (r + g) / 2)
    assert printed == pytest.approx(2 * np.log(2), abs=1e-15)
    assert js(r, g) == pytest.approx(ParallelLines.apart(0.3).jensen_shannon, abs=1e-15)
    assert js(r, g) == pytest.approx(0.693147, abs=5e-7)


def test_known_inequalities_hold():
    # Pinsker: TV² ≤ KL/2; Le Cam: H²/2 ≤ TV ≤ H·√(1 − H²/4) with H² = Σ(√p − √q)²; Lin: JSD ≤ TV·log 2
    for seed in range(20):
        p, q = pair(seed)
        tv, h = total_variation(p, q), np.sqrt(f_divergence("squared_hellinger", p, q))
        assert tv**2 <= kl(p, q) / 2
        assert h**2 / 2 <= tv <= h * np.sqrt(1 - h**2 / 4)
        assert js(p, q) <= tv * np.log(2)


def test_total_variation_is_that_of_the_best_event():
    p, q = pair(6, n=6)
    events = [[(bits >> i) & 1 for i in range(6)] for bits in range(64)]
    assert total_variation(p, q) == pytest.approx(max(np.dot(event, p - q) for event in events), abs=1e-15)


def test_counts_are_divided_by_their_sum_and_shapes_do_not_matter():
    p, q = np.array([[3, 1], [0, 4]]), np.array([[1, 1], [1, 1]])
    assert kl(p, q) == pytest.approx(rel_entr(p.ravel() / 8, 0.25).sum(), abs=1e-15)


def test_tiny_probabilities_neither_overflow_nor_vanish():
    assert kl([1.0, 0.0], [1e-310, 1.0]) == pytest.approx(310 * np.log(10), rel=1e-3)


@pytest.mark.parametrize("shape", [(3,), ()])
def test_parallel_lines(shape):
    # Arjovsky et al. 2017 (arXiv 1701.07875), example 1
    theta = np.full(shape, -0.5)
    lines = ParallelLines.apart(theta)
    assert np.all(lines.wasserstein == 0.5)
    assert np.all(lines.jensen_shannon == np.log(2))
    assert np.all(lines.kullback_leibler == np.inf)
    assert np.all(lines.total_variation == 1)
    together = ParallelLines.apart(np.zeros(shape))
    for name in ("wasserstein", "jensen_shannon", "kullback_leibler", "total_variation"):
        assert np.all(getattr(together, name) == 0)
        assert getattr(together, name).shape == shape


@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        ([1.0], [0.5, 0.5], r"\(1,\), q \(2,\); expected the same"),
        ([], [], "not empty"),
        ([1.0, -0.1], [0.5, 0.5], "none negative"),
        ([0.0, 0.0], [0.5, 0.5], "not all 0"),
        ([np.nan, 1.0], [0.5, 0.5], "NaN"),
    ],
)
def test_what_is_no_distribution_is_refused(p, q, message):
    with pytest.raises(DataError, match=message):
        js(p, q)


def test_an_unknown_divergence_is_corrected():
    with pytest.raises(ParameterError, match="Did you mean 'jensen_shannon'"):
        f_divergence("jensenshannon", [1], [1])
