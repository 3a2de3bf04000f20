"""The averages' oracle, worked out by hand."""

import numpy as np
import pytest

from ganreg import averages as specifications
from ganreg_reference.averages import EMA


def _path(values, start=1.0, **parameters):
    oracle, kept, found = EMA(specifications.EMA(**parameters)), {"w": np.array([start])}, []
    for update, value in enumerate(values):
        kept = oracle.updated(kept, {"w": np.array([value])}, update)
        found.append(float(kept["w"][0]))
    return found


def test_the_past_has_the_share_beta():
    # ¾·1 + ¼·2 = 5/4, then ¾·5/4 + ¼·4 = 31/16
    assert _path([2.0, 4.0], decay=0.75) == [1.25, 1.9375]


def test_after_two_half_lives_a_quarter_is_left():
    assert _path([0.0] * 6, half_life=3)[-1] == pytest.approx(0.25, rel=1e-14)


def test_warming_up_the_shares_are_2_11ths_and_3_12ths():
    assert _path([0.0, 0.0], warm_up=True) == pytest.approx([2 / 11, 1 / 22], rel=1e-14)


def test_warming_up_ends_where_the_share_would_be_larger_than_beta():
    # 2/11, 3/12 and 4/13 are below 0.34; 5/14 = 0.357 is not.
    assert _path([0.0] * 4, decay=0.34, warm_up=True)[-1] == pytest.approx(2 / 11 * 3 / 12 * 4 / 13 * 0.34, rel=1e-14)


def test_until_it_begins_the_average_is_the_generator():
    assert _path([2.0, 4.0, 8.0], decay=0.75, begin=2) == [2.0, 4.0, 5.0]
