"""Each rule's update of the bilinear game, where its matrix and eigenvalues are known in closed form.

With the Wasserstein loss, f(x) = ψx, G(z) = θ and all data at 0, the losses are L_c = ψθ and L_g = −ψθ. So the field is
v(ψ, θ) = (−θ, ψ) = A(ψ, θ) with A = [[0, −1], [1, 0]], Aᵀ = −A and A² = −I.
"""

import numpy as np
import pytest

H = 0.2
A = np.array([[0.0, -1.0], [1.0, 0.0]])
I = np.eye(2)  # noqa: E741 - the identity
SECOND_DERIVATIVES = ["reference", {"name": "torch", "dtype": "float64", "device": "cpu"}]


def moduli(matrix):
    return np.abs(np.linalg.eigvals(matrix))


def test_simultaneous_steps_spiral_outwards(update_matrix):
    found = update_matrix("simultaneous", lr=H)
    np.testing.assert_allclose(found, I + H * A, rtol=0, atol=1e-15)
    np.testing.assert_allclose(moduli(found), np.sqrt(1 + H**2), rtol=1e-14)


@pytest.mark.parametrize("n_critic", [1, 2, 5])
def test_alternating_steps_keep_areas(update_matrix, n_critic):
    # ψ' = ψ − nhθ, then θ' = θ + hψ'
    found = update_matrix("alternating", lr=H, n_critic=n_critic)
    expected = [[1, -n_critic * H], [H, 1 - n_critic * H**2]]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-15)
    assert np.linalg.det(found) == pytest.approx(1, abs=1e-14)


@pytest.mark.parametrize(("lr", "stays"), [(1.99, True), (2.01, False)])
def test_alternating_steps_circle_up_to_a_step_of_two(update_matrix, lr, stays):
    # trace 2 − h², determinant 1: on the unit circle exactly if |trace| ≤ 2
    assert bool(max(moduli(update_matrix("alternating", lr=lr))) < 1 + 1e-12) is stays


def test_extragradient_steps_spiral_inwards(update_matrix):
    # w + hA(w + hAw) = (I + hA + h²A²)w
    found = update_matrix("extragradient", lr=H)
    np.testing.assert_allclose(found, I + H * A + H**2 * A @ A, rtol=0, atol=1e-15)
    np.testing.assert_allclose(moduli(found), np.sqrt((1 - H**2) ** 2 + H**2), rtol=1e-14)
    assert max(moduli(found)) < 1


def test_extragradient_after_plain_critic_steps_multiplies_their_matrix(update_matrix):
    plain = np.array([[1, -H], [0, 1]])
    expected = (I + H * A + H**2 * A @ A) @ plain @ plain
    np.testing.assert_allclose(update_matrix("extragradient", lr=H, n_critic=3), expected, rtol=0, atol=1e-15)


def test_simultaneous_after_plain_critic_steps_multiplies_their_matrix(update_matrix):
    plain = np.array([[1, -H], [0, 1]])
    found = update_matrix("simultaneous", lr=H, n_critic=2)
    np.testing.assert_allclose(found, (I + H * A) @ plain, rtol=0, atol=1e-15)


@pytest.mark.parametrize("on", SECOND_DERIVATIVES, ids=["reference", "torch"])
@pytest.mark.parametrize("gamma", [0.0, 0.3, 2.0])
def test_consensus_adds_a_contraction(toy_on, on, gamma):
    # ½‖v‖² = (ψ² + θ²)/2 has the gradient w, so w + h(Aw − γw)
    found = [
        toy_on(unit, on=on, lr=H, game={"name": "consensus", "gamma": gamma}).play([np.zeros((3, 1))])
        for unit in np.eye(2)
    ]
    matrix = np.stack(found, axis=1)
    np.testing.assert_allclose(matrix, I + H * (A - gamma * I), rtol=0, atol=1e-15)
    np.testing.assert_allclose(moduli(matrix), np.hypot(1 - H * gamma, H), rtol=1e-14)


@pytest.mark.parametrize("alpha", [0.25, 0.5, 1.0])
@pytest.mark.parametrize("period", [1, 2, 5])
def test_lookahead_mixes_the_identity_with_a_power(update_matrix, period, alpha):
    game = {"name": "lookahead", "period": period, "alpha": alpha, "inner": "simultaneous"}
    power = np.linalg.matrix_power(I + H * A, period)
    mixed = (1 - alpha) * I + alpha * power
    np.testing.assert_allclose(update_matrix(game, lr=H, iterations=period), mixed, rtol=0, atol=1e-14)
    twice = update_matrix(game, lr=H, iterations=2 * period)
    np.testing.assert_allclose(twice, mixed @ mixed, rtol=0, atol=1e-14)
    once_more = update_matrix(game, lr=H, iterations=2 * period - 1)
    before = np.linalg.matrix_power(I + H * A, period - 1)
    np.testing.assert_allclose(once_more, before @ mixed, rtol=0, atol=1e-14)


def test_lookahead_makes_simultaneous_steps_converge(update_matrix):
    # α = ½, k = 6, h = ½: |1 + ih|⁶ = 1.25³ = 1.953125, and its angle 6·atan(½) = 2.7819 turns it almost back
    game = {"name": "lookahead", "period": 6, "alpha": 0.5, "inner": "simultaneous"}
    found = moduli(update_matrix(game, lr=0.5, iterations=6))
    # (1 + i/2)⁶ = −1.828125 + 0.6875i, so the mixture is −0.4140625 + 0.34375i
    np.testing.assert_allclose(found, np.hypot(-0.4140625, 0.34375), rtol=1e-12)
    assert max(found) < 1


@pytest.mark.parametrize(
    ("game", "expected"),
    [
        # √2·(1 + h²)^(n/2) with h = 0.2: 1.04²⁵⁰ = 18127.4
        ("simultaneous", 2.56e4),
        # √2·((1 − h²)² + h²)^(n/2): 0.9616²⁵⁰ = 5.61e-5
        ("extragradient", 7.93e-5),
    ],
)
def test_the_norm_after_500_steps_from_one_one(toy_on, game, expected):
    end = toy_on([1.0, 1.0], game=game, lr=H, on={"name": "numpy", "dtype": "float64"}).play([np.zeros((3, 1))], 500)
    factor = {"simultaneous": 1 + H**2, "extragradient": (1 - H**2) ** 2 + H**2}[game]
    assert np.linalg.norm(end) == pytest.approx(np.sqrt(2) * factor**250, rel=1e-11)
    assert np.linalg.norm(end) == pytest.approx(expected, rel=3e-3)
