"""Derivatives by differences."""

import numpy as np
import pytest

from ganreg.theory.linearisation import Linearisation, eigenvalues


def smooth(z):
    return np.array([np.sin(z[0]) * z[1], np.exp(z[0] - z[1]), z[0] ** 3])


def test_the_derivative_is_exact_to_twelve_digits():
    x, y = 0.4, -0.7
    expected = [[np.cos(x) * y, np.sin(x)], [np.exp(x - y), -np.exp(x - y)], [3 * x**2, 0]]
    found = Linearisation.of(smooth, np.array([x, y]))
    np.testing.assert_allclose(found.jacobian, expected, rtol=0, atol=2e-12)
    np.testing.assert_array_equal(found.value, smooth(np.array([x, y])))
    assert found.is_smooth
    assert not found.is_fixed


@pytest.mark.parametrize("rough", [np.abs, np.sign, lambda z: np.maximum(z, 0), lambda z: np.abs(z) ** 0.5])
def test_kinks_and_jumps_are_no_derivatives(rough):
    assert not Linearisation.of(rough, np.zeros(2)).is_smooth


@pytest.mark.parametrize("corner", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
def test_a_cusp_in_one_quadrant_alone_is_noticed(corner):
    def cusp(z):
        toward = np.maximum(np.array(corner) * z, 0)
        return np.array([np.sqrt(toward[0] * toward[1]), 0.0])

    assert not Linearisation.of(cusp, np.zeros(2)).is_smooth


def test_a_fixed_point_is_one_to_rounding():
    assert Linearisation.of(lambda z: 2 * z, np.zeros(2)).is_fixed
    assert not Linearisation.of(lambda z: 2 * z, np.ones(2)).is_fixed
    assert not Linearisation.of(lambda z: z + 1e-9, np.zeros(2)).is_fixed


def test_eigenvalues_come_in_order():
    np.testing.assert_allclose(eigenvalues(np.array([[0.0, -1.0], [1.0, 0.0]])), [-1j, 1j], atol=1e-15)
