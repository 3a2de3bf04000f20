"""What a test registers is forgotten after it."""

import pytest

from ganreg.registry import registry


@pytest.fixture
def own_registrations(monkeypatch):
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    monkeypatch.setattr(registry()._discovery, "failures", list(registry().failures))
