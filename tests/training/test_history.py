"""Records are a list of rows and a table of columns."""

import tracemalloc

import numpy as np
import pytest

from ganreg.training.history import History


@pytest.fixture
def history():
    return History([{"iteration": 1, "critic_loss": 0.5, "slope": 2.0}, {"iteration": 2, "critic_loss": 0.25}])


def test_a_number_gives_a_record_and_a_name_a_column(history):
    assert history[-1] == {"iteration": 2, "critic_loss": 0.25}
    assert history["critic_loss"].tolist() == [0.5, 0.25]
    assert history[:1] == [history[0]]


def test_what_was_recorded_now_and_then_is_nan_in_between(history):
    assert history["slope"][0] == 2
    assert np.isnan(history["slope"][1])


def test_terms_are_in_order_of_first_occurrence(history):
    history.append({"new": 1.0, "iteration": 3})
    assert history.terms == ["iteration", "critic_loss", "slope", "new"]


def test_an_unknown_term_lists_what_there_is(history):
    with pytest.raises(KeyError, match="'loss' was not recorded; there are iteration, critic_loss, slope"):
        history["loss"]
    with pytest.raises(KeyError, match="no records yet"):
        History()["loss"]


def test_it_is_a_sequence(history):
    assert len(history) == 2
    assert [record["iteration"] for record in history] == [1, 2]
    assert repr(history) == "History(2 records of iteration, critic_loss, slope)"


def test_its_records_are_its_own(history):
    source = [{"iteration": 1}]
    copied = History(source)
    source[0]["iteration"] = 9
    assert copied[0] == {"iteration": 1}


def test_records_come_back_as_they_were_in_order_and_type():
    records = [{"iteration": 1, "loss": 0.1, "slope": 2.0}, {"loss": np.nan, "iteration": 2}, {"iteration": 3.5}, {}]
    history = History(records)
    assert repr(list(history)) == repr(records)
    assert repr(history[::-1]) == repr(records[::-1])
    with pytest.raises(IndexError):
        history[4]


def test_a_column_of_whole_numbers_is_one(history):
    assert history["iteration"].dtype == np.int64
    history.append({"iteration": 2.5})
    assert history["iteration"].tolist() == [1, 2, 2.5]


def test_the_newest_record_may_still_be_added_to(history):
    record = {"iteration": 3}
    history.append(record)
    record["distance"] = 0.75
    history.append({"iteration": 4})
    assert history[2] == {"iteration": 3, "distance": 0.75}
    assert np.isnan(history["distance"]).tolist() == [True, True, False, True]


def test_a_record_takes_little_more_than_its_numbers():
    history, terms = History(), ("iteration", "critic_loss", "gp", "wasserstein_estimate", "generator_loss")
    tracemalloc.start()
    for k in range(5000):
        history.append(dict.fromkeys(terms, k + 0.5))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used / 5000 < 2 * 8 * len(terms)
