"""Counting successes."""

from ganreg.benchmark.architectures import Tally, succeeding

ONE = {0: 0.9, 1: 0.5, 2: float("-inf"), 3: 0.7, 9: 1.0}
OTHER = {0: 0.6, 1: -1.0, 2: -0.2, 3: 0.1, 4: 1.0}


def test_a_score_at_the_threshold_reaches_it():
    assert [succeeding(ONE, threshold) for threshold in (-9, 0.5, 0.7, 1.1)] == [4, 4, 3, 0]


def test_a_pair_is_counted_once_and_only_where_both_were_tried():
    assert Tally.of(ONE, OTHER, 0.5) == Tally(threshold=0.5, only_one=2, only_other=0, both=1, none=1)
    assert Tally.of(ONE, OTHER, -0.5) == Tally(threshold=-0.5, only_one=1, only_other=1, both=2, none=0)


def test_the_other_way_round_the_two_change_places():
    there, back = Tally.of(ONE, OTHER, 0.5), Tally.of(OTHER, ONE, 0.5)
    assert (there.only_one, there.only_other) == (back.only_other, back.only_one)
