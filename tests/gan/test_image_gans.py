"""GANs of images with batch norm and classes: the same training on every backend, and weights that travel."""

import numpy as np
import pytest
from small_gan import same_bits, state

import ganreg
from ganreg.networks import dcgan, resnet

LABELS = np.arange(16) % 2
DATA = np.random.default_rng(0).normal(size=(16, 3, 8, 8)) + LABELS[:, None, None, None], LABELS
REFERENCE = {"name": "reference"}
NUMPY = {"name": "numpy", "dtype": "float64"}
TORCH = {"name": "torch", "dtype": "float64", "device": "cpu"}
CUDA = {"name": "torch", "dtype": "float64", "device": "cuda"}
CUPY = {"name": "cupy", "dtype": "float64"}
GPU = [pytest.param(CUDA, id="torch-cuda", marks=pytest.mark.gpu), pytest.param(CUPY, id="cupy", marks=pytest.mark.gpu)]
BACKENDS = [pytest.param(NUMPY, id="numpy"), pytest.param(TORCH, id="torch"), *GPU]
GANS = {
    "wgan-gp dcgan": {"network": dcgan(width=2, norm="layer", init="he"), "constraint": "gp"},
    "dcgan": {"network": dcgan(width=2, init="orthogonal"), "loss": "non_saturating", "constraint": "none"},
    "wgan-gp resnet": {"network": resnet(width=2), "constraint": "gp"},
}


def trained(backend, network, iterations=2, **choices):
    adam = {"name": "adam", "lr": 1e-3, "beta1": 0.5}
    settings = {"batch_size": 4, "n_critic": 1, "latent_dim": 3, "seed": 4, "optimizer": adam, "backend": backend}
    return ganreg.build(critic=network, generator=network, **(settings | choices)).fit(DATA, iterations)


@pytest.fixture(scope="module")
def references():
    return {name: trained(REFERENCE, **choices) for name, choices in GANS.items()}


def agree(one, other):
    one, other = state(one), state(other)
    assert list(one) == list(other)
    for name, array in other.items():
        np.testing.assert_allclose(one[name], array, rtol=0, atol=1e-9, err_msg=name)
    return True


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", GANS)
def test_training_is_that_of_the_reference(name, backend, references):
    gan = trained(backend, **GANS[name])
    assert agree(gan, references[name])
    assert np.abs(gan.sample(2, label=1, seed=0) - references[name].sample(2, label=1, seed=0)).max() < 1e-8
    assert np.abs(gan.slopes(*DATA) - references[name].slopes(*DATA)).max() < 1e-8


def test_running_statistics_have_moved(references):
    network = dcgan(width=2, classes=2)
    start = ganreg.build(loss="ns", critic=network, generator=network, data_shape=(3, 8, 8), latent_dim=3)
    before, after = (state(gan) for gan in (start, references["dcgan"]))
    moved = [name for name in after if "running" in name and np.any(before[name] != after[name])]
    assert {name.split("/")[0] for name in moved} == {"generator"}  # the critic of 8×8 images has no norm


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_begun_elsewhere_goes_on_the_same(backend, references, tmp_path):
    trained(REFERENCE, iterations=1, **GANS["dcgan"]).save(tmp_path)
    moved = ganreg.load(tmp_path, backend=backend).fit(DATA, 1)
    assert agree(moved, references["dcgan"])


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_resumed_run_equals_an_uninterrupted_one_bit_for_bit(backend, tmp_path):
    trained(backend, iterations=1, **GANS["dcgan"]).save(tmp_path)
    assert same_bits(ganreg.load(tmp_path).fit(DATA, 1), trained(backend, **GANS["dcgan"]))
