"""Rows that stay, and those that are still missing."""

import json

import attrs
import pytest

from ganreg.benchmark.architectures import METHODS, Architecture, Outcome, Quality, Record
from ganreg.errors import CheckpointError

ONE, OTHER, THIRD = METHODS.values()
QUALITY = Quality(w1=0.2, score=0.5, modes=25, high_quality=0.4)


def row(method, index, quality=QUALITY):
    return Outcome(index=index, method=method.name, quality=quality, seconds=1.5, failure="" if quality else "NaN")


@pytest.fixture
def record():
    return Record(seed=3, iterations=7, methods=(ONE, OTHER), outcomes=[row(ONE, 1), row(OTHER, 0, None)])


def test_what_is_missing_is_architecture_by_architecture(record):
    assert record.missing([ONE, OTHER], 3) == [(ONE, 0), (OTHER, 1), (ONE, 2), (OTHER, 2)]
    assert record.missing([OTHER], 1) == []


def test_the_scores_of_a_method_are_those_of_the_first_architectures(record):
    assert record.scores(ONE, 40) == {1: 0.5}
    assert record.scores(ONE, 1) == {}
    assert record.scores(OTHER, 1) == {0: float("-inf")}


def test_a_file_gives_the_record_again(record, tmp_path):
    record.save(tmp_path / "deep" / "record.json")
    assert Record.read(tmp_path / "deep" / "record.json") == record


def test_a_file_tells_what_the_architectures_are(record, tmp_path):
    record.save(tmp_path / "record.json")
    plain = json.loads((tmp_path / "record.json").read_text())
    assert plain["architectures"][1] == attrs.asdict(Architecture.drawn(3, 1))
    assert set(plain["versions"]) == {"python", "ganreg", "numpy", "POT"}


def test_a_former_record_of_the_same_settings_is_gone_on_with(record):
    more = Record(seed=3, iterations=7, methods=(OTHER, THIRD)).with_former(record)
    assert more.methods == (OTHER, THIRD, ONE)
    assert more.missing([OTHER, THIRD], 1) == [(THIRD, 0)]
    more.outcomes.append(row(THIRD, 0))
    assert len(record.outcomes) == 2


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"seed": 4}, "--seed: 3, not 4"),
        ({"iterations": 8}, "--iterations: 7, not 8"),
        ({"methods": (attrs.evolve(ONE, n_critic=2),)}, "method 'wgan-gp'"),
    ],
)
def test_a_former_record_of_other_settings_is_refused(record, changes, what):
    with pytest.raises(CheckpointError, match=f"another {what}"):
        attrs.evolve(record, **changes).with_former(record)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seed": 1, "iterations": 1, "methods": [{}], "outcomes": []}'])
def test_a_file_without_a_record_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(CheckpointError, match=r"x\.json' holds no record of architectures"):
        Record.read(tmp_path / "x.json")
