"""`ganreg sample` writes a whole file, and never over another."""

import sys
from pathlib import Path

import numpy as np
import pytest

import ganreg as library


@pytest.fixture
def run(train):
    train("-n", 1, "-o", "run")
    return "run"


def test_by_default_64_samples_lie_in_samples_npy(ganreg, run):
    result = ganreg("sample", run)
    assert result.exit_code == 0, result.stderr
    assert np.load("samples.npy").shape == (64, 2)
    assert "64 × 2 float32, from " in result.stdout
    assert "Written to samples.npy" in result.stdout


def test_the_samples_are_those_of_the_library(ganreg, run):
    ganreg("sample", run, "-n", 5, "--seed", 3, "-o", "x.npz")
    assert np.array_equal(np.load("x.npz")["x"], library.load(run).sample(5, seed=3))


@pytest.mark.parametrize("name", ["x.png", "x.pdf", "deep/x.svg", "x.jpg"])
def test_a_suffix_of_a_picture_draws_one(ganreg, run, name):
    assert ganreg("sample", run, "-o", name).exit_code == 0
    assert Path(name).stat().st_size > 1000


def test_seeds_make_samples(ganreg, run):
    for name, seed in (("a.npy", 1), ("b.npy", 1), ("c.npy", 2)):
        ganreg("sample", run, "--seed", seed, "-o", name)
    assert Path("a.npy").read_bytes() == Path("b.npy").read_bytes() != Path("c.npy").read_bytes()


def test_another_backend_draws_the_same_samples(ganreg, run):
    ganreg("sample", run, "--seed", 1, "-o", "a.npy")
    assert ganreg("sample", run, "--seed", 1, "-o", "b.npy", "--backend", "reference").exit_code == 0
    np.testing.assert_allclose(np.load("a.npy"), np.load("b.npy"), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["x.npy", "x.png"])
def test_a_file_that_exists_is_replaced_only_by_force(ganreg, run, name):
    Path(name).write_text("precious")
    result = ganreg("sample", run, "-o", name)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert Path(name).read_text() == "precious"
    assert ganreg("sample", run, "-o", name, "--force").exit_code == 0
    assert Path(name).stat().st_size > 100


def test_a_folder_is_not_replaced_even_by_force(ganreg, run):
    Path("x.npy").mkdir()
    result = ganreg("sample", run, "-o", "x.npy", "--force")
    assert result.exit_code == 1
    assert "'x.npy' exists" in result.stderr


@pytest.mark.parametrize(("name", "words"), [("x.pngg", "Did you mean '.png'"), ("x", ".npy"), ("x.txt", ".npz")])
def test_a_suffix_that_says_no_format_is_refused(ganreg, run, name, words):
    result = ganreg("sample", run, "-o", name)
    assert result.exit_code == 1
    assert words in result.stderr
    assert not Path(name).exists()


def test_a_picture_without_matplotlib_is_refused(ganreg, run, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = ganreg("sample", run, "-o", "x.png")
    assert result.exit_code == 1
    assert 'pip install "ganreg[plot]"' in result.stderr


def test_a_write_that_fails_leaves_nothing(ganreg, run, monkeypatch):
    def full_disk(file, x):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full_disk)
    result = ganreg("sample", run)
    assert (result.exit_code, result.stderr) == (1, "error: [Errno 28] No space left on device\n")
    assert sorted(path.name for path in Path().iterdir()) == ["run"]


def test_a_folder_that_is_no_run(ganreg):
    Path("empty").mkdir()
    result = ganreg("sample", "empty")
    assert result.exit_code == 1
    assert "'empty' holds no whole checkpoint" in result.stderr


@pytest.mark.parametrize("option", [["-n", 0], ["--seed", -1]])
def test_numbers_out_of_range_are_usage_errors(ganreg, run, option):
    assert ganreg("sample", run, *option).exit_code == 2
