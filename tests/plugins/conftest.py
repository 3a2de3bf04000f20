"""Distributions of strangers, with real metadata, in a folder of their own on `sys.path`."""

import sys
import textwrap

import pytest

from ganreg.registry import registry


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a distribution whose entry point leads to `NAME_module`, for this test alone.

    The registry of the process is a fresh one in such a test, and is asked by whatever asks for a component.
    """
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before, path = dict(sys.modules), list(sys.path)
    registry.cache_clear()

    def installed(name, source="", points=None, metadata=(), version="1.5"):
        info = site / f"{name}-{version}.dist-info"
        info.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata]
        (info / "METADATA").write_text("\n".join(lines) + "\n")
        (info / "entry_points.txt").write_text(f"[ganreg]\n{points or f'{name} = {name}_module'}\n")
        (site / f"{name}_module.py").write_text(textwrap.dedent(source))
        registry.cache_clear()
        return site

    yield installed
    sys.path[:] = path
    for name in set(sys.modules) - set(before):
        if name.endswith("_module") or name == "jax":
            del sys.modules[name]
    registry.cache_clear()


@pytest.fixture
def failure(install):
    """The cause for which a distribution with this plugin fails; the host and its neighbours must be unharmed."""

    def cause(source="", **details):
        install("stranger", source, **details)
        install("zebra", "from ganreg.losses import Hinge\ndef ganreg_components(): return [Hinge]")
        assert registry().create("loss", "wasserstein").name == "wasserstein"
        assert "zebra" in {entry.plugin for entry in registry().entries("loss")}
        assert "stranger" not in {entry.distribution for entry in registry().entries()}
        (failed,) = registry().failures
        assert failed.plugin.startswith("stranger")
        assert "Traceback" in failed.trace
        return failed.error

    return cause
