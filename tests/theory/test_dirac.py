"""How the Dirac-GAN is asked for, and what its steps are."""

import attrs
import numpy as np
import pytest

from ganreg.backend import AbstractBackend
from ganreg.errors import GanregError, NonFiniteError, ParameterError, UnknownNameError
from ganreg.optimizers import SGD, AbstractOptimizer
from ganreg.registry import registry
from ganreg.theory import dirac, measured, protocol


def test_a_step_is_the_critics_then_the_generators():
    # ψ₁ = ψ − hθ = 2 − 0.1, θ₁ = θ + hψ₁ = 1 + 0.19.
    np.testing.assert_allclose(dirac(loss="wasserstein", lr=0.1).step(1.0, 2.0), [1.19, 1.9], rtol=1e-15)


def test_a_step_may_have_several_critic_updates():
    np.testing.assert_allclose(dirac(loss="wasserstein", lr=0.1, n_critic=3).step(1.0, 2.0), [1.17, 1.7], rtol=1e-15)


def test_a_trajectory_keeps_the_optimizers_moments_and_steps_do_not():
    heavy = dirac(loss="wasserstein", optimizer={"name": "sgd", "momentum": 0.5}, lr=0.1)
    path = heavy.trajectory((1.0, 2.0), steps=2)
    np.testing.assert_allclose(path[1], heavy.step(1.0, 2.0))
    assert np.max(np.abs(path[2] - heavy.step(*path[1]))) > 1e-3
    np.testing.assert_array_equal(heavy.trajectory((1.0, 2.0), steps=2), path)


def test_all_is_computed_at_the_given_point():
    one = dirac()
    one.trajectory(steps=3)
    np.testing.assert_array_equal(one.field(0.2, 0.5), dirac().field(0.2, 0.5))


def test_the_updates_jacobian_has_the_moments_beside_both_players():
    # v ← μv + g; z ← z − h·v: with μ = 0.5 the velocity's own derivative is μ, and z follows it by −hμ.
    found = dirac(loss="wasserstein", optimizer={"name": "sgd", "momentum": 0.5}, lr=0.1).jacobian(of="update")
    assert found.shape == (4, 4)
    np.testing.assert_allclose(found[:2, :2], [[1 - 0.01, 0.1], [-0.1, 1]], atol=1e-11)
    assert sorted(np.round(np.abs(found[0, 2:]), 9)) == pytest.approx([0.005, 0.05], abs=1e-9)


@attrs.frozen(kw_only=True)
class Waiting(AbstractOptimizer):
    """Gradient descent that begins with the second step."""

    name = "waiting"

    def step(self, grad, moments, param, t, xp):
        return (param - (self.lr if t > 1 else 0.0) * grad,)


def test_the_update_is_linearised_after_the_counters_have_left_their_start():
    made = dirac(loss="wasserstein", optimizer=Waiting(lr=0.1))
    np.testing.assert_array_equal(made.step(1.0, 2.0), [1.0, 2.0])
    np.testing.assert_allclose(made.jacobian(of="update"), [[1 - 0.01, 0.1], [-0.1, 1]], atol=1e-11)


def test_backends_compute_in_float64():
    for backend in ("numpy", "torch", "reference"):
        made = dirac(backend=backend)
        assert isinstance(made.recipe.backend, AbstractBackend)
        assert made.recipe.backend.dtype == "float64"


def test_an_optimizer_may_bring_its_learning_rate():
    for given in ({"name": "sgd", "lr": 0.3}, SGD(lr=0.3)):
        assert dirac(optimizer=given, lr=0.1).recipe.critic_optimizer.lr == 0.3
    assert dirac(optimizer="adam", lr=0.1).recipe.generator_optimizer.lr == 0.1


def test_a_run_beyond_all_numbers_says_so():
    with np.errstate(all="ignore"), pytest.raises(NonFiniteError):
        dirac(loss="minimax", lr=5.0, constraint={"name": "gp", "target": 0.0, "weight": 100.0}).trajectory(steps=500)


def test_an_unknown_part_is_refused_by_name():
    with pytest.raises(UnknownNameError, match="no loss named 'wassertein'"):
        dirac(loss="wassertein")


def test_kinds_without_a_verdict_are_refused():
    with pytest.raises(ParameterError, match="Expected one of loss, constraint, optimizer, game"):
        protocol("layer", "dense")


def test_a_component_is_measured_by_name_mapping_or_object():
    objects = ["sgd", {"name": "sgd"}, {"name": "sgd", "lr": 0.05}, registry().create("optimizer", "sgd", lr=0.05)]
    assert len({str(measured("optimizer", value)) for value in objects}) == 1


def test_too_large_steps_make_the_regularised_game_diverge():
    assert measured("optimizer", {"name": "sgd", "lr": 0.05}).word == "converges"
    assert measured("optimizer", {"name": "sgd", "lr": 5.0}).word == "diverges"


def test_what_a_backend_does_not_compute_is_refused():
    with pytest.raises(GanregError):
        dirac(backend="no such backend")
