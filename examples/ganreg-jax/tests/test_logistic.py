"""Derivatives keep their digits in the tails, where JAX's own are differences of nearly equal numbers."""

import jax
import numpy as np
import pytest
from ganreg_jax.layers import logistic

POINTS = np.float32([-80, -30, -9, -5, -1, 0, 1, 5, 9, 30, 80])
X = POINTS.astype(np.float64)
SIGMA, OTHER = 1 / (1 + np.exp(-X)), 1 / (1 + np.exp(X))
FORMULAS = {
    "logistic": (SIGMA * OTHER, SIGMA * OTHER * (OTHER - SIGMA)),
    "softplus": (SIGMA, SIGMA * OTHER),
    "tanh": (1 / np.cosh(X) ** 2, -2 * np.tanh(X) / np.cosh(X) ** 2),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_first_derivatives_are_right_to_the_last_digits_and_second_ones_too(name):
    function, (first, second) = getattr(logistic, name), FORMULAS[name]
    found = jax.vmap(jax.grad(function))(POINTS)
    assert found == pytest.approx(first, rel=2e-6, abs=1e-37)
    assert jax.vmap(jax.grad(jax.grad(function)))(POINTS) == pytest.approx(second, rel=4e-6, abs=1e-37)


def test_jaxs_own_derivative_of_tanh_has_no_digits_there():
    own = float(jax.grad(jax.numpy.tanh)(np.float32(9)))
    assert abs(own / (1 / np.cosh(9.0) ** 2) - 1) > 0.01
