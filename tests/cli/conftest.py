"""A command line in an empty folder."""

import os
import sys

import pytest
from typer.testing import CliRunner

from ganreg.cli.main import app
from ganreg.registry import registry

TINY = [
    *("--batch-size", "8", "--no-pictures"),
    *("--set", "critic.width=4", "--set", "critic.depth=1", "--set", "generator.width=4", "--set", "generator.depth=1"),
]
"""Options that make a run of few milliseconds."""


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Every test starts in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    return tmp_path


@pytest.fixture
def ganreg():
    """Run a command: `ganreg("train", "--data", "ring")`; the result has `exit_code`, `stdout` and `stderr`."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def train(ganreg):
    """Train a tiny GAN on the ring, with further options."""
    return lambda *words: ganreg("train", "--data", "ring", *TINY, *words)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a stranger's distribution with one plugin module, for this test alone."""
    site = tmp_path / "site"

    def installed(name, module_text):
        info = site / f"{name}-1.5.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n")
        (info / "entry_points.txt").write_text(f"[ganreg]\n{name} = {name}_module\n")
        (site / f"{name}_module.py").write_text(module_text)
        registry.cache_clear()

    monkeypatch.syspath_prepend(str(site))
    before = set(sys.modules)
    yield installed
    for name in set(sys.modules) - before:
        if name.endswith("_module"):
            del sys.modules[name]
    registry.cache_clear()


@pytest.fixture
def fresh_registry():
    """What a plugin file registers in this test is forgotten after it."""
    registry.cache_clear()
    yield
    registry.cache_clear()


@pytest.fixture
def environment():
    """The environment of a subprocess whose lines come at once."""
    return {**os.environ, "PYTHONUNBUFFERED": "1"}
