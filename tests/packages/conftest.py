"""One workshop per session, shared by xdist's workers."""

import os

import pytest
from packages.environments import Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory):
    """Where wheels and environments are made, each once."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "packages"
    folder.mkdir(exist_ok=True)
    return Workshop(folder)
