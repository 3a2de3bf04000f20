"""Goals are bounds that may be touched."""

from math import nan

import pytest

from ganreg.benchmark.worlds.goal import at_least, at_most


@pytest.mark.parametrize(("value", "met"), [(0.98, True), (0.97, True), (0.9699, False), (nan, False)])
def test_at_least(value, met):
    assert at_least("high_quality", 0.97).met(value) is met


@pytest.mark.parametrize(("value", "met"), [(0.004, True), (0.005, True), (0.0051, False), (nan, False)])
def test_at_most(value, met):
    assert at_most("reverse_kl", 0.005).met(value) is met
