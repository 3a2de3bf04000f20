"""What constraints draw is replaced by its expectation."""

import attrs
import numpy as np
import pytest

from ganreg.constraints.abstract import AbstractScorePenalty
from ganreg.constraints.points import AbstractPointSet
from ganreg.theory import dirac
from ganreg.theory.expectation import ExpectedEngine, _nodes


@attrs.frozen
class Moved(AbstractPointSet):
    """x + z·(1 + u), z ~ N(0, 1) and u ~ U[0, 1) from streams of their own in the two uses below."""

    uniform: bool = False

    def draw(self, stream, shape):
        return {"z": stream.uniform(shape) if self.uniform else stream.normal(shape)}

    def points(self, real, fake, draws, xp):
        return real + draws["z"]


@attrs.frozen(kw_only=True)
class Flat(AbstractScorePenalty):
    """½·mean D(x + z)², whose expectation is ½ψ²·E z²."""

    uniform: bool = False

    @property
    def points(self):
        return (Moved(self.uniform),)

    def value(self, scores, xp):
        return 0.5 * xp.mean(scores[0] ** 2)

    def gradients(self, scores, xp):
        return (scores[0] / scores[0].shape[0],)


@pytest.mark.parametrize("backend", ["numpy", "torch", "reference"])
def test_a_field_is_the_expectation_over_normal_draws(backend):
    found = dirac(loss="wasserstein", constraint=Flat(), backend=backend).field(0.3, 0.7)
    np.testing.assert_allclose(found, [0.7, -0.3 - 0.7], rtol=0, atol=1e-13)  # −θ − ψ·E z², E z² = 1


def test_a_field_is_the_expectation_over_uniform_draws():
    found = dirac(loss="wasserstein", constraint=Flat(uniform=True)).field(0.3, 0.7)
    np.testing.assert_allclose(found, [0.7, -0.3 - 0.7 / 3], rtol=0, atol=1e-4)  # E u² = 1/3


def test_two_constraints_draw_independently():
    alone, both = (dirac(loss="wasserstein", constraint=[Flat()] * n).field(0.3, 0.7) for n in (1, 2))
    np.testing.assert_allclose(both[1] + 0.3, 2 * (alone[1] + 0.3), rtol=1e-12)


def test_steps_are_steps_along_the_expectation():
    noisy = dirac(loss="wasserstein", constraint=Flat(), lr=0.1)
    theta, psi = noisy.step(0.3, 0.7)
    assert psi == pytest.approx(0.7 + 0.1 * (-0.3 - 0.7), abs=1e-14)
    assert theta == pytest.approx(0.3 + 0.1 * psi, abs=1e-14)


def test_expectations_are_taken_only_over_draws_that_matter():
    assert isinstance(dirac(constraint=Flat())._engine, ExpectedEngine)
    assert not isinstance(dirac(constraint="gp")._engine, ExpectedEngine)


def test_the_rule_has_the_moments_of_the_normal_distribution():
    nodes = [(weight, numbers["a"], numbers["b"]) for weight, numbers in _nodes(("a", "b"))]
    weight, a, b = np.array(nodes).T
    assert np.sum(weight) == pytest.approx(1, abs=1e-14)
    assert np.sum(weight * a**2 * b**4) == pytest.approx(3, abs=1e-12)
    assert np.sum(weight * a**6) == pytest.approx(15, abs=1e-11)
    assert np.sum(weight * a * b) == pytest.approx(0, abs=1e-14)
