"""Records of worlds: kept, continued, refused."""

import json

import attrs
import pytest
from small_world import small_world

from ganreg.benchmark.worlds import GRID, Outcome, Record, trials
from ganreg.errors import CheckpointError


def outcome(seed):
    return Outcome(
        seed=seed, iterations=3, scores={"modes_covered": 8}, present={"modes_covered": 7}, seconds=2.0, cpu_seconds=1.0
    )


def record(*seeds):
    world = small_world()
    return Record(world, [outcome(seed) for seed in seeds], world.perfect())


def test_what_is_saved_is_read_again(tmp_path):
    kept = record(0, 4)
    kept.save(tmp_path / "deep" / "ring.json")
    found = Record.read(tmp_path / "deep" / "ring.json", small_world())
    assert found.outcomes == kept.outcomes
    assert found.perfect == kept.perfect


def test_seeds_that_are_known_are_not_trained_anew():
    kept = record(0, 2)
    assert kept.missing([2, 1, 0, 3, 1]) == [1, 3]
    assert [one.seed for one in trials(kept, [2, 1, 0])] == [1]
    assert [one.seed for one in kept.of([2, 1, 0, 9])] == [2, 1, 0]
    assert kept.of([2])[0] is kept.outcomes[1]


def test_two_processes_find_what_one_finds():
    pytest.importorskip("joblib")
    alone, together = Record(small_world()), Record(small_world())
    list(trials(alone, [0, 1]))
    list(trials(together, [0, 1], jobs=2))
    assert [one.scores for one in alone.of([0, 1])] == [one.scores for one in together.of([0, 1])]


@pytest.mark.parametrize(
    "other", [small_world(iterations=4), attrs.evolve(small_world(), name="grid"), GRID], ids=["longer", "name", "grid"]
)
def test_a_record_of_something_else_is_refused(tmp_path, other):
    record(0).save(tmp_path / "ring.json")
    with pytest.raises(CheckpointError, match="another file with --json"):
        Record.read(tmp_path / "ring.json", other)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"world": "ring", "training": 1, "perfect": [], "outcomes": 3}'])
def test_what_is_no_record_is_refused(tmp_path, text):
    (tmp_path / "ring.json").write_text(text)
    with pytest.raises(CheckpointError, match="holds no record of a world"):
        Record.read(tmp_path / "ring.json", small_world())


def test_a_record_says_versions_goals_and_training(tmp_path):
    record(1).save(tmp_path / "ring.json")
    plain = json.loads((tmp_path / "ring.json").read_text())
    assert {"python", "numpy", "ganreg"} <= set(plain["versions"])
    assert plain["goals"][1] == {"score": "high_quality", "bound": 0.97, "least": True}
    assert plain["training"]["iterations"] == 3
    assert "samples" not in plain["outcomes"][0]
