"""Components of a third party on this backend."""

import math

import attrs
import jax.numpy as jnp
import numpy as np
import pytest
from test_trajectory import gan_of, largest_difference, played

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import AbstractGradientPenalty, AbstractPointSet, Real, points_param
from ganreg.errors import UnsupportedError
from ganreg.losses import LeastSquares
from ganreg.networks.layers import AbstractLayer, Dense, ParameterSpec
from ganreg.networks.network import Sequential
from ganreg.optimizers import SGD
from ganreg.params import NON_NEGATIVE
from ganreg.schedules import Linear


@attrs.frozen
class Snake(AbstractLayer):
    """x + sin²(a·x)/a with one trained a per layer (Ziyin et al. 2020)."""

    name = "snake"

    def parameters(self, shape):
        """`a`, 1 at the start."""
        return {"a": ParameterSpec((1,), "ones")}


def snake(layer):
    return lambda x, weights, context: x + jnp.sin(weights["a"] * x) ** 2 / weights["a"]


@attrs.frozen
class Unknown(AbstractLayer):
    """A layer without implementations."""

    name = "unknown"


@attrs.frozen(kw_only=True)
class Warmed(SGD):
    """Small steps at first, by a branch on t that cannot be traced."""

    name = "warmed"

    def step(self, grad, moments, param, t, xp):
        """Descent by a share of lr."""
        share = math.sqrt(t / 3) if t < 3 else 1.0
        return param - self.lr * share * grad, moments[0]


@attrs.frozen(kw_only=True)
class Branching(AbstractGradientPenalty):
    """λ·mean ‖g‖², left out while λ is 0, by a branch on λ."""

    name = "branching"

    weight: float = ganreg.param(1.0, "The factor λ.", validator=NON_NEGATIVE, schedulable=True)
    points: AbstractPointSet = points_param(Real())

    def value(self, norms, xp):
        """λ·mean ‖g‖²."""
        return self.weight * xp.mean(norms**2) if self.weight > 0 else 0 * xp.mean(norms)

    def derivative(self, norms, xp):
        """2λ‖g‖/n."""
        return self.weight * 2 * norms / norms.shape[0]


@attrs.frozen(kw_only=True)
class Scaled(LeastSquares):
    """The critic's loss times an array, which equality does not see."""

    name = "scaled"

    factor: object = ganreg.param(1.0, "The factor.", described=False)

    def critic(self, real, fake, xp):
        """The factor times what it was."""
        return self.factor * super().critic(real, fake, xp)


@attrs.frozen(kw_only=True)
class Listed(LeastSquares):
    """A loss with a parameter that cannot be hashed."""

    name = "listed"

    numbers: list = ganreg.param([1.0], "Some numbers.")


def with_layer(layer):
    return gan_of("wgan-gp", critic=Sequential((Dense(4), layer, Dense(1))))


def test_a_layer_is_computed_by_what_its_plugin_names():
    ganreg.register(Snake, implementations={"jax": snake})
    gan = with_layer(Snake())
    x = np.random.default_rng(0).normal(size=(5, 2))
    state, _ = played(gan, 2)
    w, b, v, c, a = (state[f"critic/params/{n}"] for n in ("0.weight", "0.bias", "2.weight", "2.bias", "1.a"))
    hidden = x @ w.T + b
    assert not np.array_equal(a, [1.0])  # it was trained
    assert gan.engine.scores(x) == pytest.approx(((hidden + np.sin(a * hidden) ** 2 / a) @ v.T + c)[:, 0], abs=1e-12)


def test_a_layer_that_nobody_computes_is_refused():
    ganreg.register(Unknown)
    with pytest.raises(UnsupportedError, match=r"does not compute the layer Unknown.*implementations"):
        with_layer(Unknown()).engine  # noqa: B018


def test_an_optimizer_that_branches_on_its_time_takes_its_steps_operation_by_operation():
    optimizer = Warmed(lr=0.1)
    own, other = (played(gan_of("clip", backend, optimizer=optimizer), 4)[0] for backend in ("jax", "numpy"))
    assert largest_difference(own, other) < 1e-12


def test_a_penalty_that_branches_on_its_schedule_is_explained_and_runs_without_compilation():
    constraint = Branching(weight=Linear(start=0.0, end=1.0, over=4))
    with pytest.raises(UnsupportedError, match=r"cannot trace.*jit=False"):
        played(gan_of("wgan-gp", constraint=constraint), 1)
    plain = {"name": "jax", "dtype": "float64", "jit": False}
    own, other = (played(gan_of("wgan-gp", backend, constraint=constraint), 2)[0] for backend in (plain, "numpy"))
    assert largest_difference(own, other) < 1e-12


def test_an_augmentation_of_a_users_own_is_traced():
    constraint = {"name": "consistency", "augmentation": {"name": "augmented", "function": lambda x: 0.5 * x}}
    engine = gan_of("wgan-gp", loss="hinge", constraint=constraint).engine
    assert engine.critic_step(Batch(np.ones((8, 2))))["consistency"] > 0


def test_components_that_differ_in_an_array_alone_are_compiled_apart():
    losses = [Scaled(factor=np.full((), factor)) for factor in (1.0, 2.0)]
    engines = [gan_of("wgan-gp", loss=loss, constraint="none").engine for loss in losses]
    one, two = (engine.critic_step(Batch(np.ones((8, 2))))["critic_loss"] for engine in engines)
    assert losses[0] == losses[1]
    assert two == pytest.approx(2 * one, rel=1e-12)


def test_a_component_that_cannot_be_hashed_is_refused():
    with pytest.raises(UnsupportedError, match=r"Listed\(.*cannot be hashed.*tuples"):
        gan_of("wgan-gp", loss=Listed(), constraint="none").engine  # noqa: B018
