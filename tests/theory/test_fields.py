"""The Dirac-GAN's fields are the published ones, on every backend."""

import attrs
import numpy as np
import pytest
from scipy.integrate import quad
from theory.published import ROWS, f1, half_square_gradient, in_print, instance_noise, named, noisy, rows

from ganreg.theory import dirac

POINTS = np.random.default_rng(0).normal(size=(6, 2))


def field_of(row, backend):
    """ganreg's field as a function in the papers' signs; that of a game by one small step of plain descent."""
    if "game" not in row.parts:
        at = row.dirac(backend=backend)
        return lambda theta, phi: in_print(at.field(theta, -phi))
    at = row.dirac(lr=1.0, backend=backend)
    return lambda theta, phi: in_print(at.step(theta, -phi)) - (theta, phi)


@pytest.mark.parametrize("backend", ["numpy", "torch", "reference"])
@rows
def test_a_field_is_the_published_one(row, backend):
    if "game" in row.parts and backend == "numpy":
        pytest.skip("second derivatives in all parameters are not written by hand there")
    found = field_of(row, backend)
    for theta, phi in POINTS:
        np.testing.assert_allclose(found(theta, phi), row.field(theta, phi), rtol=0, atol=1e-12)


def test_expectations_over_noise_are_those_of_the_normal_distribution():
    theta, phi, std = 0.7, -1.1, 0.7

    def mean(function):
        return quad(lambda z: function(std * z) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi), -12, 12)[0]

    exact = (
        mean(lambda e: -phi * f1(phi * (theta + e))),
        mean(lambda e: (theta + e) * f1(phi * (theta + e))) - mean(lambda e: e * f1(-phi * e)),
    )
    np.testing.assert_allclose(instance_noise(std)(theta, phi), exact, rtol=0, atol=1e-8)


def test_a_number_by_hand():
    # D(G) = ψθ = −1·ln 3; σ(−ln 3) = 1/4. Minimax: −∂L_G/∂θ = ψ·σ(ψθ) = −1/4, −∂L_D/∂ψ = −θ·σ(ψθ) = −ln 3/4.
    np.testing.assert_allclose(dirac(loss="minimax").field(np.log(3), -1.0), [-0.25, -np.log(3) / 4], rtol=1e-14)


def test_each_row_can_be_told_from_every_other_field():
    different = {tuple(np.round(row.field(0.7, -1.1), 9)) for row in ROWS}
    assert len(different) >= 12


def test_consensus_has_the_whole_second_term():
    # diracgan/gans.py, GAN_Consensus, multiplies the second term by ½; the gradient of ½(θ² + φ²)·f'² has no ½ there.
    np.testing.assert_allclose(half_square_gradient(0.7, -1.1), (0.6035, -0.6899), atol=5e-5)
    step, (theta, phi) = 1e-6, (0.7, -1.1)

    def half_square(theta, phi):
        return 0.5 * (theta**2 + phi**2) * f1(phi * theta) ** 2

    by_differences = (
        (half_square(theta + step, phi) - half_square(theta - step, phi)) / (2 * step),
        (half_square(theta, phi + step) - half_square(theta, phi - step)) / (2 * step),
    )
    np.testing.assert_allclose(half_square_gradient(theta, phi), by_differences, atol=1e-9)


def test_consensus_is_not_what_its_authors_notebook_computes():
    row = named("GAN, consensus optimization 1")
    found = field_of(row, "torch")(0.7, -1.1)
    without = named("GAN").field(0.7, -1.1)
    np.testing.assert_allclose(without - found, (0.6035, -0.6899), atol=5e-5)
    assert np.max(np.abs(without - found - np.array([0.4653, -0.6019]))) > 0.08


def test_without_noise_the_field_is_that_of_the_gan():
    quiet = attrs.evolve(noisy(1.0), field=instance_noise(0.0))
    np.testing.assert_allclose(quiet.field(0.7, -1.1), named("GAN").field(0.7, -1.1), rtol=1e-14)
