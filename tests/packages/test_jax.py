"""What somebody does with `examples/ganreg-jax/`: train on it by name, prove components on it, miss JAX."""

import json
import shutil

import pytest
from packages.environments import PACKAGES, Environment

(JAX,) = [package for package in PACKAGES if package.name == "ganreg-jax"]
FAST_TO_COMPILE = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
TRAIN = ("ganreg", "train", "--data", "ring", "--backend", "jax", "--iterations", 3, "--no-pictures")


@pytest.fixture(scope="session")
def installed(workshop):
    return workshop.environment(JAX)


@pytest.fixture(autouse=True)
def fast_to_compile(monkeypatch):
    """What is compiled here runs a few times."""
    monkeypatch.setenv("XLA_FLAGS", FAST_TO_COMPILE)
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")


def test_it_trains_by_name_leaves_a_run_and_samples_from_it(installed, tmp_path):
    installed.ok(*TRAIN, "--run", tmp_path / "run")
    records = (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()
    assert len(records) == 3
    assert 'name = "jax"' in (tmp_path / "run" / "recipe.toml").read_text()
    installed.ok("ganreg", "sample", tmp_path / "run", "--count", 4, "--output", tmp_path / "samples.npy")


def test_components_are_proven_on_it_by_one_command(installed):
    command = ("ganreg", "conform", "loss/hinge", "constraint/r1", "--backend", "jax", "--require", "jax")
    report = json.loads(installed.ok(*command, "--json", "-"))
    assert report["exit_code"] == 0
    assert {one["component"]: one["verdict"] for one in report["subjects"]} == {
        "loss hinge": "proven",
        "constraint r1": "proven",
    }
    ran = {check["backend"] for one in report["subjects"] for check in one["checks"] if check["status"] == "pass"}
    assert ran == {"", "jax float32", "jax float64"}
    assert set(report["head"]["devices"].values()) == {"cpu:0"}


def test_without_jax_it_is_listed_and_says_how_to_install_it(workshop, tmp_path):
    shutil.copytree(workshop.bare().folder, tmp_path / "copy", symlinks=True)
    environment = Environment(tmp_path / "copy")
    environment.pip("install", "--no-deps", "--no-compile", workshop.wheel(JAX))
    assert "jax" in environment.ok("python", "-m", "ganreg", "list", "backend")
    finished = environment.run("python", "-m", *TRAIN, "--run", tmp_path / "run")
    assert finished.returncode != 0
    assert "pip install ganreg-jax" in " ".join(finished.stderr.split())
    assert "Traceback" not in finished.stderr
