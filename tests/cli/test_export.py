"""`ganreg export` writes the generator to a file that loads without ganreg, and never over another."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import load_file

import ganreg as library
from ganreg.cli.export_file import FORMATS
from ganreg.export import SUFFIXES


@pytest.fixture
def run(train):
    train("-n", 1, "-o", "run", "--latent-dim", 3)
    return "run"


def test_by_default_a_state_dict_lies_in_generator_safetensors(ganreg, run):
    result = ganreg("export", run)
    assert result.exit_code == 0, result.stderr
    state = library.load(run).engine.export_state()
    exported = load_file("generator.safetensors")
    assert exported
    assert all(np.array_equal(array, state[f"generator/params/{name}"]) for name, array in exported.items())


def test_it_says_what_goes_in_and_what_comes_out(ganreg, run):
    scaling = library.load(run).scaling
    assert ganreg("export", run).stdout.splitlines() == [
        "The generator after 1 iterations",
        "Inputs    latent (n, 3), drawn from N(0, 1)",
        f"Output    samples (n, 2) = {scaling.offset:.6g} + {scaling.scale:.6g} × the network's output",
        "Written to generator.safetensors",
    ]


def test_a_graph_of_a_conditional_generator_is_as_it_is_described(ganreg):
    np.savez("data.npz", x=np.random.default_rng(0).random((24, 5)), y=np.arange(24) % 3)
    ganreg("train", "--data", "data.npz", "-n", 1, "--batch-size", 8, "--latent-dim", 3, "-o", "run", "--no-pictures")
    result = ganreg("export", "run", "-o", "deep/g.onnx")
    assert result.stdout.splitlines()[1:] == [
        "Inputs    latent (n, 3) float32, drawn from N(0, 1)",
        "          label (n,) int64, 0 to 2",
        "Output    samples (n, 5) in the data's units",
        "Written to deep/g.onnx",
    ]
    graph = onnxruntime.InferenceSession("deep/g.onnx")
    assert [(one.name, one.type) for one in graph.get_inputs()] == [
        ("latent", "tensor(float)"),
        ("label", "tensor(int64)"),
    ]
    inputs = {"latent": np.ones((4, 3), np.float32), "label": np.array([0, 1, 2, 2])}
    assert graph.run(["samples"], inputs)[0].shape == (4, 5)


def test_a_file_that_exists_is_replaced_only_by_force(ganreg, run):
    Path("generator.safetensors").write_text("precious")
    result = ganreg("export", run)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert Path("generator.safetensors").read_text() == "precious"
    assert ganreg("export", run, "--force").exit_code == 0
    assert load_file("generator.safetensors")


def test_a_suffix_that_says_no_format_is_refused(ganreg, run):
    result = ganreg("export", run, "-o", "generator.pt")
    message = "--output 'generator.pt': a file's suffix says its format. PyTorch: .safetensors; ONNX: .onnx."
    assert (result.exit_code, result.stderr) == (1, f"error: {message}\n")
    assert "Did you mean '.onnx'?" in ganreg("export", run, "-o", "generator.onx").stderr


def test_every_format_of_the_library_is_one_of_the_command():
    assert {suffix for suffixes in FORMATS.values() for suffix in suffixes} == set(SUFFIXES)


def test_a_folder_that_is_no_run(ganreg):
    result = ganreg("export", "nowhere")
    assert (result.exit_code, result.stderr) == (1, "error: There is no run folder 'nowhere'.\n")


def test_another_backend_exports_the_same_numbers(ganreg, run):
    ganreg("export", run, "-o", "a.safetensors")
    assert ganreg("export", run, "-o", "b.safetensors", "--backend", "torch").exit_code == 0
    ours, theirs = load_file("a.safetensors"), load_file("b.safetensors")
    assert "Did you mean 'numpy'" in ganreg("export", run, "--force", "--backend", "nunpy").stderr
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
