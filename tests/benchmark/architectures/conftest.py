"""Small sets of samples: exact distances between large ones take their time."""

import pytest

from ganreg.benchmark.architectures import outcome, quality


@pytest.fixture
def few_samples(monkeypatch):
    """100 samples in place of 2,500."""
    for module in (quality, outcome):
        monkeypatch.setattr(module, "SAMPLES", 100)
    quality.gaussian.cache_clear()
    quality.perfect.cache_clear()
    yield 100
    quality.gaussian.cache_clear()
    quality.perfect.cache_clear()
