"""`ganreg evaluate`, and `ganreg train --metric`."""

import json
from pathlib import Path

import numpy as np
import pytest

RUN = Path("runs/ring-wasserstein-gradient_penalty")


def rows(result):
    assert result.exit_code == 0, result.output
    return {score["name"]: score for score in json.loads(result.stdout)["scores"]}


def records(run=RUN):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_training_records_what_evaluation_finds(ganreg, train):
    ended = train("-n", 4, "--metric", "modes", "--metric", "{name='sliced_w1', samples=50}", "--metrics-every", 2)
    assert ended.exit_code == 0, ended.output
    assert ["modes_covered" in record for record in records()] == [False, True, False, True]
    found = rows(ganreg("evaluate", RUN, "--metric", "modes", "--metric", "{name='sliced_w1', samples=50}", "--json"))
    assert all(records()[-1][name] == score["value"] for name, score in found.items())
    assert found["modes_covered"]["perfect"]["mean"] == 8
    assert round(100 * found["high_quality"]["perfect"]["mean"], 2) == 98.89


def test_a_resumed_run_goes_on_measuring(ganreg, train):
    train("-n", 2)
    ended = ganreg("train", "--resume", RUN, "-n", 2, "--metric", "modes", "--metrics-every", 2, "--no-pictures")
    assert ended.exit_code == 0, ended.output
    assert ["modes_covered" in record for record in records()] == [False, False, False, True]


def test_a_table_has_each_score_beside_a_perfect_samplers(ganreg, train):
    train("-n", 1)
    shown = ganreg("evaluate", RUN, "--metric", "modes", "--metric", "slopes").stdout
    assert "a perfect sampler" in shown
    for word in ("After 1 iterations", "modes", "high_quality", "0.9889", "reverse_kl", "slopes", "critic_slope"):
        assert word in shown


def test_without_repetitions_there_is_no_perfect_sampler(ganreg, train):
    train("-n", 1)
    assert "perfect" not in ganreg("evaluate", RUN, "--metric", "sliced_w1", "--repetitions", 0).stdout


def test_no_number_is_null_in_json(ganreg, train):
    train("-n", 1, "--set", "data.radius=1000", "--set", "scaling={offset=0, scale=1}")
    found = rows(ganreg("evaluate", RUN, "--metric", "modes", "--json"))
    assert found["high_quality"]["value"] == 0
    assert found["reverse_kl"]["value"] is None


@pytest.mark.parametrize("metric", ["mdoes", "{name='modes', withn=3}", "classes", "3"])
def test_bad_metrics_are_refused_before_training(train, metric):
    ended = train("-n", 1, "--metric", metric)
    assert ended.exit_code == 1
    assert not Path("runs").exists()
    assert len(ended.stderr.splitlines()) <= 3


def test_a_run_is_asked_for_its_metrics_and_its_data(ganreg, train):
    np.save("x.npy", np.random.default_rng(0).normal(size=(40, 2)))
    train("-n", 1)
    assert "sliced_w1" in ganreg("evaluate", RUN).stderr
    assert ganreg("evaluate", RUN, "--metric", "sliced_w1", "--data", "x.npy").exit_code == 0
    assert ganreg("evaluate", "nowhere", "--metric", "modes").exit_code == 1


def test_another_seed_draws_other_samples(ganreg, train):
    train("-n", 1)
    words = ("evaluate", RUN, "--metric", "sliced_w1", "--repetitions", 0, "--json")
    one, again, other = (rows(ganreg(*words, "--seed", seed)) for seed in (1, 1, 2))
    assert one == again != other


def test_a_metric_of_a_plugin_file_measures(ganreg, train, fresh_registry):
    Path("mine.py").write_text(
        "import attrs\nfrom ganreg.metrics import AbstractSampleMetric\n\n\n"
        "@attrs.frozen(kw_only=True)\nclass Spread(AbstractSampleMetric):\n"
        "    name = 'spread'\n    compares = False\n\n"
        "    def measure(self, real, fake, stream):\n        return {'spread': float(fake.std())}\n"
    )
    train("-n", 1)
    assert rows(ganreg("evaluate", RUN, "--metric", "spread", "--plugin", "mine.py", "--json"))["spread"]["value"] > 0
