"""`ganreg benchmark ring` and the like."""

import json
from pathlib import Path

import attrs
import pytest

from ganreg.benchmark import worlds
from ganreg.benchmark.worlds.goal import at_least

EASY = (at_least("modes_covered", 0), at_least("high_quality", 0))


@pytest.fixture
def small(monkeypatch):
    """The ring with small networks; with goals that everybody meets, if asked for."""

    def made(goals=worlds.RING.goals):
        training = attrs.evolve(worlds.RING.training, width=8, generator_depth=2, critic_depth=1, batch_size=8)
        monkeypatch.setitem(worlds.WORLDS, "ring", attrs.evolve(worlds.RING, training=training, goals=goals))

    made()
    return made


def test_a_missed_goal_is_exit_code_1_and_said(ganreg, small):
    result = ganreg("benchmark", "ring", "-n", 2)
    assert result.exit_code == 1
    assert "1/1  seed 0: missed a goal" in result.stderr


def test_met_goals_are_exit_code_0(ganreg, small):
    small(EASY)
    result = ganreg("benchmark", "ring", "-n", 2)
    assert result.exit_code == 0, result.stderr
    assert "seed 0: solved" in result.stderr


def test_one_missed_seed_of_several_is_exit_code_1(ganreg, small, monkeypatch):
    monkeypatch.setattr(worlds.Outcome, "solves", lambda outcome, world: outcome.seed == 0)
    result = ganreg("benchmark", "ring", "-n", 2, "--seeds", 2)
    assert result.exit_code == 1
    assert "1/2  seed 0: solved" in result.stderr
    assert "2/2  seed 1: missed a goal" in result.stderr


def test_the_table_shows_seeds_goals_the_perfect_sampler_and_what_is_published(ganreg, small):
    rows = ganreg("benchmark", "ring", "-n", 2, "--seeds", 2).stdout.splitlines()
    firsts = [row.split("  ")[0].strip() for row in rows]
    assert firsts.index("0") < firsts.index("1") < firsts.index("mean") < firsts.index("worst") < firsts.index("goal")
    assert "≥ 97.0 %" in rows[firsts.index("goal")]
    assert "98.9 %" in rows[firsts.index("perfect")]
    assert "97.7 %" in rows[firsts.index("PacGAN3 [2]")]
    assert any(row.startswith("[2] Lin et al. 2018") for row in rows)


def test_a_record_is_continued_and_its_seeds_keep_their_numbers(ganreg, small):
    ganreg("benchmark", "ring", "-n", 2, "--seed", 3, "--json", "ring.json")
    first = json.loads(Path("ring.json").read_text())["outcomes"]
    result = ganreg("benchmark", "ring", "-n", 2, "--seed", 3, "--seed", 5, "--json", "ring.json")
    both = json.loads(Path("ring.json").read_text())["outcomes"]
    assert "1/1  seed 5" in result.stderr
    assert "seed 3" not in result.stderr
    assert [one["seed"] for one in both] == [3, 5]
    assert both[0] == first[0]


def test_a_record_of_another_training_is_refused(ganreg, small):
    ganreg("benchmark", "ring", "-n", 2, "--json", "ring.json")
    result = ganreg("benchmark", "ring", "-n", 3, "--json", "ring.json")
    assert result.exit_code == 1
    assert "Choose another file with --json" in result.stderr


def test_a_picture_shows_the_seeds_that_were_trained_now(ganreg, small):
    result = ganreg("benchmark", "ring", "-n", 2, "--seeds", 2, "--json", "ring.json", "--plot", "one.png")
    assert Path("one.png").stat().st_size > 1000
    assert "Drawn: one.png" in result.stderr
    again = ganreg("benchmark", "ring", "-n", 2, "--seeds", 2, "--json", "ring.json", "--plot", "two.png")
    assert "not in the picture" in again.stderr
    assert not Path("two.png").exists()


@pytest.mark.parametrize("name", ["ring", "grid", "digits", "stacked-digits"])
def test_every_world_has_a_command_that_says_what_it_is(ganreg, name):
    result = ganreg("benchmark", name, "--help")
    assert result.exit_code == 0
    assert "Learn" in result.stdout
    assert name in worlds.WORLDS
