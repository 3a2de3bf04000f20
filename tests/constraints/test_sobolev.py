"""Sobolev GAN's multiplier: it moves with the mean squared slope, is checkpointed, and the same everywhere."""

import numpy as np
import pytest
import torch

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import Sobolev
from ganreg.networks import Dense, Sequential, mlp
from ganreg_reference.constraints import Sobolev as Oracle

BACKENDS = ["numpy", "torch", "reference"]
DATA = np.random.default_rng(0).normal(size=(32, 3))


def linear_gan(backend, weight, lr=1e-300, **parameters):
    """A linear critic with that slope, learning nothing unless a learning rate is given."""
    gan = ganreg.build(
        constraint=Sobolev(**parameters),
        critic=Sequential([Dense(1, bias=False)]),
        optimizer={"name": "sgd", "lr": lr},
        data_shape=(1,),
        batch_size=4,
        backend=backend,
        dtype="float64",
    )
    gan.engine.import_state(gan.engine.export_state() | {"critic/params/0.weight": np.array([[weight]])})
    return gan.engine


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_multiplier_rises_while_the_slopes_are_too_steep_and_enters_the_next_update(backend):
    engine, batch = linear_gan(backend, 2.0, rho=0.1), Batch(DATA[:4, :1])
    # Ω − 1 = 3. λ: 0, 0.3, 0.6; the term: λ·3 + 0.05·9.
    assert [engine.critic_step(batch)["sobolev"] for _ in range(3)] == pytest.approx([0.45, 1.35, 2.25])
    assert float(engine.state.constraints[0]["multiplier"]) == pytest.approx(0.9)


@pytest.mark.parametrize("backend", BACKENDS)
def test_it_falls_while_they_are_too_flat(backend):
    engine = linear_gan(backend, 0.5, rho=0.1, multiplier=1.0)
    engine.critic_step(Batch(DATA[:4, :1]))
    assert float(engine.state.constraints[0]["multiplier"]) == pytest.approx(1 - 0.1 * 0.75)


@pytest.mark.parametrize("backend", BACKENDS)
def test_evaluating_and_the_generators_step_leave_it(backend):
    engine = linear_gan(backend, 2.0, rho=0.1)
    engine.gradients("critic", engine.state, Batch(DATA[:4, :1]), engine.draws.at("critic", 0))
    engine.generator_step()
    assert float(engine.state.constraints[0]["multiplier"]) == 0


def test_a_run_is_the_same_on_every_backend():
    states = {}
    for backend in BACKENDS:
        gan = ganreg.build(
            constraint=Sobolev(rho=0.5),
            critic=mlp(width=4, depth=1, activation="tanh"),
            generator=mlp(width=4, depth=1, activation="tanh"),
            optimizer={"name": "sgd", "lr": 0.05},
            batch_size=8,
            backend=backend,
            dtype="float64",
        )
        states[backend] = gan.fit(DATA, iterations=3).engine.export_state()
    assert float(states["reference"]["constraint/0/multiplier"]) != 0
    for backend in ("numpy", "torch"):
        for name, array in states["reference"].items():
            np.testing.assert_allclose(states[backend][name], array, rtol=1e-9, atol=1e-10, err_msg=f"{backend} {name}")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_it_goes_on_to_the_bit_from_a_checkpoint(backend, dtype, tmp_path):
    choices = {"constraint": Sobolev(rho=0.5), "batch_size": 8, "backend": backend, "dtype": dtype}
    ganreg.build(**choices).fit(DATA, iterations=2).save(tmp_path)
    resumed = ganreg.load(tmp_path).fit(DATA, iterations=2).engine.export_state()
    whole = ganreg.build(**choices).fit(DATA, iterations=4).engine.export_state()
    assert all(np.array_equal(resumed[name], whole[name]) for name in whole)
    assert all(resumed[name].dtype == whole[name].dtype for name in whole)


def test_it_moves_in_a_loop_of_ones_own():
    critic, objective = torch.nn.Linear(2, 1), ganreg.objective(constraint=Sobolev(rho=0.1))
    with torch.no_grad():
        critic.weight[:] = torch.tensor([[0.0, 2.0]])
    for _ in range(2):
        objective.critic_loss(critic, torch.ones(4, 2), torch.zeros(4, 2))
    assert float(objective.states[0]["multiplier"]) == pytest.approx(0.6)


@pytest.mark.parametrize("start", [0.2, 3.0])
def test_slopes_are_led_to_a_mean_square_of_one(start):
    engine = linear_gan("numpy", start, lr=0.01, rho=1.0)
    for _ in range(400):
        engine.critic_step(Batch(np.full((4, 1), 4.0)))
    assert engine.slopes(np.ones((1, 1)))[0] == pytest.approx(1, abs=0.1)


def test_the_rule_of_the_core_is_the_references():
    norms, penalty = np.array([0.5, 2.0, 1.0, 3.0]), Sobolev(rho=0.3)
    found = penalty.next_state({"multiplier": 0.7}, norms, np)["multiplier"]
    # Ω = (0.25 + 4 + 1 + 9)/4 = 3.5625.
    assert found == pytest.approx(0.7 + 0.3 * 2.5625)
    assert found == pytest.approx(Oracle(penalty).next_state({"multiplier": 0.7}, norms)["multiplier"])
