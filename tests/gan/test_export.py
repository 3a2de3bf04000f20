"""A generator as a file that another program reads."""

import json
import sys

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from small_gan import SIZE, trained
from torch import nn

import ganreg
from ganreg.errors import MissingDependencyError, ParameterError
from ganreg.networks import dcgan, mlp, resnet

LABELS = np.arange(32) % 3
IMAGES = 100 * np.random.default_rng(0).random((32, 1, 8, 8)) + LABELS[:, None, None, None]
LATENTS = np.random.default_rng(1).normal(size=(5, 4)).astype(np.float32)


def images(network, data=IMAGES, backend="numpy", **choices):
    settings = {"loss": "ns", "constraint": "none", "batch_size": SIZE, "latent_dim": 4, "backend": backend}
    return ganreg.build(critic=network, generator=network, **(settings | choices)).fit(data, 3)


@pytest.fixture(scope="module")
def gan():
    return images(dcgan(width=2))


def run_onnx(path, **inputs):
    session = onnxruntime.InferenceSession(path)
    return session.run(["samples"], inputs)[0]


def test_the_state_dict_goes_into_a_plain_module(gan, tmp_path):
    gan.export(tmp_path / "generator.safetensors")
    plain = nn.Sequential(
        nn.Linear(4, 2 * 16, bias=False),
        nn.Unflatten(1, (2, 4, 4)),
        nn.BatchNorm2d(2),
        nn.ReLU(),
        nn.ConvTranspose2d(2, 1, 4, 2, 1),
        nn.Tanh(),
    ).eval()
    plain.load_state_dict(load_file(tmp_path / "generator.safetensors"))
    with torch.no_grad():
        found = plain(torch.from_numpy(LATENTS)).numpy()
    assert np.abs(found - gan.engine.sample(LATENTS)).max() < 1e-6


def test_the_metadata_say_what_else_is_needed(gan, tmp_path):
    gan.export(tmp_path / "generator.safetensors")
    with safe_open(tmp_path / "generator.safetensors", "numpy") as file:
        facts = {name: json.loads(text) for name, text in file.metadata().items() if name not in ("format", "units")}
    assert (facts["latent_dim"], facts["sample_shape"], facts["classes"]) == (4, [1, 8, 8], None)
    assert (facts["offset"], facts["scale"]) == (gan.scaling.offset, gan.scaling.scale)
    assert [layer["name"] for layer in facts["layers"]][:3] == ["dense", "reshape", "batch_norm"]


@pytest.mark.parametrize("backend", ["numpy", "torch", "reference"])
def test_an_onnx_graph_gives_samples_in_the_datas_units(backend, tmp_path):
    gan = images(mlp(width=4, depth=1, output="tanh"), backend=backend)
    gan.export(tmp_path / "generator.onnx")
    expected = gan.scaling.to_data(gan.engine.sample(LATENTS))
    found = run_onnx(tmp_path / "generator.onnx", latent=LATENTS)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-4
    assert expected.max() - expected.min() > 1


def test_nothing_is_dropped_in_a_graph(tmp_path):
    gan = images(mlp(width=4, depth=1, output="tanh", dropout=0.5))
    gan.export(tmp_path / "generator.onnx")
    expected = gan.scaling.to_data(gan.engine.sample(LATENTS))
    assert np.abs(run_onnx(tmp_path / "generator.onnx", latent=LATENTS) - expected).max() < 1e-4


def test_a_conditional_graph_takes_labels(tmp_path):
    gan = images(resnet(width=2), (IMAGES, LABELS))
    gan.export(tmp_path / "generator.onnx")
    label = np.array([2, 0, 1, 1, 0])
    expected = gan.scaling.to_data(gan.engine.sample(LATENTS, label))
    assert np.abs(run_onnx(tmp_path / "generator.onnx", latent=LATENTS, label=label) - expected).max() < 1e-3


def test_a_module_of_ones_own_is_exported_and_left_as_it_is(tmp_path):
    generator = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 2))
    gan = trained(generator=generator, latent_dim=4, backend="torch")
    gan.export(tmp_path / "generator.onnx")
    gan.export(tmp_path / "generator.safetensors")
    expected = gan.scaling.to_data(gan.engine.sample(LATENTS))
    assert np.abs(run_onnx(tmp_path / "generator.onnx", latent=LATENTS) - expected).max() < 1e-5
    assert generator.training
    generator.load_state_dict(load_file(tmp_path / "generator.safetensors"))


def test_an_unknown_suffix_is_refused(gan, tmp_path):
    with pytest.raises(ParameterError, match=r"Expected \.safetensors or \.onnx"):
        gan.export(tmp_path / "generator.pt")


@pytest.mark.parametrize("package", ["onnxscript", "torch"])
def test_nothing_is_left_behind_where_a_package_is_missing(package, gan, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[onnx\]"'):
        gan.export(tmp_path / "generator.onnx")
    assert not list(tmp_path.iterdir())
