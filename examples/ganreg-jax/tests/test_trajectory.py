"""Whole runs: beside NumPy's, in one piece or two, fused or not, compiled or not."""

import numpy as np
import pytest

import ganreg
from ganreg.backend import Batch

CLASSES = 3
RUNS = {
    "wgan-gp": {"loss": "wasserstein", "constraint": "gp"},
    "schedules": {
        "loss": "non_saturating",
        "constraint": [{"name": "gp", "weight": {"name": "linear", "start": 10, "end": 1, "over": 6}}],
        "optimizer": {"name": "optimistic_adam", "lr": {"name": "cosine", "start": 1e-2, "end": 1e-3, "over": 8}},
    },
    "lazy, stateful, averaged": {
        "loss": "hinge",
        "constraint": [
            "spectral_norm",
            {"name": "r1", "every": 2},
            "lecam",
            {"name": "orthogonal", "weight": 0.1, "every": 3},
            {"name": "instance_noise", "std": {"name": "linear", "start": 0.5, "end": 0.1, "over": 8}},
        ],
        "average": "ema",
        "optimizer": {"name": "adamw", "lr": 1e-3},
    },
    "clip": {"loss": "wasserstein", "constraint": "clip", "optimizer": {"name": "rmsprop", "lr": 1e-3}},
    "dropout": {
        "loss": "relativistic",
        "constraint": ["gp", "ct", "orthogonal"],
        "critic": {"name": "mlp", "width": 6, "depth": 2, "dropout": 0.3},
    },
    "dropout at more points than samples": {
        "loss": "wasserstein",
        "constraint": "sobolev",
        "critic": {"name": "mlp", "width": 6, "depth": 2, "dropout": 0.3},
    },
    "lookahead": {"loss": "wasserstein", "constraint": "gp", "game": {"name": "lookahead", "period": 2}},
    "extragradient": {"loss": "minimax", "constraint": "sobolev", "game": "extragradient"},
}


def gan_of(name, backend="jax", **others):
    small = {"name": "mlp", "width": 6, "depth": 2, "activation": "tanh"}
    parts = {"critic": small, "generator": small, "batch_size": 8, "n_critic": 2, "seed": 5, "latent_dim": 2}
    chosen = backend if isinstance(backend, dict) else {"name": backend, "dtype": "float64"}
    return ganreg.build(backend=chosen, data_shape=(2,), **(parts | RUNS[name] | others))


def batches(seed):
    random = np.random.default_rng(seed)
    return [Batch(random.normal(size=(8, 2))) for _ in range(2)]


def played(gan, iterations, first=0):
    """The state after some iterations, and the terms of the last."""
    for iteration in range(first, iterations):
        own = batches(iteration)
        terms = gan.engine.iteration(own, own[0])
    return gan.engine.export_state(), terms


def largest_difference(one, other):
    return max(float(np.max(np.abs(one[name] - other[name]), initial=0.0)) for name in other)


@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_that_of_numpy(name):
    (own, terms), (other, expected) = played(gan_of(name), 6), played(gan_of(name, "numpy"), 6)
    assert own.keys() == other.keys()
    assert largest_difference(own, other) < 1e-9
    assert terms.keys() == expected.keys()
    assert all(terms[key] == pytest.approx(expected[key], abs=1e-9) for key in expected)


def test_a_run_that_is_interrupted_goes_on_bit_by_bit():
    whole, _ = played(gan_of("lazy, stateful, averaged"), 4)
    first, second = gan_of("lazy, stateful, averaged"), gan_of("lazy, stateful, averaged")
    second.engine.import_state(played(first, 2)[0])
    found, _ = played(second, 4, first=2)
    assert all(np.array_equal(found[name], whole[name]) for name in whole)


@pytest.mark.parametrize("name", ["wgan-gp", "lazy, stateful, averaged", "clip"])
def test_a_step_in_one_piece_is_its_two_parts(name):
    one, two = gan_of(name).engine, gan_of(name).engine
    batch = batches(0)[0]
    for player, step in (("critic", one.critic_step), ("critic", one.critic_step), ("generator", one.generator_step)):
        terms = step(batch)
        gradients = two.evaluate(player, two.state, batch)
        two.apply(player, gradients)
        assert terms == pytest.approx(gradients.terms, abs=1e-13)
    assert largest_difference(one.export_state(), two.export_state()) < 1e-12


def test_a_run_without_compilation_is_the_same():
    plain = {"name": "jax", "dtype": "float64", "jit": False}
    own, other = played(gan_of("schedules", plain), 2)[0], played(gan_of("schedules"), 2)[0]
    assert largest_difference(own, other) < 1e-12


@pytest.mark.parametrize("constraint", ["gp", "sobolev"])
def test_labels_reach_samples_and_points_as_in_numpy(constraint):
    found = []
    for backend in ("jax", "numpy"):
        conditional = {"name": "mlp", "width": 6, "depth": 2, "classes": CLASSES}
        gan = gan_of("wgan-gp", backend, constraint=constraint, critic=conditional, generator=conditional)
        own = [Batch(batch.x, np.arange(8) % CLASSES) for batch in batches(0)]
        gan.engine.iteration(own, own[0])
        found.append(gan.engine.export_state() | {"samples": gan.sample(3, label=1), "scores": gan.scores(own[0].x, 2)})
    assert largest_difference(*found) < 1e-10


def test_it_trains_from_data_and_saves_and_loads(tmp_path):
    gan = ganreg.build(loss="wasserstein", constraint="gp", backend="jax", batch_size=16).fit("ring", iterations=3)
    gan.save(tmp_path / "run")
    again = ganreg.load(tmp_path / "run")
    assert again.recipe.backend.name == "jax"
    assert np.array_equal(gan.sample(4, seed=1), again.sample(4, seed=1))
