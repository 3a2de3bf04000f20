"""The reader of digits."""

import numpy as np

from ganreg.benchmark.worlds.digit_reader import DigitReader
from ganreg.data import StackedDigits
from ganreg.draws import Draws


def test_the_reader_reads_nearly_all_of_what_it_was_not_shown_and_states_how_many():
    reader = DigitReader.trained()
    assert 0.97 < reader.accuracy < 1
    x, mode = StackedDigits().labelled(2000, Draws(0).stream("test"))
    all_three = ((1 + reader.accuracy) / 2) ** 3  # nothing of the half that it was shown is misread
    assert abs(np.mean(reader(x) == mode) - all_three) < 0.01
    np.testing.assert_array_equal(reader(x[:, :1]), reader(x) // 100)


def test_another_seed_shows_it_the_other_half():
    assert DigitReader.trained(1).accuracy != DigitReader.trained(2).accuracy
