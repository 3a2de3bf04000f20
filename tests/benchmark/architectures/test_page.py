"""The page shows what its record holds, made with today's settings."""

import re
from pathlib import Path

import pytest

from ganreg.benchmark.architectures import HEADLINE, ITERATIONS, METHODS, THRESHOLDS, Record, Tally, succeeding

DOCS = Path(__file__).parents[3] / "docs"
SHARES = re.compile(r"^ +(-?\d\.\d)((?: +\d+/\d+){3}) *$", re.MULTILINE)
PAIRS = re.compile(r"^ +(-?\d\.\d) +(\d+) +(\d+) +(\d+) +(\d+) *$", re.MULTILINE)


@pytest.fixture(scope="module")
def page():
    return (DOCS / "architectures.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scores():
    record = Record.read(DOCS / "architectures.json")
    assert (record.seed, record.iterations, record.methods) == (0, ITERATIONS, tuple(METHODS.values()))
    return [record.scores(method, 200) for method in METHODS.values()]


def test_the_shares_are_those_of_the_record(page, scores):
    shown = {float(threshold): cells.split() for threshold, cells in SHARES.findall(page)}
    assert shown == {t: [f"{succeeding(found, t)}/{len(found)}" for found in scores] for t in THRESHOLDS}


def test_the_pairs_are_those_of_the_record(page, scores):
    shown = [(float(t), *map(int, counts)) for t, *counts in PAIRS.findall(page)]
    first, *others = scores
    tallies = [Tally.of(first, other, threshold) for other in others for threshold in THRESHOLDS]
    assert shown == [(one.threshold, one.only_other, one.only_one, one.both, one.none) for one in tallies]


def test_the_headline_is_that_of_the_record(page, scores):
    for name, found in zip(METHODS, scores, strict=True):
        assert f"{name}: {succeeding(found, HEADLINE)} of {len(found)} work" in page
