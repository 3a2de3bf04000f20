"""The same recipe and seed give the same training on every backend in float64, and the same bits twice on one."""

import numpy as np
import pytest
from small_gan import SIZE, same_bits, samples, state

import ganreg
from ganreg.conformance import Comparison
from ganreg.networks import mlp

DATA = samples(40, (3,))
ITERATIONS = 4
GPU = pytest.mark.gpu

REFERENCE = {"name": "reference"}
NUMPY = {"name": "numpy", "dtype": "float64"}
TORCH = {"name": "torch", "dtype": "float64", "device": "cpu"}
CUDA = {"name": "torch", "dtype": "float64", "device": "cuda"}
CUPY = {"name": "cupy", "dtype": "float64"}

ACCELERATED = [
    pytest.param(NUMPY, id="numpy"),
    pytest.param(TORCH, id="torch"),
    pytest.param(CUDA, id="torch-cuda", marks=GPU),
    pytest.param(CUPY, id="cupy", marks=GPU),
]
OBJECTIVES = {
    "wgan-gp": {"loss": "wasserstein", "constraint": "gp", "optimizer": {"name": "adam", "lr": 1e-3, "beta1": 0.5}},
    "wgan": {"recipe": "wgan", "constraint": {"name": "clip", "bound": 0.1}, "optimizer": {"lr": 1e-3}},
    "gan": {"recipe": "gan", "latent_dim": 2},
    "lazy r1": {
        "loss": "ns",
        "constraint": {"name": "gp", "target": 0, "weight": 1, "points": "real", "every": 2},
        "optimizer": {"name": "adam", "lr": 1e-3, "beta1": 0.0},
    },
    "optimistic, averaged": {
        "loss": "wasserstein",
        "optimizer": {"name": "optimistic_adam", "beta1": 0.5},
        "lr": {"name": "warm_up", "value": 1e-3, "over": 4},
        "average": {"name": "ema", "half_life": 2, "warm_up": True},
    },
    "fused": {
        "loss": "ns",
        "constraint": "gp",
        "critic_optimizer": {"name": "amsgrad", "lr": 1e-3},
        "generator_optimizer": {"name": "nesterov", "lr": 1e-2},
    },
    "two penalties": {
        "loss": "wasserstein",
        "constraint": ["gp", {"name": "gp", "one_sided": True, "points": "fake"}],
        "optimizer": {"name": "sgd", "lr": 1e-2, "momentum": 0.5},
    },
}


def fitted(backend, iterations=ITERATIONS, **choices):
    smooth = {"width": 6, "depth": 2, "activation": "softplus"}
    networks = {"critic": mlp(**smooth), "generator": mlp(width=5, depth=1, activation="tanh")}
    settings = {"batch_size": SIZE, "n_critic": 2, "latent_dim": 3, "seed": 5} | networks | choices
    return ganreg.build(**settings, backend=backend).fit(DATA, iterations=iterations)


def agree(gan, reference):
    """Every array of the state is the reference's, within the tolerance of a trajectory, and could fail to be."""
    got, expected = state(gan), state(reference)
    assert list(got) == list(expected)
    for name in expected:
        one = np.asarray(got[name], dtype=np.float64).reshape(-1)
        comparison = Comparison(name, "trajectory", one, expected[name].astype(np.float64).reshape(-1))
        assert comparison.agrees, comparison.describe()
        assert comparison.control_refused
    return True


@pytest.fixture(scope="module")
def references():
    return {name: fitted(REFERENCE, **choices) for name, choices in OBJECTIVES.items()}


@pytest.mark.parametrize("backend", ACCELERATED)
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_training_is_that_of_the_reference(backend, objective, references):
    gan, reference = fitted(backend, **OBJECTIVES[objective]), references[objective]
    assert agree(gan, reference)
    for one, other in zip(gan.history, reference.history, strict=True):
        assert set(one) == set(other)
        assert [one[name] for name in other] == pytest.approx(list(other.values()), rel=1e-8, abs=1e-9)


def test_training_moved_far_enough_to_be_compared(references):
    for name, choices in OBJECTIVES.items():
        one, later = fitted(REFERENCE, 1, **choices), references[name]
        moved = max(np.abs(state(later)[key] - state(one)[key]).max() for key in state(one) if "/params/" in key)
        assert moved > 1e-4, name


@pytest.mark.parametrize("backend", [pytest.param(REFERENCE, id="reference"), *ACCELERATED])
def test_training_twice_gives_the_same_bits(backend):
    assert same_bits(fitted(backend), fitted(backend))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_training_twice_gives_the_same_bits_in_every_precision(name, dtype):
    backend = {"name": name, "dtype": dtype}
    assert same_bits(fitted(backend), fitted(backend))


@pytest.mark.parametrize("backend", ACCELERATED)
def test_a_run_begun_on_the_reference_goes_on_the_same_elsewhere(backend, references, tmp_path):
    fitted(REFERENCE, 2, **OBJECTIVES["wgan-gp"]).save(tmp_path)
    moved = ganreg.load(tmp_path, backend=backend).fit(DATA, iterations=ITERATIONS - 2)
    assert agree(moved, references["wgan-gp"])


@pytest.mark.parametrize("backend", ACCELERATED)
def test_samples_scores_and_slopes_are_those_of_the_reference(backend, references):
    gan, reference = fitted(backend, **OBJECTIVES["wgan-gp"]), references["wgan-gp"]
    assert np.allclose(gan.sample(5, seed=1), reference.sample(5, seed=1), rtol=0, atol=1e-8)
    assert np.allclose(gan.scores(DATA), reference.scores(DATA), rtol=0, atol=1e-8)
    assert np.allclose(gan.slopes(DATA), reference.slopes(DATA), rtol=0, atol=1e-8)


def test_another_seed_is_another_trajectory(references):
    assert not same_bits(fitted(REFERENCE, seed=6, **OBJECTIVES["wgan-gp"]), references["wgan-gp"])
