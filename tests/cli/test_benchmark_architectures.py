"""`ganreg benchmark architectures`."""

import json

import pytest

from ganreg.benchmark.architectures import Outcome, Quality

SCORES = {"wgan-gp": [0.45, 0.2, 0.05], "gan": [0.3, -2.0, None]}


@pytest.fixture
def trained(monkeypatch):
    """Outcomes as in `SCORES`, and the pairs that were trained for them."""
    asked = []

    def outcome(method, index, seed, iterations):
        asked.append((method.name, index))
        if (method.name, index) == trained.interrupted_at:
            raise KeyboardInterrupt
        score = SCORES[method.name][index]
        quality = None if score is None else Quality(w1=0.2, score=score, modes=24, high_quality=0.1)
        return Outcome(index=index, method=method.name, quality=quality, seconds=1.0, failure="" if quality else "NaN")

    def trained():
        return asked

    trained.interrupted_at = None
    monkeypatch.setattr(Outcome, "of", outcome)
    return trained


@pytest.fixture
def run(ganreg, trained):
    return lambda *words: ganreg("benchmark", "architectures", "--method", "wgan-gp", "--method", "gan", *words)


def cells(stdout):
    """The rows of all tables, by their words."""
    return [line.split() for line in stdout.splitlines()]


def test_the_tables_count_who_reaches_each_score(run):
    done = run("--count", 3)
    assert done.exit_code == 0, done.stderr
    assert ["0.0", "3/3", "1/3"] in cells(done.stdout)
    assert ["0.4", "1/3", "0/3"] in cells(done.stdout)
    assert ["score", "≥", "only", "gan", "only", "wgan-gp", "both", "none"] in cells(done.stdout)
    assert ["0.0", "0", "2", "1", "0"] in cells(done.stdout)
    assert ["0.4", "0", "1", "0", "2"] in cells(done.stdout)


def test_what_works_stands_beside_what_is_published(run):
    told = run("--count", 3).stdout
    assert "wgan-gp: 3 of 3 work" in told
    assert "gan: 1 of 3 work" in told
    assert "94.5 %" in told
    assert "21.0 %" in told


def test_each_training_is_told_with_its_architecture(run):
    told = run("--count", 3).stderr
    assert "+0.45  24 modes" in told
    assert "diverged" in told
    assert "critic 6×32 tanh, orthogonal; generator 3×32 leaky_relu, he" in told


def test_a_file_keeps_the_rows_and_a_picture_shows_them(run, tmp_path):
    run("--count", 2, "--json", "record.json", "--plot", "scores.png")
    rows = json.loads((tmp_path / "record.json").read_text())["outcomes"]
    assert [(row["method"], row["index"]) for row in rows] == [("wgan-gp", 0), ("gan", 0), ("wgan-gp", 1), ("gan", 1)]
    assert (tmp_path / "scores.png").exists()


def test_after_an_interruption_the_same_command_goes_on(run, trained, tmp_path):
    trained.interrupted_at = ("gan", 1)
    stopped = run("--count", 3, "--json", "record.json")
    assert stopped.exit_code == 130
    assert "wgan-gp: 2 of 2 work" in stopped.stdout
    trained.interrupted_at = None
    trained().clear()
    assert "wgan-gp: 3 of 3 work" in run("--count", 3, "--json", "record.json").stdout
    assert trained() == [("gan", 1), ("wgan-gp", 2), ("gan", 2)]


def test_a_file_of_other_settings_is_refused_before_anything_is_trained(run, trained):
    run("--count", 1, "--json", "record.json")
    trained().clear()
    other = run("--count", 1, "--json", "record.json", "--iterations", 7)
    assert other.exit_code == 1
    assert "another --iterations: 4000, not 7" in other.stderr
    assert not trained()


def test_a_combination_that_cannot_be_is_refused_before_anything_is_trained(ganreg, trained):
    done = ganreg("benchmark", "architectures", "--method", "wgan-gp", "--method", "wasserstein/gp+clip")
    assert done.exit_code == 1
    assert "clip" in done.stderr
    assert not trained()


def test_a_picture_that_cannot_be_is_refused_before_anything_is_trained(run, trained, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    done = run("--plot", "scores.png")
    assert (done.exit_code, trained()) == (1, [])
    assert 'pip install "ganreg[plot]"' in done.stderr


def test_a_real_run_goes_through(ganreg, monkeypatch):
    seen = []

    def quality(samples):
        seen.append(samples.shape)
        return Quality(w1=0.2, score=0.25, modes=25, high_quality=0.5)

    monkeypatch.setattr(Quality, "of", quality)  # an exact distance takes a second
    words = ("--count", 2, "--iterations", 2, "--method", "non_saturating/r1", "--seed", 3)
    done = ganreg("benchmark", "architectures", *words)
    assert done.exit_code == 0, done.stderr
    assert "non_saturating/r1: 2 of 2 work" in done.stdout
    assert seen == [(2500, 2)] * 2
