"""Samples from an average: the command line says so, and how much of it nobody has trained."""

import pytest

from ganreg.averages import EMA
from ganreg.cli.averaged import start_share


@pytest.mark.parametrize(
    ("average", "updates", "share"),
    [
        (EMA(decay=0.5), 0, 1.0),
        (EMA(decay=0.5), 3, 0.125),
        (EMA(decay=0.5), 5, 0.0),
        (EMA(half_life=10), 20, 0.25),
        (EMA(decay=0.9, begin=2), 3, 0.0),
        (EMA(warm_up=True), 2, 2 / 11 * 3 / 12),
        (EMA(), 10**9, 0.0),
    ],
)
def test_the_share_of_the_start_is_what_the_formula_leaves_of_it(average, updates, share):
    assert start_share(average, updates) == pytest.approx(share if share >= 0.05 else 0.0)


def test_after_training_it_is_said_where_samples_come_from(train):
    text = train("-n", 2, "--set", "average.decay=0.9").stdout
    assert "Average   is what samples come from; ganreg sample --present takes" in text
    assert "81% of it is still the untrained generator: train longer, or --set average.warm_up=true" in text
    assert "untrained" not in train("-n", 2, "--set", "average.decay=0.1").stdout
    assert "Average" not in train("-n", 2).stdout


def test_sample_says_when_it_takes_the_average(train, ganreg):
    train("-n", 1, "-o", "run", "--average", "ema")
    train("-n", 1, "-o", "plain")
    said = {words: ganreg("sample", *words, "-n", 2, "-f").stdout for words in (("run",), ("run", "--present"))}
    assert ["from the generator's average" in text for text in said.values()] == [True, False]
    assert "average" not in ganreg("sample", "plain", "-n", 2, "-f").stdout
