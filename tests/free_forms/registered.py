"""The plugin, installed while a test runs."""

import pytest
from free_forms.announced import ganreg_components

from ganreg.registry import registry


@pytest.fixture
def announced(monkeypatch):
    """The plugin's components by name; what a test registers beside them is forgotten after it."""
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    for spec in ganreg_components():
        registry().register(spec)
