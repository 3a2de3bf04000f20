"""Plugins' layers for the time of one test."""

from ganreg.registry import registry


def announce(monkeypatch, *specs):
    """Register some announcements, as a script does; they are gone when the test is over."""
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    for spec in specs:
        registry().register(spec)
