"""The construction, held against what it must satisfy, brute force and an exact assignment."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from ganreg.benchmark.w1.funnels import SIDE, Funnels
from ganreg.benchmark.w1.pair import POWER, Pair
from ganreg.draws import Draws
from ganreg.errors import DataError, ParameterError

SIZES = [(2, 4), (2, 64), (8, 16), (64, 4)]
each_size = pytest.mark.parametrize(("dim", "count"), SIZES)


def stream(path="test"):
    return Draws(5).stream(path)


@pytest.fixture
def sample():
    """A pair with samples of Q and where they go."""

    def drawn(dim, count, n=600):
        pair = Pair.drawn(dim, count, seed=1)
        x = pair.fake(n, stream())
        return pair, x, pair.transported(x)

    return drawn


@each_size
def test_each_sample_moves_along_a_ray_of_slope_one(sample, dim, count):
    pair, x, y = sample(dim, count)
    u, moved = pair.funnels.value, np.linalg.norm(x - y, axis=1)
    np.testing.assert_allclose(u(x) - u(y), moved, atol=1e-12)
    assert np.array_equal(pair.funnels.cells(x), pair.funnels.cells(y))
    assert (np.abs(y) <= SIDE).all()
    assert moved.min() > 0


@each_size
def test_primal_and_dual_agree_on_samples_that_are_not_coupled(dim, count):
    pair, n = Pair.drawn(dim, count, seed=2), 5_000
    w1, error = pair.distance(n, stream("truth"))
    real, fake = pair.real(n, stream("real")), pair.fake(n, stream("fake"))
    gains = [pair.funnels.value(x) for x in (fake, real)]
    noise = np.sqrt(error**2 + sum(gain.var() for gain in gains) / n)
    assert abs(gains[0].mean() - gains[1].mean() - w1) < 4 * noise
    x = pair.fake(n, stream("truth"))
    assert np.mean(pair.funnels.value(x) - pair.funnels.value(pair.transported(x))) == pytest.approx(w1, rel=1e-5)


@each_size
def test_no_other_assignment_of_the_samples_is_cheaper(sample, dim, count):
    _, x, y = sample(dim, count, n=150)
    costs = cdist(x, y)
    rows, columns = linear_sum_assignment(costs)
    assert costs[rows, columns].sum() == pytest.approx(np.trace(costs), rel=1e-12)


@each_size
def test_the_potential_is_1_lipschitz_with_a_gradient_of_norm_one(sample, dim, count):
    pair, x, _ = sample(dim, count)
    u, step = pair.funnels.value, 1e-6
    gaps, distances = np.abs(u(x[:300]) - u(x[300:])), np.linalg.norm(x[:300] - x[300:], axis=1)
    assert (gaps <= distances * (1 + 1e-12)).all()
    gradient = pair.funnels.gradient(x)
    np.testing.assert_allclose(np.linalg.norm(gradient, axis=1), 1, rtol=1e-12)
    cones = np.sort(pair.funnels.cones(x), axis=1)
    inner = (cones[:, 1] - cones[:, 0] > 1e-4) & (np.linalg.norm(x - nearest(pair, x), axis=1) > 1e-2)
    shifts = step * np.eye(dim)
    differences = np.stack([(u(x + shift) - u(x - shift)) / (2 * step) for shift in shifts], axis=1)
    np.testing.assert_allclose(differences[inner], gradient[inner], atol=1e-7)
    assert inner.mean() > 0.9
    assert np.array_equal(pair.critic_gradient(x), -gradient)


def nearest(pair, x):
    return pair.funnels.centres[pair.funnels.cells(x)]


@each_size
def test_a_ray_ends_where_it_first_leaves_box_or_cell(sample, dim, count):
    pair, x, _ = sample(dim, count, n=200)
    cells, directions = pair.funnels.cells(x), pair.funnels.gradient(x)
    start, reach = pair.funnels.centres[cells], pair.funnels.reach(cells, directions)[:, None]
    for share in np.linspace(0.01, 1 - 1e-9, 20):
        inside = start + share * reach * directions
        assert np.array_equal(pair.funnels.cells(inside), cells)
        assert (np.abs(inside) <= SIDE).all()
    beyond = start + (1 + 1e-9) * reach * directions
    assert ((pair.funnels.cells(beyond) != cells) | (np.abs(beyond) > SIDE).any(axis=1)).all()


def test_samples_are_drawn_to_the_centres_by_the_eighth_power():
    funnels = Funnels(np.array([[0.0, 0.0]]), np.zeros(1))
    x = np.array([[1.25, 0.0], [0.0, -2.5], [1.0, 1.0], [0.0, 0.0]])
    y = Pair("one", funnels).transported(x)
    diagonal = SIDE * 0.4**POWER
    expected = [[SIDE * 0.5**8, 0.0], [0.0, -2.5], [diagonal, diagonal], [0.0, 0.0]]
    np.testing.assert_allclose(y, expected, atol=1e-15)


def test_one_funnel_has_a_distance_in_closed_form_on_the_line():
    # t ~ U[0, 2.5] on both sides: E t − 2.5·E (t/2.5)⁸ = 2.5·(1/2 − 1/9).
    pair = Pair("line", Funnels(np.zeros((1, 1)), np.zeros(1)))
    w1, error = pair.distance(100_000, stream())
    assert abs(w1 - 2.5 * (1 / 2 - 1 / 9)) < 4 * error < 0.02


def test_pairs_are_functions_of_seed_and_size_and_every_cell_is_seen():
    one, again, other = (Pair.drawn(3, 32, seed) for seed in (0, 0, 1))
    assert np.array_equal(one.funnels.centres, again.funnels.centres)
    assert np.array_equal(one.funnels.biases, again.funnels.biases)
    assert not np.isin(one.funnels.centres, other.funnels.centres).any()
    assert not np.isin(one.funnels.centres, Pair.drawn(4, 32, 0).funnels.centres).any()
    crowded = Pair.drawn(2, 64, seed=3)
    cells = [crowded.funnels.cells(crowded.fake(4000, stream(f"{k}"))) for k in range(10)]
    assert len(np.unique(cells)) == crowded.count == 64


@pytest.mark.parametrize(
    ("dim", "count", "named"), [(1, 4, "dim=1"), (65, 4, "dim=65"), (2, 3, "funnels=3"), (2, 6.5, "funnels=6.5")]
)
def test_sizes_out_of_range_are_refused(dim, count, named):
    with pytest.raises(ParameterError, match=named):
        Pair.drawn(dim, count)


def test_a_file_gives_the_same_pair_again(tmp_path):
    pair = Pair.drawn(3, 5, seed=9)
    np.savez(tmp_path / "mine.npz", centers=pair.funnels.centres, bias=pair.funnels.biases)
    found = Pair.from_file(tmp_path / "mine.npz")
    assert (found.name, found.dim, found.count) == ("mine", 3, 5)
    assert found.distance(100, stream()) == pair.distance(100, stream())


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"centers": np.zeros((4, 2))}, "bias"),
        ({"centers": np.zeros((4, 2)), "bias": np.zeros(3)}, r"\(4, 2\) and bias \(3,\)"),
        ({"centers": np.full((4, 2), 3.0), "bias": np.zeros(4)}, "within"),
        ({"centers": np.zeros((4, 2)), "bias": np.full(4, np.nan)}, "finite"),
        ({"centers": np.zeros((1, 0)), "bias": np.zeros(1)}, "expected"),
    ],
)
def test_a_file_that_holds_no_pair_is_refused(tmp_path, arrays, told):
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(DataError, match=told):
        Pair.from_file(tmp_path / "bad.npz")


def test_a_missing_file_and_one_of_another_kind_are_refused(tmp_path):
    (tmp_path / "text.npz").write_text("no archive")
    np.save(tmp_path / "one.npy", np.zeros(3))
    for name in ("nowhere.npz", "text.npz", "one.npy"):
        with pytest.raises(DataError, match=name):
            Pair.from_file(tmp_path / name)
