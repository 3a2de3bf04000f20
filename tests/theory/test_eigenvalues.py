"""The eigenvalues at the equilibrium are those derived in the papers, and the discrete ones that follow from them."""

import numpy as np
import pytest
from theory.published import ROWS, SLOPE, has_games, named, require, squared_slope, with_noise, with_r1

from ganreg.theory import dirac

SMOOTH = [row for row in ROWS if row.eigenvalues is not None]


def sorted_by_imaginary(values):
    return np.array(sorted(values, key=lambda value: (round(value.imag, 7), value.real)))


def of_a_step(row, h):
    """(eigenvalues of a small simultaneous step − 1)/h: those of the field that a game follows."""
    return (row.dirac(lr=h).eigenvalues(of="update") - 1) / h


@pytest.mark.parametrize("row", SMOOTH, ids=lambda row: row.name)
def test_the_fields_eigenvalues_are_the_derived_ones(row):
    if "game" in row.parts:
        found = [value for value in of_a_step(row, 0.01) if abs(value) < 50]  # without what optimizers keep: λ = 0
    else:
        found = row.dirac().eigenvalues()
    np.testing.assert_allclose(sorted_by_imaginary(found), sorted_by_imaginary(row.eigenvalues), rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (with_noise(0.7), -0.1225 + 0.484762j),
        (with_noise(np.sqrt(2)), -0.5),
        (with_r1(0.3), -0.15 + 0.47697j),
        (with_r1(1.0), -0.5),
    ],
)
def test_the_derived_eigenvalues_in_numbers(found, expected):
    assert found[1] == pytest.approx(expected, abs=1e-6)


def test_the_eigenvalues_with_r1_have_the_square_that_r3gan_prints_without():
    # R3GAN (arXiv 2501.05441), equation 12, prints −γ/2 ± √(γ²/4 − f'(0)); the determinant is f'(0)², its equation 15.
    gamma = 0.3
    found = dirac(loss="minimax", constraint=squared_slope(gamma)).eigenvalues()
    printed = -gamma / 2 + np.sqrt(complex(gamma**2 / 4 - SLOPE))
    assert np.prod(found) == pytest.approx(SLOPE**2, abs=1e-9)
    assert abs(found[1] - with_r1(gamma)[1]) < 1e-6
    assert abs(found[1] - printed) > 0.2


@pytest.mark.parametrize("gamma", [0.5, 0.999, 1.0, 1.001, 2.0])
def test_with_r1_the_spiral_ends_at_the_critical_strength_of_one(gamma):
    found = dirac(loss="minimax", constraint=squared_slope(gamma)).eigenvalues()
    assert np.all(found.real < 0)
    assert (abs(found[0].imag) > 1e-4) == (gamma < 2 * SLOPE)


def test_the_penaltys_field_jumps_for_wgan_gp():
    jumps = named("WGAN-GP, λ = 0.7").dirac()
    before, after = jumps.field(0.0, -1e-9), jumps.field(0.0, 1e-9)
    assert after[1] - before[1] == pytest.approx(2 * 0.7, abs=1e-6)


# Steps of a finite size -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("h", [0.05, 0.2, 1.0])
def test_simultaneous_steps_leave_the_gan_by_a_factor_that_is_known(h):
    require_simultaneous()
    found = dirac(loss="minimax", game="simultaneous", lr=h).eigenvalues(of="update")
    assert np.max(np.abs(found)) ** 2 == pytest.approx(1 + h**2 * SLOPE**2, abs=1e-6)


@pytest.mark.parametrize(("h", "n_critic"), [(0.2, 1), (0.2, 5), (1.0, 1), (1.0, 5), (1.7, 5), (1.9, 5), (4.1, 1)])
def test_alternating_steps_turn_the_gan_until_they_are_too_large(h, n_critic):
    # The update is [[1, −hf'], [n·hf', 1 − n·h²f'²]]: determinant 1, so |λ| = 1 if and only if h·f'·√n ≤ 2.
    found = dirac(loss="minimax", lr=h, n_critic=n_critic).jacobian(of="update")[:2, :2]
    assert np.linalg.det(found) == pytest.approx(1, abs=1e-9)
    turns = np.max(np.abs(np.linalg.eigvals(found))) < 1 + 1e-6
    assert turns == (h * SLOPE * np.sqrt(n_critic) <= 2)


@pytest.mark.parametrize("gamma", [0.05, 0.1, 0.3])
def test_simultaneous_steps_with_r1_are_stable_below_four_times_its_strength(gamma):
    require_simultaneous()

    def radius(h):
        penalised = dirac(loss="minimax", constraint=squared_slope(gamma), game="simultaneous", lr=h)
        return np.max(np.abs(penalised.eigenvalues(of="update")))

    assert radius(0.99 * 4 * gamma) < 1 < radius(1.01 * 4 * gamma)


@pytest.mark.parametrize("h", [0.05, 0.2, 0.9])
def test_extragradient_draws_the_bilinear_game_in(h):
    # I + hA + h²A² with A a rotation by 90°, A² = −I: |λ|² = (1 − h²)² + h², below 1 if and only if h < 1.
    require_simultaneous()
    require("game", "extragradient")
    found = dirac(loss="wasserstein", game="extragradient", lr=h).verdict()
    assert found.number**2 == pytest.approx((1 - h**2) ** 2 + h**2, abs=1e-9)
    assert found.word == "converges"


def require_simultaneous():
    if not has_games():
        pytest.skip("recipes name no game yet")
    require("game", "simultaneous")
