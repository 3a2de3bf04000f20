"""Metrics while training: recorded, without a trace in the run, and the same when it is resumed."""

import json

import attrs
import pytest
from small_gan import BACKENDS, DATA, same_bits, small_gan

import ganreg
import ganreg.data
from ganreg.data import Ring
from ganreg.errors import DataError, ParameterError, UnknownNameError
from ganreg.metrics import AbstractMetric, Modes, evaluate

METRICS = ["modes", {"name": "sliced_w1", "projections": 5, "samples": 50}, {"name": "slopes", "samples": 20}, "depth"]
NAMES = {"modes_covered", "high_quality", "reverse_kl", "sliced_w1", "slope_mean", "depth_0", "depth_ratio"}


def on_ring(iterations, **choices):
    return small_gan().fit("ring", iterations, **choices)


def test_scores_are_in_the_records_of_every_so_many_iterations():
    history = on_ring(5, metrics=METRICS, metrics_every=2).history
    assert [record["iteration"] for record in history if set(record) >= NAMES] == [2, 4]
    assert not any("modes_covered" in history[k] for k in (0, 2, 4))
    assert isinstance(history[1]["modes_covered"], int)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("average", [None, "ema"])
def test_they_leave_no_trace(backend, average):
    choices = {"backend": backend, "average": average}
    measured = small_gan(**choices).fit("ring", 4, metrics=METRICS, metrics_every=1)
    plain = small_gan(**choices).fit("ring", 4)
    assert same_bits(measured, plain)
    assert list(measured.history["critic_loss"]) == list(plain.history["critic_loss"])


def test_a_resumed_run_has_the_same_records_to_the_bit(tmp_path):
    whole = on_ring(6, metrics=METRICS, metrics_every=2, run=tmp_path / "whole", checkpoint_every=2)
    on_ring(3, metrics=METRICS, metrics_every=2, run=tmp_path / "parts")
    resumed = ganreg.load(tmp_path / "parts").fit(
        iterations=3, metrics=METRICS, metrics_every=2, run=tmp_path / "parts"
    )
    assert same_bits(whole, resumed)
    texts = [(tmp_path / run / "metrics.jsonl").read_text() for run in ("whole", "parts")]
    assert texts[0] == texts[1]
    assert set(json.loads(texts[0].splitlines()[3])) >= NAMES


def test_the_scores_are_those_of_an_evaluation():
    gan = on_ring(2, metrics=METRICS, metrics_every=2)
    for score in evaluate(gan, METRICS, repetitions=0):
        assert gan.history[-1][score.name] == score.value
        assert score.perfect is None


def test_callbacks_see_them_and_may_stop_by_them():
    def enough(gan, record):
        if record.get("modes_covered", 99) <= 8:
            raise ganreg.StopTraining

    assert on_ring(9, metrics="modes", metrics_every=3, callbacks=[enough]).iterations == 3


@pytest.mark.parametrize(
    ("metrics", "error", "said"),
    [
        (["mdoes"], UnknownNameError, "Did you mean 'modes'"),
        (["ring"], UnknownNameError, "There is a data"),
        ([{"name": "modes", "withn": 1}], ParameterError, "Did you mean 'within'"),
        (["modes", Modes()], ParameterError, "given 2 times"),
        ("classes", DataError, "how many classes"),
        (3, ParameterError, "no metric"),
    ],
)
def test_bad_ones_are_refused_before_anything_is_trained(tmp_path, metrics, error, said):
    gan = small_gan()
    with pytest.raises(error, match=said):
        gan.fit("ring", 1, metrics=metrics, run=tmp_path / "run")
    assert gan.iterations == 0
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("every", [0, -1, 1.5, True])
def test_the_interval_is_a_whole_number(every):
    with pytest.raises(ParameterError, match="metrics_every"):
        on_ring(1, metrics="modes", metrics_every=every)


@attrs.frozen(kw_only=True)
class Rival(AbstractMetric):
    """A score of another metric's name."""

    name = "rival"

    def of(self, view):
        return {"high_quality": 1.0}


def test_two_scores_of_one_name_are_refused():
    with pytest.raises(ParameterError, match="'high_quality'"):
        on_ring(1, metrics=["modes", Rival()], metrics_every=1)


def test_an_evaluation_needs_data_and_takes_others():
    gan = small_gan().fit(DATA, 1)
    assert evaluate(gan, "sliced_w1", repetitions=2)[0].perfect is not None
    found = {score.name: score.value for score in evaluate(gan, "modes", Ring(), repetitions=0)}
    assert found["modes_covered"] <= 8
    with pytest.raises(DataError, match=r"Samples of shape \(3,\)"):
        evaluate(gan, "modes", ganreg.data.Gaussian(dimensions=3))


def test_a_run_on_an_array_has_no_data_to_measure_with(tmp_path):
    small_gan().fit(DATA, 1, run=tmp_path / "run")
    gan = ganreg.load(tmp_path / "run")
    with pytest.raises(DataError, match="No data to measure with"):
        evaluate(gan, "sliced_w1")
    assert evaluate(gan, "sliced_w1", DATA, repetitions=0)


def test_the_present_generator_and_its_average_are_measured_apart():
    gan = small_gan(average={"name": "ema", "decay": 0.9}).fit("ring", 5)
    scores = [evaluate(gan, "sliced_w1", averaged=one, repetitions=0)[0].value for one in (None, True, False)]
    assert scores[0] == scores[1] != scores[2]
